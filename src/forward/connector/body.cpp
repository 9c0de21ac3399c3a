#include "forward/connector/body.hpp"

#include <algorithm>
#include <iterator>

namespace consentry::forward {
namespace {

using Filled = std::expected<std::string, std::string>;

Filled fill_form(ConnectorBody::Form const& form, Lookup const& lookup)
{
    std::string made;
    for (auto const& [name, value] : form.fields) {
        auto const filled_name = name.fill(lookup, Escape::form);
        if (!filled_name)
            return filled_name;
        auto const filled_value = value.fill(lookup, Escape::form);
        if (!filled_value)
            return filled_value;
        made.append(made.empty() ? "" : "&").append(*filled_name).append("=").append(*filled_value);
    }
    return made;
}

/// One function for each thing that a body can be.
template <class... Cases>
struct Each : Cases... {
    using Cases::operator()...;
};

}  // namespace

std::string_view ConnectorBody::content_type() const
{
    return std::visit(Each{[](std::monostate) { return std::string_view{}; },
                          [](JsonShape const&) { return std::string_view{"application/json"}; },
                          [](Form const&) { return std::string_view{"application/x-www-form-urlencoded"}; },
                          [](Xml const&) { return std::string_view{"application/xml"}; }},
        content);
}

Filled ConnectorBody::fill(Lookup const& lookup, FragmentLookup const& fragments) const
{
    return std::visit(Each{[](std::monostate) -> Filled { return std::string{}; },
                          [&](JsonShape const& shape) { return fill_json(shape, lookup, fragments); },
                          [&](Form const& form) { return fill_form(form, lookup); },
                          [&](Xml const& xml) { return xml.text.fill(lookup, Escape::xml); }},
        content);
}

std::vector<std::string> ConnectorBody::names() const
{
    if (auto const* const shape = std::get_if<JsonShape>(&content))
        return names_in(*shape);
    if (auto const* const xml = std::get_if<Xml>(&content))
        return xml->text.names();
    std::vector<std::string> names;
    if (auto const* const form = std::get_if<Form>(&content)) {
        for (auto const& [name, value] : form->fields) {
            std::ranges::copy(name.names(), std::back_inserter(names));
            std::ranges::copy(value.names(), std::back_inserter(names));
        }
    }
    return names;
}

}  // namespace consentry::forward
