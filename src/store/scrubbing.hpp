#pragma once

#include <cstdint>
#include <span>

namespace consentry::store {

/// The name of a file system of SQLite's that is the system's own, but for one thing: what a page of the database has
/// between its cells is zeroes when it is written to the file. Deleting overwrites a row (`secure_delete`), but where
/// rows had moved between pages before, SQLite leaves former copies of them in the room that a page does not use.
/// Registered at the first call; from any thread.
char const* scrubbing_file_system();

/// Zeroes the unused room of one page, if it is a page of a tree of SQLite's; any other is left alone. `is_first`: the
/// page that begins with the file's header.
void scrub_page(std::span<std::uint8_t> page, bool is_first);

}  // namespace consentry::store
