#include "api/call.hpp"

#include "consentry/consent/event_id.hpp"

#include <algorithm>
#include <charconv>

namespace consentry::api {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text)
{
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0)
        return {};
    return value;
}

std::string joined(std::vector<std::string> const& names)
{
    std::string text;
    for (std::string const& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

}  // namespace

std::optional<std::string> Call::parameter(std::string_view name) const
{
    auto const found = std::ranges::find(query, name, &http::QueryPair::name);
    if (found == query.end())
        return {};
    return found->value;
}

Result<intake::Brand const*> Call::brand(std::optional<std::string> const& named) const
{
    if (!named && key.brands.size() != 1)
        return fail(Fault::malformed, "brand: this key has several; name one of: " + joined(key.brands));
    std::string const& name = named ? *named : key.brands.front();
    if (std::ranges::find(key.brands, name) == key.brands.end())
        return fail(Fault::forbidden, "this key has nothing to do with that brand; it has: " + joined(key.brands));
    intake::Brand const* const brand = services.brands->find(name);
    if (!brand)
        return fail(Fault::not_found, "brand: " + name + " is not configured");
    return brand;
}

Result<PageAsked> Call::page() const
{
    auto const found = brand();
    if (!found)
        return std::unexpected(found.error());
    auto const begin = after();
    if (!begin)
        return std::unexpected(begin.error());
    auto const size = limit(page_usual, page_most);
    if (!size)
        return std::unexpected(size.error());
    return PageAsked{*found, *begin, *size};
}

Result<std::size_t> Call::limit(std::size_t usual, std::size_t most) const
{
    auto const text = parameter("limit");
    if (!text)
        return usual;
    auto const value = whole_number(*text);
    if (!value || *value < 1 || *value > static_cast<std::int64_t>(most))
        return fail(Fault::malformed, "limit: has to be a number between 1 and " + std::to_string(most));
    return static_cast<std::size_t>(*value);
}

Result<consent::Seq> Call::after() const
{
    auto const text = parameter("after");
    if (!text || text->empty())
        return 0;
    auto const cursor = text->starts_with("evt_") ? consent::seq_of_event(*text) : whole_number(*text);
    if (!cursor)
        return fail(Fault::malformed, "after: has to be an event id, or the `next` of the page before");
    return *cursor;
}

Result<bool> Call::flag(std::string_view name) const
{
    auto const text = parameter(name);
    if (!text || *text == "0" || *text == "false")
        return false;
    if (*text == "1" || *text == "true")
        return true;
    return fail(Fault::malformed, std::string{name} + ": has to be true or false");
}

Result<consent::Alias> contact_in(std::string_view text, intake::Brand const& brand, std::string_view field)
{
    std::string const& country = brand.policy->country;
    auto contact
        = consent::parse_contact(text, country.empty() ? std::nullopt : std::optional<std::string_view>{country});
    if (!contact)
        return fail(contact.error().fault, std::string{field} + ": " + contact.error().detail);
    return contact;
}

Result<consent::Scope const*> scope_in(std::string_view name, intake::Brand const& brand)
{
    if (consent::Scope const* const scope = brand.policy->scope(name))
        return scope;
    std::vector<std::string> names;
    for (consent::Scope const& scope : brand.policy->scopes)
        names.push_back(scope.name);
    return fail(
        Fault::malformed, "scope: brand " + brand.policy->brand + " has no such scope; it has: " + joined(names));
}

Result<void> check_number(std::string_view number, intake::Brand const& brand)
{
    // It will stand in the chain, where nothing personal may.
    constexpr std::size_t longest = 32;
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (brand.numbers.empty() && (number.size() > longest || !std::ranges::all_of(number, is_digit)))
        return fail(Fault::malformed, "number: has to be Meta's phone_number_id, digits alone; not the phone number");
    bool const fine
        = number.empty() || brand.numbers.empty() || std::ranges::find(brand.numbers, number) != brand.numbers.end();
    if (!fine)
        return fail(Fault::malformed,
            "number: is none of brand " + brand.policy->brand + "; it has: " + joined(brand.numbers)
                + " (Meta's phone_number_id, not the phone number)");
    return {};
}

Result<void> check_message_id(std::string_view id, std::string_view field)
{
    constexpr std::size_t longest = 1024;  // Meta's are shorter than 256.
    if (id.size() > longest)
        return fail(Fault::malformed, std::string{field} + ": at most " + std::to_string(longest) + " octets");
    bool const is_readable = std::ranges::none_of(id, [](unsigned char c) { return c < ' ' || c == 0x7f; });
    if (!is_readable)
        return fail(Fault::malformed, std::string{field} + ": has a control character; no id has any");
    return {};
}

std::string shown(consent::Alias const& contact)
{
    return contact.kind == consent::AliasKind::phone ? consent::e164(contact) : contact.value;
}

}  // namespace consentry::api
