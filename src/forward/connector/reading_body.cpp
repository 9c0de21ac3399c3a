// What a request of a template carries, and the maps whose values stand in it.
#include "forward/connector/reading.hpp"

namespace consentry::forward {
namespace {

/// The names of members go to logs of proxies and into the far system's schema: no place for a secret.
bool names_secret(JsonShape const& shape)
{
    auto const of_secret = [](std::string const& name) { return name.starts_with("secret."); };
    return std::ranges::any_of(shape.name.names(), of_secret) || std::ranges::any_of(shape.items, names_secret);
}

void read_form(TemplateReading& reading, Spot const& spot, ConnectorBody::Form& form)
{
    reading.members(spot, [&](Spot const& member) {
        Node const name{.kind = Node::Kind::text, .line = member.node.line, .text = member.node.name};
        auto& field = form.fields.emplace_back();
        reading.filled({name, member.path}, field.first);
        reading.filled(member, field.second);
    });
}

bool is_status(std::string_view name) { return std::ranges::find(status_words, name) != status_words.end(); }

/// Whether the entry of a scope has entries by status. A piece of JSON with members of these names cannot be told
/// apart, and does not occur.
bool has_statuses(Node const& entry)
{
    return entry.kind == Node::Kind::table
        && std::ranges::any_of(entry.members, [](Node const& member) { return is_status(member.name); });
}

void read_entry(TemplateReading& reading, Spot const& spot, ConnectorMap::Entries& into)
{
    if (auto shape = read_shape(reading, spot))
        into.emplace(spot.node.name, *std::move(shape));
}

void read_scope_entry(TemplateReading& reading, Spot const& spot, ConnectorMap& into)
{
    if (!is_template_name(spot.node.name))
        return reading.problem(spot, '"' + spot.node.name + "\" is neither a status nor a scope",
            "Write opted_in, opted_out, unknown, default or the name of a scope");
    if (!has_statuses(spot.node))
        return read_entry(reading, spot, into.by_scope);
    ConnectorMap::Entries& entries = into.by_both[spot.node.name];
    for (Node const& member : spot.node.members) {
        if (is_status(member.name))
            read_entry(reading, {member, under(spot.path, member.name)}, entries);
        else
            reading.problem({member, under(spot.path, member.name)}, "stands among statuses and is none",
                choose(member.name, status_words));
    }
}

}  // namespace

std::optional<JsonShape> read_shape(TemplateReading& reading, Spot const& spot)
{
    int line = spot.node.line;
    auto shape = read_json_shape(spot.node, line);
    if (!shape) {
        reading.problem(line, spot.path, shape.error(), "docs/connectors.md says how JSON is written");
        return {};
    }
    if (names_secret(*shape))
        reading.problem(spot, "has a secret in the name of a member", "Put secrets into values, better into headers");
    reading.use_shape(names_in(*shape), spot);
    return *std::move(shape);
}

void read_body(TemplateReading& reading, Spot const& spot, ConnectorBody& body)
{
    auto const read_json = [&](Spot const& value) {
        if (auto shape = read_shape(reading, value))
            body.content = *std::move(shape);
    };
    auto const read_fields
        = [&](Spot const& value) { read_form(reading, value, body.content.emplace<ConnectorBody::Form>()); };
    auto const read_xml
        = [&](Spot const& value) { reading.filled(value, body.content.emplace<ConnectorBody::Xml>().text); };
    reading.table(spot, {{"json", read_json}, {"form", read_fields}, {"xml", read_xml}});
    if (spot.node.kind == Node::Kind::table && spot.node.members.size() != 1)
        reading.problem(
            spot, spot.node.members.empty() ? "is empty" : "is several bodies", "Write one of json, form and xml");
}

void read_map(TemplateReading& reading, Spot const& spot, ConnectorMap& into)
{
    reading.enter(TemplateReading::Where::map);
    reading.members(spot, [&](Spot const& member) {
        if (is_status(member.node.name))
            read_entry(reading, member, into.by_status);
        else if (member.node.name == "default")
            into.fallback = read_shape(reading, member);
        else
            read_scope_entry(reading, member, into);
    });
    if (!into.by_status.empty() && !(into.by_scope.empty() && into.by_both.empty()))
        reading.problem(spot, "has entries by status beside entries by scope",
            "Write statuses below each scope, as [map.NAME.SCOPE], or make two maps of it");
    if (spot.node.kind == Node::Kind::table && spot.node.members.empty())
        reading.problem(spot, "has no entry, so nothing would be sent", "Add one, or default");
}

}  // namespace consentry::forward
