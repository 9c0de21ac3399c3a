#include "consentry/forward/filter.hpp"

#include <algorithm>

namespace consentry::forward {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";

bool is_noun(std::string_view text)
{
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

bool is_type(std::string_view text)
{
    auto const dot = text.find('.');
    return dot != std::string_view::npos && is_noun(text.substr(0, dot)) && is_noun(text.substr(dot + 1));
}

/// Of a noun that has but one type, that type: `keyword.*` names it. Empty for every other pattern.
std::string_view only_type_of(std::string_view pattern)
{
    if (pattern == "keyword.*")
        return consent::name_of(consent::EventType::help);
    if (pattern == "system.*")
        return consent::name_of(consent::EventType::alarm);
    return {};
}

/// Types that only a destination which names them gets.
bool must_be_named(consent::EventType type)
{
    return type == consent::EventType::unmatched || type == consent::EventType::help
        || type == consent::EventType::alarm;
}

/// Types that change nothing by their nature: who names one wants it as it is, without asking for `unchanged`.
bool changes_nothing(consent::EventType type) { return must_be_named(type) || type == consent::EventType::prompted; }

/// One that changes nothing, and that whoever gets events of its noun has to know of.
bool is_always_news(consent::EventType type) { return type == consent::EventType::violated; }

bool caused(std::string_view destination, std::string_view caused_by)
{
    if (!caused_by.starts_with(destination))
        return false;
    return caused_by.size() == destination.size() || caused_by[destination.size()] == ':';
}

}  // namespace

Filter::Filter()
    : prefixes_{"consent.", "preference.", "subject."}
{
}

Result<Filter> Filter::parse(std::span<std::string const> patterns)
{
    Filter filter;
    filter.prefixes_.clear();
    for (std::string_view const pattern : patterns) {
        if (pattern == "unchanged")
            filter.unchanged_ = true;
        else if (pattern == "*")
            filter.prefixes_.emplace_back();
        else if (auto const only = only_type_of(pattern); !only.empty())
            filter.exact_.emplace_back(only);
        else if (pattern.ends_with(".*") && is_noun(pattern.substr(0, pattern.size() - 2)))
            filter.prefixes_.emplace_back(pattern.substr(0, pattern.size() - 1));
        else if (is_type(pattern))
            filter.exact_.emplace_back(pattern);
        else
            return fail(Fault::malformed,
                "\"" + std::string{pattern} + "\" is no event type: write one as consent.opted_out, "
                    + "all of a noun as consent.*, everything as *, or unchanged");
    }
    return filter;
}

bool Filter::wants(consent::Event const& event, std::string_view destination) const
{
    if (!event.caused_by.empty() && caused(destination, event.caused_by))
        return false;
    bool const named = names(event.type);
    if (must_be_named(event.type) || (named && changes_nothing(event.type)))
        return named;
    if (!event.effective && !unchanged_ && !is_always_news(event.type))
        return false;
    return hears(event.type);
}

bool Filter::hears(consent::EventType type) const
{
    auto const name = consent::name_of(type);
    return names(type)
        || std::ranges::any_of(prefixes_, [name](auto const& prefix) { return name.starts_with(prefix); });
}

bool Filter::names(consent::EventType type) const
{
    return std::ranges::find(exact_, consent::name_of(type)) != exact_.end();
}

}  // namespace consentry::forward
