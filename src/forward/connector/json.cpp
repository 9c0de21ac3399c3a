// JSON shapes: how a template's file writes them, and what becomes of them.
#include "consentry/base/json.hpp"
#include "forward/connector/body.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace consentry::forward {
namespace {

using Kind = JsonShape::Kind;
using Shape = std::expected<JsonShape, std::string>;
using Trouble = std::unexpected<std::string>;

/// An entry of a map may name a map; one that leads back to itself ends here.
constexpr unsigned maps_max = 8;

Shape read_text(Node const& node, Kind kind)
{
    auto text = ConnectorText::parse(node.text);
    if (!text)
        return Trouble{std::move(text.error())};
    return JsonShape{.kind = kind, .text = std::move(*text)};
}

Shape written(Kind kind, std::string_view text)
{
    return JsonShape{.kind = kind, .text = ConnectorText::parse(text).value()};
}

Shape read_list(Node const& node, int& line)
{
    JsonShape shape{.kind = Kind::list};
    for (Node const& item : node.items) {
        auto read = read_json_shape(item, line);
        if (!read)
            return read;
        shape.items.push_back(std::move(*read));
    }
    return shape;
}

Shape read_special(Node const& member, int& line)
{
    std::string const& name = member.name;
    bool const is_text = member.kind == Node::Kind::text;
    if (name == "$number" || name == "$flag") {
        bool const is_number = name == "$number";
        auto const plain = is_number ? Node::Kind::integer : Node::Kind::boolean;
        if (member.kind == plain)
            return read_json_shape(member, line);
        if (is_text)
            return read_text(member, is_number ? Kind::number : Kind::flag);
        return Trouble{"`" + name + "` takes a text, in which a placeholder may stand."};
    }
    if (name == "$null") {
        if (member.kind == Node::Kind::boolean && member.boolean)
            return JsonShape{.kind = Kind::null};
        return Trouble{"Null is written { \"$null\" = true }."};
    }
    if (name == "$optional") {
        auto item = read_json_shape(member, line);
        if (!item)
            return item;
        JsonShape shape{.kind = Kind::optional};
        shape.items.push_back(std::move(*item));
        return shape;
    }
    if (name == "$map") {
        if (is_text && !member.text.empty() && !member.text.contains("{{"))
            return JsonShape{.kind = Kind::fragment, .map = member.text};
        return Trouble{"`$map` takes the name of a map, without placeholders."};
    }
    return Trouble{
        "`" + name + "` is none of $number, $flag, $null, $optional and $map; no other name begins with a $."};
}

Shape read_table(Node const& node, int& line)
{
    JsonShape shape{.kind = Kind::object};
    for (Node const& member : node.members) {
        line = member.line;
        if (member.name.starts_with('$')) {
            if (node.members.size() != 1)
                return Trouble{"`" + member.name + "` has to stand alone in its braces."};
            return read_special(member, line);
        }
        auto name = ConnectorText::parse(member.name);
        if (!name)
            return Trouble{std::move(name.error())};
        auto read = read_json_shape(member, line);
        if (!read)
            return read;
        read->name = std::move(*name);
        shape.items.push_back(std::move(*read));
    }
    return shape;
}

/// As RFC 8259 §6 has it.
bool is_json_number(std::string_view text)
{
    auto const take_digits = [&] {
        auto const end = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(end);
        return end > 0;
    };
    auto const take = [&](std::string_view any_of) {
        bool const there = !text.empty() && any_of.contains(text.front());
        text.remove_prefix(there ? 1 : 0);
        return there;
    };
    take("-");
    if (!take("0") && !take_digits())
        return false;
    if (take(".") && !take_digits())
        return false;
    if (take("eE")) {
        take("+-");
        if (!take_digits())
            return false;
    }
    return text.empty();
}

/// Writes shapes with everything filled in.
class Filling {
public:
    using Outcome = std::expected<void, std::string>;

    Filling(Lookup const& lookup, FragmentLookup const& fragments)
        : lookup_{lookup}
        , fragments_{fragments}
    {
    }

    std::expected<std::string, std::string> whole(JsonShape const& shape)
    {
        auto const value = value_of(shape, 0);
        if (!value)
            return Trouble{value.error()};
        if (!*value)
            return Trouble{"Nothing is left of the body: all of it is optional, and empty."};
        auto const put = write(**value);
        if (!put)
            return Trouble{put.error()};
        return writer_.str();
    }

private:
    /// What is written for a shape, and behind how many maps it was found.
    struct Value {
        JsonShape const* shape;
        unsigned maps;
        std::string text{};  ///< Of what has one: filled in.
    };

