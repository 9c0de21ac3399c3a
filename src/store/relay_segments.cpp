#include "store/relay_segments.hpp"

#include "store/files.hpp"
#include "store/relay_frame.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace consentry::store {
namespace {

using forward::RelayEnd;
using forward::RelayRecord;

constexpr std::string_view suffix = ".relay";
constexpr std::size_t position_digits = 20;
constexpr std::size_t window_octets = std::size_t{128} * 1024;

/// The start and the time in a segment's name; nothing if it is none.
std::optional<std::pair<RelayPosition, Instant>> parts_of_name(std::string const& stem)
{
    constexpr std::string_view pattern = "2026-11-25T073000Z";
    if (stem.size() != position_digits + 1 + pattern.size() || stem[position_digits] != '-')
        return {};
    RelayPosition start = 0;
    auto const [end, error] = std::from_chars(stem.data(), stem.data() + position_digits, start);
    std::string time = stem.substr(position_digits + 1);
    auto const begun = parse_rfc3339(time.insert(15, 1, ':').insert(13, 1, ':'));
    if (error != std::errc{} || end != stem.data() + position_digits || !begun)
        return {};
    return std::pair{start, *begun};
}

struct Tail {
    std::size_t end = 0;                 ///< Of the last whole record.
    std::optional<std::uint64_t> after;  ///< The ordinal behind it.
};

Tail tail_of(std::string_view contents)
{
    Tail tail;
    for (std::size_t at = next_frame(contents, 0); at < contents.size(); at = next_frame(contents, at)) {
        tail.after = unframed(contents.substr(at))->ordinal + 1;
        tail.end = at += *frame_size(contents.substr(at));
    }
    return tail;
}

[[noreturn]] void throw_system_error(std::filesystem::path const& path)
{
    throw std::system_error{errno, std::generic_category(), path.string()};
}

}  // namespace

std::string segment_name(RelayPosition start, Instant begun)
{
    std::string name = std::to_string(start);
    name.insert(0, position_digits - name.size(), '0');
    std::string time = rfc3339(event_time(begun));
    std::erase(time, ':');
    return name.append("-").append(time).append(suffix);
}

RelaySegments segments_in(std::filesystem::path const& folder)
{
    RelaySegments segments;
    for (auto const& entry : std::filesystem::directory_iterator{folder}) {
        auto const parts = parts_of_name(entry.path().stem());
        if (entry.path().extension() == suffix && parts)
            segments[parts->first] = {entry.path(), parts->second, entry.file_size()};
    }
    return segments;
}

RelayEnd cut_tail(RelaySegments& segments)
{
    RelayEnd end;
    for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
        auto& [start, file] = *segment;
        Tail const tail = tail_of(contents_of(file.path));
        if (tail.end < file.size)
            std::filesystem::resize_file(file.path, tail.end);
        file.size = tail.end;
        end.position = std::max(end.position, start + file.size);
        if (tail.after) {
            end.ordinal = *tail.after;
            break;
        }
    }
    return end;
}

RelayWindow::~RelayWindow()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

std::optional<RelayRecord> RelayWindow::read(
    RelayPosition start, RelaySegment const& segment, RelayPosition from, bool& damaged)
{
    open(segment);
    std::uint64_t at = from - start;
    auto const size = frame_size(octets(at, relay_frame_start, segment.size));
    auto record = size ? unframed(octets(at, *size, segment.size)) : std::nullopt;
    if (!record) {
        damaged = true;
        std::string_view const rest = octets(at, segment.size - at, segment.size);
        std::size_t const next = next_frame(rest, 1);
        record = unframed(rest.substr(next));
        at += next;
    }
    if (record) {
        record->at = start + at;
        record->next = record->at + *frame_size(octets(at, relay_frame_start, segment.size));
    }
    return record;
}

void RelayWindow::open(RelaySegment const& segment)
{
    if (descriptor_ >= 0 && path_ == segment.path)
        return;
    if (descriptor_ >= 0)
        ::close(descriptor_);
    window_.clear();
    path_ = segment.path;
    descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0)
        throw_system_error(path_);
}

/// So many octets of the file, or fewer if it ends before.
std::string_view RelayWindow::octets(std::uint64_t offset, std::size_t count, std::uint64_t end)
{
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, end - std::min(end, offset)));
    bool const is_there = offset >= window_at_ && offset + count <= window_at_ + window_.size();
    if (!is_there) {
        std::size_t const wanted
            = static_cast<std::size_t>(std::min<std::uint64_t>(std::max(count, window_octets), end - offset));
        window_.resize(wanted);
        window_at_ = offset;
        std::size_t got = 0;
        while (got < wanted) {
            ssize_t const step
                = ::pread(descriptor_, window_.data() + got, wanted - got, static_cast<off_t>(offset + got));
            if (step < 0 && errno != EINTR) {
                window_.clear();
                throw_system_error(path_);
            }
            if (step == 0)
                break;
            got += step > 0 ? static_cast<std::size_t>(step) : 0;
        }
        window_.resize(got);
    }
    return std::string_view{window_}.substr(static_cast<std::size_t>(offset - window_at_), count);
}

}  // namespace consentry::store
