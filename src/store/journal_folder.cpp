#include "store/journal_folder.hpp"

#include "consentry/store/journal.hpp"
#include "store/journal_slice.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <sstream>
#include <system_error>

namespace consentry::store {
namespace {

constexpr std::string_view unfinished_suffix = ".unfinished";

[[noreturn]] void throw_system_error(std::string const& what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

std::string contents_of(std::filesystem::path const& path)
{
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

std::set<std::size_t> read_settled(std::filesystem::path const& path)
{
    std::set<std::size_t> settled;
    std::istringstream lines{contents_of(path)};
    for (std::size_t offset = 0; lines >> offset;)
        settled.insert(offset);
    return settled;
}

/// A name in a folder is on disk when the folder is.
void flush_folder(std::filesystem::path const& folder)
{
    int const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        throw_system_error(folder.string());
    bool const flushed = ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!flushed)
        throw_system_error(folder.string());
}

}  // namespace

std::string journal_id(std::string_view slice, std::size_t offset)
{
    return std::string{slice} + '@' + std::to_string(offset);
}

std::optional<std::pair<std::string, std::size_t>> parts_of(std::string_view id)
{
    std::size_t const at = id.find('@');
    if (at == std::string_view::npos)
        return {};
    std::size_t offset = 0;
    auto const [end, error] = std::from_chars(id.data() + at + 1, id.data() + id.size(), offset);
    if (error != std::errc{} || end != id.data() + id.size() || id.substr(0, at).contains('/'))
        return {};
    return std::pair{std::string{id.substr(0, at)}, offset};
}

void make_folder(std::filesystem::path const& folder)
{
    if (std::filesystem::exists(folder))
        return;
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    flush_folder(std::filesystem::absolute(folder).parent_path());
}

std::map<std::string, Slice> slices_in(std::filesystem::path const& folder)
{
    std::map<std::string, Slice> slices;
    if (!std::filesystem::exists(folder))
        return slices;
    for (auto const& entry : std::filesystem::directory_iterator{folder}) {
        std::string const name = entry.path().stem();
        if (entry.path().extension() != slice_suffix || !end_of_hour(name))
            continue;
        Slice& slice = slices[name];
        slice.bytes = entry.file_size();
        slice.records = read_slice(contents_of(entry.path())).size();
        slice.settled = read_settled(folder / (name + std::string{settled_suffix}));
    }
    return slices;
}

std::string contents_of_slice(std::filesystem::path const& folder, std::string const& slice)
{
    return contents_of(folder / (slice + std::string{slice_suffix}));
}

void replace_slice(std::filesystem::path const& folder, std::string const& slice, std::string_view contents)
{
    std::filesystem::path const unfinished = folder / (slice + std::string{unfinished_suffix});
    std::filesystem::remove(unfinished);
    AppendedFile{unfinished}.append(contents);
    std::filesystem::rename(unfinished, folder / (slice + std::string{slice_suffix}));
    flush_folder(folder);
}

void remove_unfinished(std::filesystem::path const& folder)
{
    for (auto const& entry : std::filesystem::directory_iterator{folder}) {
        if (entry.path().extension() == unfinished_suffix)
            std::filesystem::remove(entry.path());
    }
}

AppendedFile::AppendedFile(Opened opened)
    : descriptor_{opened.descriptor}
{
}

AppendedFile::AppendedFile(std::filesystem::path const& path)
    : AppendedFile{Opened{::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)}}
{
    struct stat status{};
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0)
        throw_system_error(path.string());
    size_ = static_cast<std::uint64_t>(status.st_size);
    flush_folder(path.parent_path());
}

AppendedFile::~AppendedFile()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

void AppendedFile::append(std::string_view text)
{
    try {
        write_all(text);
        if (::fdatasync(descriptor_) != 0)
            throw_system_error("flush");
        size_ += text.size();
    } catch (std::system_error const&) {
        // Half a record would be read as a damaged one. If it cannot be taken back, that is what it stays.
        if (::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0)
            size_ += text.size();
        throw;
    }
}

void AppendedFile::write_all(std::string_view text) const
{
    while (!text.empty()) {
        ssize_t const count = ::write(descriptor_, text.data(), text.size());
        if (count < 0 && errno != EINTR)
            throw_system_error("write");
        if (count > 0)
            text.remove_prefix(static_cast<std::size_t>(count));
    }
}

void read_journal(std::filesystem::path const& folder, std::function<void(JournalLine const& line)> const& take)
{
    for (auto const& [name, slice] : slices_in(folder)) {
        for (SliceRecord& found : read_slice(contents_of_slice(folder, name))) {
            found.record.id = journal_id(name, found.offset);
            take({std::move(found.record), slice.settled.contains(found.offset), std::move(found.trouble)});
        }
    }
}

}  // namespace consentry::store
