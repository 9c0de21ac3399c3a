// Whether all that a template names is there: placeholders, steps, limits.
#include "forward/connector/reading.hpp"

#include <algorithm>
#include <set>

namespace consentry::forward {
namespace {

using Where = TemplateReading::Where;
using Names = std::vector<std::string>;
using Steps = std::vector<ConnectorStep>;
using Use = TemplateReading::Use;
using Reference = TemplateReading::Reference;

constexpr std::array<std::string_view, 5> of_scope{"base", "brand", "scope", "scope.category", "status"};
constexpr std::array<std::string_view, 10> of_event{"contact.e164", "contact.digits", "contact.national",
    "contact.masked", "occurred_at", "event.id", "event.type", "event.source", "event.text", "subject"};

std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

bool looks_for_somebody(ConnectorStep const& step) { return step.extraction || step.none; }

bool has_token(ConnectorTemplate const& connector)
{
    using Kind = ConnectorAuth::Kind;
    return std::ranges::any_of(connector.auths, [](ConnectorAuth const& auth) {
        return auth.kind != Kind::none && auth.kind != Kind::header && auth.kind != Kind::basic;
    });
}

/// What the steps before that one have found. What an alternative finds goes by the name of the step it stands in for.
void add_found(Steps const& steps, std::size_t until, Names& names)
{
    for (std::size_t i = 0; i < std::min(until, steps.size()); ++i) {
        if (!steps[i].extraction || !steps[i].alternative_to.empty())
            continue;
        for (auto const& [name, pointer] : steps[i].extraction->values)
            names.push_back("steps." + steps[i].id + '.' + name);
    }
}

/// Every name but the token's, whose values nobody knows beforehand.
Names names_at(Use const& use, ConnectorTemplate const& connector)
{
    Names names;
    for (ConnectorNeed const& need : connector.needs.settings)
        names.push_back("config." + need.name);
    for (ConnectorNeed const& need : connector.needs.credentials)
        names.push_back("secret." + need.name);
    bool const of_access = use.where == Where::access || use.where == Where::token_value;
    if (of_access && !connector.base.empty())
        names.emplace_back("base");
    if (of_access || use.where == Where::base)
        return names;
    for (std::string_view const name : of_scope)
        names.emplace_back(name);
    if (connector.base.empty())
        std::erase(names, "base");
    for (std::string_view const name : of_event) {
        if (use.where != Where::test)
            names.emplace_back(name);
    }
    if (use.where != Where::map) {
        for (auto const& [name, map] : connector.maps)
            names.push_back("map." + name);
    }
    if (use.where == Where::step)
        add_found(connector.steps, use.step, names);
    if (use.where == Where::test)
        add_found(connector.tests, use.step, names);
    return names;
}

bool may_have_token(Where where) { return where != Where::base && where != Where::access && where != Where::map; }

std::string why_not(std::string_view name, Use const& use, ConnectorTemplate const& connector)
{
    std::string const quoted = "{{" + std::string{name} + "}} ";
    if (name.starts_with("token.") && !has_token(connector))
        return quoted + "is there only with an [[auth]] that gets a token";
    if (name == "base" && connector.base.empty())
        return quoted + "is not there: [connector] has no base";
    bool const of_person = std::ranges::find(of_event, name) != of_event.end();
    bool const usual = of_person || std::ranges::find(of_scope, name) != of_scope.end();
    if (of_person && use.where == Where::test)
        return quoted + "is not known in a test, which is about nobody";
    if (usual || name.starts_with("token.") || (name.starts_with("map.") && use.where == Where::map))
        return quoted + "is not known here";
    if (name.starts_with("steps."))
        return quoted + "is taken by no step before this one";
    return quoted + "names nothing";
}

/// A map may be put into a text if all that it has is text.
bool has_texts_only(ConnectorMap const& map)
{
    auto const is_text = [](JsonShape const& shape) {
        using Kind = JsonShape::Kind;
        return shape.kind == Kind::text || shape.kind == Kind::number || shape.kind == Kind::flag;
    };
    auto const are_texts = [&](ConnectorMap::Entries const& entries) {
        return std::ranges::all_of(entries, [&](auto const& entry) { return is_text(entry.second); });
    };
    return are_texts(map.by_status) && are_texts(map.by_scope) && (!map.fallback || is_text(*map.fallback))
        && std::ranges::all_of(map.by_both, [&](auto const& scope) { return are_texts(scope.second); });
}

void check_kind_of_value(
    TemplateReading& reading, ConnectorTemplate const& connector, Use const& use, std::string const& name)
{
    if ((use.open || use.where == Where::map) && name == "event.text")
        reading.problem(use.line, use.path, "{{event.text}} is what a person wrote: it becomes no header and no query",
            "Put it into the body, or leave it out");
    if (!use.as_text || !name.starts_with("map."))
        return;
    auto const map = connector.maps.find(name.substr(4));
    if (map != connector.maps.end() && !has_texts_only(map->second))
        reading.problem(use.line, use.path, "{{" + name + "}} has entries that are no text",
            "Put it into JSON, as { \"$map\" = " + in_quotes(map->first) + " }");
}

void check_use(TemplateReading& reading, ConnectorTemplate const& connector, Use const& use)
{
    Names const names = names_at(use, connector);
    std::vector<std::string_view> const known{names.begin(), names.end()};
    for (std::string const& name : use.names) {
        bool const of_token = name.starts_with("token.") && name.size() > 6;
        bool const good = std::ranges::find(known, name) != known.end()
            || (of_token && has_token(connector) && may_have_token(use.where));
        if (good) {
            check_kind_of_value(reading, connector, use, name);
            continue;
        }
        auto const meant = nearest(name, known);
        reading.problem(use.line, use.path, why_not(name, use, connector),
            meant ? "Did you mean {{" + std::string{*meant} + "}}?" : "docs/connectors.md lists what may stand where");
    }
}

/// The steps that a reference may mean, by name.
std::vector<std::string_view> meant_by(Reference const& reference, Steps const& steps)
{
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < std::min(reference.step, steps.size()); ++i) {
        bool const fits
            = reference.to == Reference::To::result ? looks_for_somebody(steps[i]) : steps[i].extraction.has_value();
        if (fits && steps[i].alternative_to.empty() && !steps[i].id.empty())
            names.push_back(steps[i].id);
    }
    return names;
}

/// What stands in for a step has to take all that the step takes.
void check_alternative(TemplateReading& reading, Steps const& steps, Reference const& reference)
{
    auto const original = std::ranges::find(steps, reference.name, &ConnectorStep::id);
    ConnectorStep const& step = steps[reference.step];
    for (auto const& [name, pointer] : original->extraction->values) {
        bool const taken = step.extraction && std::ranges::find(step.extraction->values, name, [](auto const& value) {
            return value.first;
        }) != step.extraction->values.end();
        if (!taken)
            reading.problem(reference.line, reference.path,
                "stands in for " + in_quotes(reference.name) + " and does not take its " + in_quotes(name),
                "Add it to extract");
    }
}

void check_reference(TemplateReading& reading, ConnectorTemplate const& connector, Reference const& reference)
{
    Steps const& steps = reference.test ? connector.tests : connector.steps;
    std::vector<std::string_view> known;
    if (reference.to == Reference::To::limit)
        std::ranges::transform(
            connector.limits, std::back_inserter(known), [](auto const& one) { return std::string_view{one.first}; });
    else
        known = meant_by(reference, steps);
    if (std::ranges::find(known, reference.name) == known.end())
        return reading.problem(reference.line, reference.path,
            reference.to == Reference::To::limit
                ? "there is no [limit." + reference.name + ']'
                : "there is no step " + in_quotes(reference.name) + " before this one that looks for anybody",
            choose(reference.name, known));
    if (reference.to == Reference::To::alternative)
        check_alternative(reading, steps, reference);
}

void check_ids(TemplateReading& reading, Steps const& steps, std::string const& path)
{
    std::set<std::string_view> seen;
    for (ConnectorStep const& step : steps) {
        if (!step.id.empty() && !seen.insert(step.id).second)
            reading.problem(step.line, under(path, "id"), in_quotes(step.id) + " stands here a second time",
                "Give each a name of its own");
    }
}

}  // namespace

void check_order(TemplateReading& reading, ConnectorTemplate const& connector)
{
    check_ids(reading, connector.steps, "step");
    check_ids(reading, connector.tests, "test");
    for (Reference const& reference : reading.references())
        check_reference(reading, connector, reference);
}

std::vector<std::string> names_in_maps(ConnectorTemplate const& connector)
{
    return names_at({.names = {}, .path = {}, .where = Where::map}, connector);
}

void check_names(TemplateReading& reading, ConnectorTemplate const& connector)
{
    for (Use const& use : reading.uses())
        check_use(reading, connector, use);
}

}  // namespace consentry::forward
