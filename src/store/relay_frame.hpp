#pragma once

#include "consentry/forward/relay_log.hpp"

#include <string>
#include <string_view>

namespace consentry::store {

/// What a record's frame begins with. Its first octet never begins a character of UTF-8, so no body looks like it by
/// chance; and if one is made to, the checksum tells.
inline constexpr std::string_view relay_mark = "\x89relay1\n";

/// Up to the octets that its lengths count.
inline constexpr std::size_t relay_frame_start = relay_mark.size() + 2 * sizeof(std::uint32_t) + 16;

/// A record as it stands in a segment: mark, lengths of head and body, the first half of their SHA-256, head, body.
/// Integers stand with their low octet first.
std::string framed(forward::RelayBody const& body, std::uint64_t ordinal);

/// How long the frame is that begins there, by what it says itself; nothing if none does. `start` is its first
/// relay_frame_start octets or more.
std::optional<std::size_t> frame_size(std::string_view start);

/// The record whose frame `contents` begins with, without its position; nothing if it is cut off or damaged.
std::optional<forward::RelayRecord> unframed(std::string_view contents);

/// Where the next whole frame begins in `contents`, at `from` or behind; its size if there is none.
std::size_t next_frame(std::string_view contents, std::size_t from);

}  // namespace consentry::store
