#pragma once

#include "consentry/intake/known_names.hpp"
#include "store/standing_rows.hpp"

namespace consentry::store {

/// Tells every name that the store has, and which of them are of people whom a no concerns.
void tell_names(Database& database, intake::KnownNames& known);

}  // namespace consentry::store
