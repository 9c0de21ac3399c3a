#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string_view>

namespace consentry::intake {

/// Why a webhook could not be acted on as a whole. Then the journal keeps it, until what was missing is there.
enum class Gap {
    broken_body,         ///< It is no JSON to its end.
    broken_item,         ///< Something in it is not what it says it is.
    unknown_field,       ///< A change of a kind that we do not know.
    unknown_type,        ///< A message of such a type.
    unknown_preference,  ///< A setting in WhatsApp itself that we do not know.
    unlisted_number,     ///< A yes of any kind to a number that no brand lists.
    foreign_number,      ///< A signal to a number of a brand that does not trust the app.
    nameless,            ///< A signal of nobody.
};
inline constexpr std::size_t gap_kinds = 8;

std::string_view name_of(Gap gap);  ///< The enumerator's name.
std::optional<Gap> gap_of(std::string_view name);

using Gaps = std::set<Gap>;

}  // namespace consentry::intake
