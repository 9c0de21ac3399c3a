#include "consentry/base/document.hpp"

#include <algorithm>
#include <toml++/toml.h>

namespace consentry {
namespace {

int line_of(toml::source_region const& region) { return static_cast<int>(region.begin.line); }

EventTime event_time_of(toml::date_time const& moment)
{
    using namespace std::chrono;
    sys_days const day{
        year{moment.date.year} / month{unsigned{moment.date.month}} / std::chrono::day{unsigned{moment.date.day}}};
    return day + hours{moment.time.hour} + minutes{moment.time.minute} + seconds{moment.time.second}
    - minutes{moment.offset->minutes};
}

Node node_of(toml::node const& source);

Node table_of(toml::table const& source)
{
    Node node;
    for (auto const& [key, value] : source) {
        Node& member = node.members.emplace_back(node_of(value));
        member.name = key.str();
        member.line = line_of(key.source());
    }
    // The library sorts by name; people read by line.
    auto const place = [](Node const& member) { return std::pair{member.line, std::string_view{member.name}}; };
    std::ranges::sort(node.members, {}, place);
    return node;
}

Node list_of(toml::array const& source)
{
    Node node{.kind = Node::Kind::list};
    for (toml::node const& item : source)
        node.items.push_back(node_of(item));
    return node;
}

Node time_of(toml::date_time const& moment)
{
    if (!moment.offset)
        return {.kind = Node::Kind::local_time};
    return {.kind = Node::Kind::time, .time = event_time_of(moment)};
}

Node value_of(toml::node const& source)
{
    switch (source.type()) {
    case toml::node_type::table: return table_of(*source.as_table());
    case toml::node_type::array: return list_of(*source.as_array());
    case toml::node_type::string: return {.kind = Node::Kind::text, .text = source.as_string()->get()};
    case toml::node_type::integer: return {.kind = Node::Kind::integer, .integer = source.as_integer()->get()};
    case toml::node_type::boolean: return {.kind = Node::Kind::boolean, .boolean = source.as_boolean()->get()};
    case toml::node_type::date_time: return time_of(source.as_date_time()->get());
    case toml::node_type::date:
    case toml::node_type::time: return {.kind = Node::Kind::local_time};
    case toml::node_type::floating_point:
    case toml::node_type::none: break;
    }
    return {.kind = Node::Kind::real};
}

Node node_of(toml::node const& source)
{
    Node node = value_of(source);
    node.line = line_of(source.source());
    return node;
}

}  // namespace

std::string_view name_of(Node::Kind kind)
{
    switch (kind) {
    case Node::Kind::text: return "text";
    case Node::Kind::integer: return "a whole number";
    case Node::Kind::real: return "a number with a fraction";
    case Node::Kind::boolean: return "true or false";
    case Node::Kind::time: return "a date and time";
    case Node::Kind::local_time: return "a date or time without an offset";
    case Node::Kind::list: return "a list";
    case Node::Kind::table: return "a table";
    }
    return "something else";
}

std::expected<Node, SyntaxError> parse_toml(std::string_view text)
{
    try {
        return node_of(toml::parse(text));
    } catch (toml::parse_error const& error) {
        return std::unexpected(SyntaxError{line_of(error.source()), std::string{error.description()}});
    }
}

std::string under(std::string_view path, std::string_view name)
{
    return path.empty() ? std::string{name} : std::string{path} + '.' + std::string{name};
}

}  // namespace consentry
