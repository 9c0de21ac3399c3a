#pragma once

#include "consentry/intake/journal.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace consentry::store {

/// A record as it stands in a file of the journal: a line that says what follows, the body byte for byte, a line break.
std::string written(intake::JournalRecord const& record);

/// What stands in a file from `offset` on.
struct SliceRecord {
    std::size_t offset = 0;
    intake::JournalRecord record{};
    std::string trouble{};  ///< Else empty: the record is damaged, or cut off.
};

/// All records of a file, in order. One that is damaged costs itself only: the next begins where a line says so.
std::vector<SliceRecord> read_slice(std::string_view contents);

/// `2026-11-25T07`, of which a file's name begins.
std::string hour_of(Instant at);

/// When the hour of a file ends; nothing if the name is none of a journal's.
std::optional<Instant> end_of_hour(std::string_view name);

}  // namespace consentry::store
