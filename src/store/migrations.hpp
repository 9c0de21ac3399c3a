#pragma once

#include <span>

namespace consentry::store {

/// What brings the tables from each version to the next: the first makes version 1 from nothing.
std::span<char const* const> migrations();

}  // namespace consentry::store
