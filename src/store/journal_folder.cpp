#include "store/journal_folder.hpp"

#include "consentry/store/journal.hpp"
#include "store/files.hpp"
#include "store/journal_slice.hpp"

#include <charconv>
#include <sstream>

namespace consentry::store {
namespace {

std::set<std::size_t> read_settled(std::filesystem::path const& path)
{
    std::set<std::size_t> settled;
    std::istringstream lines{contents_of(path)};
    for (std::size_t offset = 0; lines >> offset;)
        settled.insert(offset);
    return settled;
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
    replace_file(folder / (slice + std::string{slice_suffix}), contents);
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
