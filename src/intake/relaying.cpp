#include "intake/relaying.hpp"

#include <algorithm>

namespace consentry::intake {
namespace {

using Distinct = std::vector<std::string_view>;

/// What the items tell of one kind, each once. Items of a change stand behind one another, so most are skipped at once.
template <class Tell>
Distinct distinct(std::span<meta::Item const> items, Tell tell)
{
    Distinct all;
    for (meta::Item const& item : items) {
        if (std::string_view const word = tell(item); !word.empty() && (all.empty() || all.back() != word))
            all.push_back(word);
    }
    std::ranges::sort(all);
    auto const repeated = std::ranges::unique(all);
    all.erase(repeated.begin(), repeated.end());
    return all;
}

void add(std::vector<Brand const*>& all, Brand const* brand)
{
    if (std::ranges::find(all, brand) == all.end())
        all.push_back(brand);
}

std::vector<Brand const*> concerned(
    Brands const& brands, std::size_t secret, std::string_view url, Distinct const& numbers)
{
    std::vector<Brand const*> all;
    bool is_foreign = false;
    for (std::string_view const number : numbers) {
        Addressees const addressees = brands.addressees(secret, number);
        is_foreign = is_foreign || addressees.foreign;
        if (addressees.foreign || !addressees.listed)
            continue;
        auto const named = std::ranges::find_if(
            addressees.brands, [url](Brand const* brand) { return brand->policy->brand == url; });
        if (named != addressees.brands.end()) {
            add(all, *named);
            continue;
        }
        for (Brand const* const brand : addressees.brands)
            add(all, brand);
    }
    return all.empty() && !is_foreign ? brands.trusting(secret) : all;
}

/// Of a body that broke off nobody knows which fields it would have had: whoever wants any gets it.
bool wants(Relay const& relay, Distinct const& fields, Received const& received)
{
    if (relay.without_signal && received.has_signal)
        return false;
    return relay.fields.empty() || !received.complete
        || std::ranges::any_of(relay.fields,
            [&](std::string const& field) { return std::ranges::binary_search(fields, std::string_view{field}); });
}

}  // namespace

void address_relays(
    Brands const& brands, std::size_t secret, std::string_view url, meta::Webhook const& webhook, Received& received)
{
    Distinct const numbers = distinct(webhook.items, [](meta::Item const& item) { return item.number; });
    Distinct const fields = distinct(webhook.items, [](meta::Item const& item) { return item.field; });
    for (Brand const* const brand : concerned(brands, secret, url, numbers)) {
        for (Relay const& relay : brand->relays) {
            if (wants(relay, fields, received))
                received.relays.emplace_back(brand->policy->brand, relay.name);
        }
    }
    if (!received.relays.empty())
        received.numbers.assign(numbers.begin(), numbers.end());
}

}  // namespace consentry::intake
