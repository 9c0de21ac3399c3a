#pragma once

#include "consentry/base/result.hpp"
#include "store/database.hpp"

namespace consentry::store {

/// Marks a file as ours in its header: "cnsy".
inline constexpr std::int64_t application_id = 0x636E7379;

/// The newest version of the tables that this program knows.
inline constexpr std::int64_t schema_version = 5;

/// Fails, in words, unless the file is a store that this program understands, or is not there, or is empty.
Result<void> recognise(Location const& location);

/// Brings the tables of a recognised store to `schema_version`, from nothing or from any older version, in one
/// transaction. Throws StoreError.
void migrate(Database& database);

/// Reads what every start relies on: all tables, and the end of every brand's ledger. Fails in words if a part is
/// missing or damaged. A damaged page elsewhere is met when it is read; `verify` finds it.
Result<void> inspect(Database& database);

}  // namespace consentry::store
