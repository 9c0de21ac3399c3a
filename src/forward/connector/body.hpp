#pragma once

#include "consentry/base/document.hpp"
#include "forward/connector/text.hpp"

#include <functional>
#include <string>
#include <string_view>
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
        optional,  ///< `{ "$optional" = … }`: left out, with its name, where its one item becomes an empty text, be it
                   ///< that of a number or a flag, or what a map has. Of a list the item is left out.
        fragment,  ///< `{ "$map" = "channels" }`: what the map has for this status and scope, which may be any shape.
        list,
        object,
    };

    Kind kind = Kind::text;
    ConnectorText name{};  ///< Of a member of an object.
    ConnectorText text{};  ///< Of a text, a number, a flag.
    std::vector<JsonShape> items{};
    std::string map{};  ///< Of a fragment: the map's name.
};

/// The shape that a value of the file has: whole numbers, `true` and `false` are themselves; numbers with a fraction
/// and times are refused, since the file's are not kept as they are written. A member whose name begins with a `$` has
/// to be one of those above, and alone. The error is a sentence; `line` is set to where it stands.
std::expected<JsonShape, std::string> read_json_shape(Node const& node, int& line);

/// What maps have for `{ "$map" = … }`.
using FragmentLookup = std::function<std::expected<JsonShape const*, std::string>(std::string_view map)>;

/// One line of JSON. Fails, apart from what the lookups say, if a number is none of RFC 8259's, a flag neither `true`
/// nor `false`, if the members of an object get one name twice or an empty one, if maps lead to maps without an end, or
/// if nothing is left. No value stands in the error.
std::expected<std::string, std::string> fill_json(
    JsonShape const& shape, Lookup const& lookup, FragmentLookup const& fragments);

/// Every name that placeholders of the shape have, and `map.NAME` for each fragment.
std::vector<std::string> names_in(JsonShape const& shape);

/// What a request carries.
struct ConnectorBody {
    /// Names such as `metadata[whatsapp]`, and values; both are escaped, but for the brackets that the template has.
    struct Form {
        std::vector<std::pair<ConnectorText, ConnectorText>> fields;
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
