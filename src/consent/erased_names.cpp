// How the names of somebody erased are kept from coming back.
#include "consent/erased_names.hpp"

#include "consent/identity.hpp"
#include "consentry/consent/variants.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

/// What the records say of one name at one time.
struct Look {
    bool leads_somewhere = false;
    std::optional<EventTime> erased;  ///< Of a name that leads nowhere.

    bool was_erased_after(EventTime at) const { return erased && at <= *erased; }
};

Look look(Records& records, std::string_view portfolio, Alias const& alias, EventTime at, Keyer& keys)
{
    if (!subjects_of(records, portfolio, alias, at, keys).empty())
        return {true, {}};
    return {false, last_erased(records, portfolio, alias, keys)};
}

}  // namespace

std::optional<EventTime> last_erased(Records& records, std::string_view portfolio, Alias const& alias, Keyer& keys)
{
    std::optional<EventTime> last;
    if (!records.any_erased())
        return last;
    for (Alias const& spelling : spellings_of(alias))
        last = std::max(last, records.erased(portfolio, keys.of_alias(portfolio, spelling)));
    return last;
}

std::optional<EventTime> last_erased_near(
    Records& records, std::string_view portfolio, std::span<Alias const> names, Keyer& keys)
{
    std::optional<EventTime> last;
    if (!records.any_erased())
        return last;
    for (Alias const& name : names)
        last = std::max(last, last_erased(records, portfolio, name, keys));
    for (Alias const& other : sharing_denials(names))
        last = std::max(last, records.erased(portfolio, keys.of_alias(portfolio, other)));
    return last;
}

std::optional<std::vector<Alias>> names_left(
    Records& records, std::string_view portfolio, std::span<Alias const> who, EventTime at, Keyer& keys)
{
    std::vector<Alias> left;
    bool anybody = false;
    for (Alias const& alias : who) {
        Look const found = look(records, portfolio, alias, at, keys);
        anybody = anybody || found.leads_somewhere;
        if (!found.was_erased_after(at))
            left.push_back(alias);
    }
    if (left.size() < who.size() && !anybody)
        return {};
    return left;
}

std::optional<Naming> names_left(
    Records& records, std::string_view portfolio, Naming naming, EventTime now, Keyer& keys)
{
    EventTime const at = std::min(naming.at, now);
    std::vector<Alias> forgotten;
    bool anybody = false;
    std::erase_if(naming.who, [&](Alias const& alias) {
        Look const found = look(records, portfolio, alias, at, keys);
        anybody = anybody || found.leads_somewhere;
        if (found.erased)
            forgotten.push_back(alias);
        return found.was_erased_after(at);
    });
    std::erase_if(naming.former, [&](Alias const& alias) {
        Look const found = look(records, portfolio, alias, at - std::chrono::seconds{1}, keys);
        anybody = anybody || found.leads_somewhere;
        if (found.erased)
            forgotten.push_back(alias);
        return found.erased.has_value();
    });
    if (!forgotten.empty() && !anybody)
        return {};
    return naming;
}

}  // namespace consentry::consent
