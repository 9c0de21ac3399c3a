#pragma once

#include "consentry/forward/relay_log.hpp"

#include <filesystem>
#include <map>

namespace consentry::store {

using forward::RelayPosition;

/// A file of the relay log.
struct RelaySegment {
    std::filesystem::path path;
    Instant begun{};
    std::uint64_t size = 0;  ///< Of what is flushed.
};

/// By the position of what a segment begins with.
using RelaySegments = std::map<RelayPosition, RelaySegment>;

/// `00000000000000001234-2026-11-25T073000Z.relay`.
std::string segment_name(RelayPosition start, Instant begun);

/// The segments of a folder. Throws std::filesystem::filesystem_error if it cannot be read.
RelaySegments segments_in(std::filesystem::path const& folder);

/// Cuts off what a crash has left behind the last whole record of the newest segments. Returns where the next record
/// will stand, by what is in the files.
forward::RelayEnd cut_tail(RelaySegments& segments);

/// Reads records out of segments, a window at a time.
class RelayWindow {
public:
    RelayWindow() = default;
    RelayWindow(RelayWindow const&) = delete;
    RelayWindow& operator=(RelayWindow const&) = delete;
    ~RelayWindow();

    /// The first whole record of the segment at `from` or behind; nothing if there is none. `damaged` is set where
    /// something else stood in between. Throws std::system_error, of ENOENT where the segment has been removed.
    std::optional<forward::RelayRecord> read(
        RelayPosition start, RelaySegment const& segment, RelayPosition from, bool& damaged);

private:
    void open(RelaySegment const& segment);
    std::string_view octets(std::uint64_t offset, std::size_t count, std::uint64_t end);

    std::filesystem::path path_;  ///< Of the descriptor.
    int descriptor_ = -1;
    std::string window_;
    std::uint64_t window_at_ = 0;
};

}  // namespace consentry::store
