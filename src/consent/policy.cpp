#include "consentry/consent/policy.hpp"

#include <algorithm>

namespace consentry::consent {

std::optional<Category> category_of(std::string_view name)
{
    if (name == "marketing")
        return Category::marketing;
    if (name == "utility")
        return Category::utility;
    if (name == "authentication")
        return Category::authentication;
    if (name == "service")
        return Category::service;
    return {};
}

Scope const* Policy::scope(std::string_view name) const
{
    auto const found = std::ranges::find(scopes, name, &Scope::name);
    return found == scopes.end() ? nullptr : &*found;
}

Wording const* Policy::wording(std::string_view scope, std::string_view version) const
{
    auto const found = std::ranges::find_if(
        wordings, [&](Wording const& wording) { return wording.scope == scope && wording.version == version; });
    return found == wordings.end() ? nullptr : &*found;
}

std::optional<EventTime> Policy::end_of_grant(std::string_view name, EventTime from) const
{
    Scope const* const found = scope(name);
    if (!found || !found->valid_for)
        return {};
    return from + *found->valid_for;
}

}  // namespace consentry::consent
