#pragma once

#include "consentry/meta/item.hpp"

#include <string_view>

namespace consentry::meta {

inline constexpr std::string_view broken = "broken";  ///< `why` of what should be an item and is none.

/// The item that stands for a change in which no item was found.
Item placeholder(std::string_view field, bool has_errors);

/// Decides kind, scan and why of an item that has everything else. `why` says on entry which content came first, if
/// any.
void judge(Item& item);

}  // namespace consentry::meta
