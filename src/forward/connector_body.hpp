#pragma once

#include "consentry/base/document.hpp"
#include "forward/connector_text.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace consentry::forward {

/// A piece of JSON with placeholders in it: in its texts and in the names of its members. It is a tree before anything
/// is put into it, so that whatever a value holds, it stays one value.
struct JsonShape {
    enum class Kind {
        text,
        number,    ///< `{ "$number" = "…" }`: the digits of its text.
        flag,      ///< `true`; or `{ "$flag" = "…" }`: its text has to become `true` or `false`.
        null,      ///< `{ "$null" = true }`
        optional,  ///< `{ "$optional" = … }`: left out, with its name, where its one item becomes an empty text.
        fragment,  ///< `{ "$map" = "channels" }`: what the map has for this status and scope, which may be any shape.
        list,
        object,
    };

    Kind kind = Kind::text;
    ConnectorText name{};  ///< Of a member of an object.
    ConnectorText text{};  ///< Of a text, a number, a flag; of a fragment the map's name.
    std::vector<JsonShape> items{};
};

/// The shape that a value of the file has. The error is a sentence; `line` is set to where it stands.
std::expected<JsonShape, std::string> read_json_shape(Node const& node, int& line);

/// What maps have for `{ "$map" = … }`.
using FragmentLookup = std::function<std::expected<JsonShape const*, std::string>(std::string_view map)>;

/// One line of JSON.
std::expected<std::string, std::string> fill_json(
    JsonShape const& shape, Lookup const& lookup, FragmentLookup const& fragments);

/// Every name that placeholders of the shape have, and `map.NAME` for each fragment.
std::vector<std::string> names_in(JsonShape const& shape);

/// What a request carries.
struct ConnectorBody {
    struct Form {
        std::vector<std::pair<ConnectorText, ConnectorText>>
            fields;  ///< Names such as `metadata[whatsapp]`, and values.
    };
    struct Xml {
        ConnectorText text;
    };

    std::variant<std::monostate, JsonShape, Form, Xml> content{};

    std::string_view content_type() const;  ///< Empty where there is no body.
    std::expected<std::string, std::string> fill(Lookup const& lookup, FragmentLookup const& fragments) const;
    std::vector<std::string> names() const;
};

}  // namespace consentry::forward