    /// Follows maps and what is optional to the value itself; nothing if it is left out.
    std::expected<std::optional<Value>, std::string> value_of(JsonShape const& given, unsigned maps) const
    {
        JsonShape const* shape = &given;
        bool is_optional = false;
        while (shape->kind == Kind::optional || shape->kind == Kind::fragment) {
            if (shape->kind == Kind::optional) {
                is_optional = true;
                shape = &shape->items.front();
                continue;
            }
            if (++maps > maps_max)
                return Trouble{"The map `" + shape->map + "` leads from map to map without an end."};
            auto const fragment = fragments_(shape->map);
            if (!fragment)
                return Trouble{fragment.error()};
            shape = *fragment;
        }
        if (shape->kind != Kind::text && shape->kind != Kind::number && shape->kind != Kind::flag)
            return Value{shape, maps};
        auto text = shape->text.fill(lookup_);
        if (!text)
            return Trouble{std::move(text.error())};
        if (is_optional && text->empty())
            return std::nullopt;
        return Value{shape, maps, std::move(*text)};
    }

    Outcome write(Value const& value)
    {
        switch (value.shape->kind) {
        case Kind::text: writer_.text(value.text); return {};
        case Kind::number:
            if (!is_json_number(value.text))
                return Trouble{"What $number gets is no number of JSON: no blank, no plus, no zero in front."};
            writer_.raw(value.text);
            return {};
        case Kind::flag:
            if (value.text != "true" && value.text != "false")
                return Trouble{"What $flag gets is neither `true` nor `false`."};
            writer_.flag(value.text == "true");
            return {};
        case Kind::list: return write_list(value);
        case Kind::object: return write_object(value);
        case Kind::null:
        case Kind::optional:
        case Kind::fragment: break;
        }
        writer_.null();
        return {};
    }

    Outcome write_list(Value const& list)
    {
        writer_.open_list();
        for (JsonShape const& item : list.shape->items) {
            auto const value = value_of(item, list.maps);
            if (!value)
                return Trouble{value.error()};
            if (auto const put = *value ? write(**value) : Outcome{}; !put)
                return put;
        }
        writer_.close_list();
        return {};
    }

    Outcome write_object(Value const& object)
    {
        std::set<std::string, std::less<>> names;
        writer_.open();
        for (JsonShape const& member : object.shape->items) {
            auto const value = value_of(member, object.maps);
            if (!value)
                return Trouble{value.error()};
            if (!*value)
                continue;
            auto name = member.name.fill(lookup_);
            if (!name)
                return Trouble{std::move(name.error())};
            if (name->empty())
                return Trouble{"The name of a member comes out empty."};
            writer_.key(*name);
            if (!names.insert(std::move(*name)).second)
                return Trouble{"Two members of one object come out with the same name."};
            if (auto const put = write(**value); !put)
                return put;
        }
        writer_.close();
        return {};
    }

    Lookup const& lookup_;
    FragmentLookup const& fragments_;
    JsonWriter writer_;
};

void collect_names(JsonShape const& shape, std::vector<std::string>& names)
{
    std::ranges::copy(shape.name.names(), std::back_inserter(names));
    std::ranges::copy(shape.text.names(), std::back_inserter(names));
    if (shape.kind == Kind::fragment)
        names.push_back("map." + shape.map);
    for (JsonShape const& item : shape.items)
        collect_names(item, names);
}

}  // namespace

std::expected<JsonShape, std::string> read_json_shape(Node const& node, int& line)
{
    line = node.line;
    switch (node.kind) {
    case Node::Kind::text: return read_text(node, Kind::text);
    case Node::Kind::integer: return written(Kind::number, std::to_string(node.integer));
    case Node::Kind::boolean: return written(Kind::flag, node.boolean ? "true" : "false");
    case Node::Kind::list: return read_list(node, line);
    case Node::Kind::table: return read_table(node, line);
    case Node::Kind::real:
        return Trouble{"A number with a fraction is written as it shall be sent: { \"$number\" = \"1.5\" }."};
    case Node::Kind::time:
    case Node::Kind::local_time: break;
    }
    return Trouble{"A date or time is written as the text that shall be sent, in quotes."};
}

std::expected<std::string, std::string> fill_json(
    JsonShape const& shape, Lookup const& lookup, FragmentLookup const& fragments)
{
    return Filling{lookup, fragments}.whole(shape);
}

std::vector<std::string> names_in(JsonShape const& shape)
{
    std::vector<std::string> names;
    collect_names(shape, names);
    return names;
}

}  // namespace consentry::forward
