#include "consentry/consent/policy.hpp"

#include <algorithm>

namespace consentry::consent {

std::string_view name_of(Category category)
{
    switch (category) {
    case Category::marketing: return "marketing";
    case Category::utility: return "utility";
    case Category::authentication: return "authentication";
    case Category::service: return "service";
    }
    return {};
}

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

namespace {

std::vector<std::string_view> possible_countries(Alias const& name)
{
    if (name.kind == AliasKind::phone)
        return countries_of(name.value);
    return {std::string_view{name.value}.substr(0, 2)};
}

}  // namespace

bool Scope::asks_twice(std::span<Alias const> names) const
{
    auto const is_listed
        = [&](std::string_view country) { return std::ranges::find(asks_twice_in, country) != asks_twice_in.end(); };
    if (asks_twice_in.empty())
        return false;
    return is_listed("*") || std::ranges::any_of(names, [&](Alias const& alias) {
        return std::ranges::any_of(possible_countries(alias), is_listed);
    });
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
