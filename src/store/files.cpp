#include "store/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

}  // namespace

void make_folder(std::filesystem::path const& folder)
{
    if (std::filesystem::exists(folder))
        return;
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    flush_folder(std::filesystem::absolute(folder).parent_path());
}

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

std::string contents_of(std::filesystem::path const& path)
{
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

void replace_file(std::filesystem::path const& path, std::string_view contents)
{
    std::filesystem::path unfinished = path;
    unfinished.replace_extension(unfinished_suffix);
    std::filesystem::remove(unfinished);
    AppendedFile{unfinished}.append(contents);
    std::filesystem::rename(unfinished, path);
    flush_folder(path.parent_path());
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

}  // namespace consentry::store
