#include "consentry/intake/gap.hpp"

namespace consentry::intake {

std::string_view name_of(Gap gap)
{
    switch (gap) {
    case Gap::broken_body: return "broken_body";
    case Gap::broken_item: return "broken_item";
    case Gap::unknown_field: return "unknown_field";
    case Gap::unknown_type: return "unknown_type";
    case Gap::unknown_preference: return "unknown_preference";
    case Gap::unlisted_number: return "unlisted_number";
    case Gap::foreign_number: return "foreign_number";
    case Gap::nameless: return "nameless";
    }
    return "";
}

std::optional<Gap> gap_of(std::string_view name)
{
    for (std::size_t i = 0; i < gap_kinds; ++i) {
        auto const gap = static_cast<Gap>(i);
        if (name_of(gap) == name)
            return gap;
    }
    return {};
}

}  // namespace consentry::intake
