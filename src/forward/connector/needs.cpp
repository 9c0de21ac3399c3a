// What a template needs of the configuration, and whether that gives it.
#include "consentry/base/rsa.hpp"
#include "consentry/base/spelling.hpp"
#include "consentry/forward/connector.hpp"
#include "consentry/http/url.hpp"
#include "forward/connector/pattern.hpp"
#include "forward/connector/reading.hpp"

#include <algorithm>

namespace consentry::forward {
namespace {

using Values = ConnectorTarget::Values;
using Problems = std::vector<ConnectorProblem>;

std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

template <class T>
std::vector<std::string_view> names_of(std::vector<T> const& all)
{
    std::vector<std::string_view> names;
    std::ranges::transform(all, std::back_inserter(names), &T::name);
    return names;
}

void check_value(ConnectorNeed const& need, Values const& given, std::string const& key, Problems& problems)
{
    auto const value = given.find(need.name);
    if (value == given.end()) {
        if (!need.optional)
            problems.push_back({0, key, "is missing", "Add it: " + need.about});
    } else if (value->second.empty()) {
        problems.push_back(
            {0, key, "is empty", need.optional ? "Fill it in or remove it" : "Fill it in: " + need.about});
    } else if (!need.pattern.empty() && !matches_whole(need.pattern, value->second)) {
        problems.push_back({0, key, "is not as the connector expects it", "Correct it: " + need.about});
    }
}

void check_values(
    std::vector<ConnectorNeed> const& needs, Values const& given, std::string_view table, Problems& problems)
{
    std::vector<std::string_view> const known = names_of(needs);
    for (auto const& [name, value] : given) {
        if (std::ranges::find(known, name) == known.end())
            problems.push_back(
                {0, std::string{table} + '.' + name, "is nothing that this connector asks for", choose(name, known)});
    }
    for (ConnectorNeed const& need : needs)
        check_value(need, given, std::string{table} + '.' + need.name, problems);
}

/// What `config.x` or `secret.x` is; empty if it is not given.
std::string_view given_for(std::string_view name, ConnectorTarget const& target)
{
    Values const& values = name.starts_with("secret.") ? target.secrets : target.settings;
    auto const found = values.find(name.substr(name.find('.') + 1));
    return found == values.end() ? std::string_view{} : found->second;
}

/// What the configuration gives, as a lookup; `other` for whatever else a text names.
Lookup lookup_in(ConnectorTarget const& target, std::string_view other)
{
    return [&target, other](std::string_view name) -> std::expected<std::string, std::string> {
        bool const given = name.starts_with("config.") || name.starts_with("secret.");
        return std::string{given ? given_for(name, target) : other};
    };
}

/// `settings.shop` for `config.shop`, `credentials.key` for `secret.key`.
std::string key_of(std::string_view name)
{
    std::string const table = name.starts_with("secret.") ? "credentials." : "settings.";
    return table + std::string{name.substr(name.find('.') + 1)};
}

void check_key(ConnectorAuth const& auth, ConnectorTarget const& target, Problems& problems)
{
    std::vector<std::string> const names = auth.private_key.names();
    if (auth.kind != ConnectorAuth::Kind::jwt_bearer || names.empty() || given_for(names.front(), target).empty())
        return;  // There is none, or that is told already.
    auto const pem = auth.private_key.fill(lookup_in(target, ""));
    if (!pem)
        return problems.push_back(
            {0, key_of(names.front()), pem.error(), "Take the whole key file, as it was given out"});
    if (auto const key = RsaKey::from_pem(*pem); !key)
        problems.push_back({0, key_of(names.front()), "leads to no private key: " + key.error().detail,
            "Take the whole key, with its lines BEGIN and END"});
}

void check_access(ConnectorTarget const& target, Problems& problems)
{
    auto const& auths = target.connector->auths;
    std::string wanted;
    for (ConnectorAuth const& auth : auths) {
        std::string missing;
        for (std::string const& name : auth.when.given) {
            if (given_for(name, target).empty())
                missing += (missing.empty() ? "" : " and ") + name.substr(name.find('.') + 1);
        }
        if (missing.empty())
            return check_key(auth, target, problems);
        wanted += (wanted.empty() ? "" : ", or ") + missing;
    }
    if (!auths.empty())
        problems.push_back(
            {0, "credentials", "open none of the ways into the far system that the connector has", "Add " + wanted});
}

/// A text that begins with a setting or a credential is an URL only if that is one.
void check_url(ConnectorText const& text, ConnectorTarget const& target, Problems& problems)
{
    std::vector<std::string> const names = text.names();
    bool const ours = !names.empty() && (names.front().starts_with("config.") || names.front().starts_with("secret."));
    if (!ours || given_for(names.front(), target).empty())
        return;  // Told already, or nobody can know yet.
    auto const filled = text.fill(lookup_in(target, "1"), Escape::url);
    if (!filled || http::parse_url(*filled))
        return;
    std::string const key = key_of(names.front());
    if (std::ranges::find(problems, key, &ConnectorProblem::key) == problems.end())
        problems.push_back({0, key, "does not lead to an URL", "Write it as the connector's page says"});
}

void check_urls(ConnectorTarget const& target, Problems& problems)
{
    ConnectorTemplate const& connector = *target.connector;
    check_url(connector.base, target, problems);
    for (ConnectorAuth const& auth : connector.auths)
        check_url(auth.token_url, target, problems);
    for (ConnectorStep const& step : connector.steps)
        check_url(step.url, target, problems);
}

void check_scopes(ConnectorTarget const& target, consent::Policy const& policy, Problems& problems)
{
    std::vector<std::string_view> const known = names_of(policy.scopes);
    for (std::string const& scope : target.scopes) {
        if (std::ranges::find(known, scope) == known.end())
            problems.push_back({0, "scopes", "there is no scope " + in_quotes(scope), choose(scope, known)});
    }
}

/// A name or a value that the far system is told: it may be made of what a template's maps may be made of, but for
/// credentials and what people wrote, since it may stand in a URL or as the name of a member.
void check_entry(ConnectorTarget const& target, std::string const& value, std::string const& key, Problems& problems)
{
    auto const text = ConnectorText::parse(value);
    if (!text || value.empty())
        return problems.push_back({0, key, text ? "is empty" : text.error(),
            text ? "Fill it in or remove it" : "Write what the far system calls it"});
    std::vector<std::string> const known = names_in_maps(*target.connector);
    for (std::string const& name : text->names()) {
        bool const good = std::ranges::find(known, name) != known.end() && !name.starts_with("secret.");
        if (!good || name == "event.text")
            problems.push_back({0, key, "{{" + name + "}} cannot stand here", "Write what the far system calls it"});
    }
}

void check_maps(ConnectorTarget const& target, consent::Policy const& policy, Problems& problems)
{
    std::vector<std::string> const& ours = target.connector->needs.maps;
    std::vector<std::string_view> const known{ours.begin(), ours.end()};
    std::vector<std::string_view> const scopes = names_of(policy.scopes);
    for (auto const& [name, entries] : target.maps) {
        std::string const key = "maps." + name;
        if (target.connector->maps.contains(name) && std::ranges::find(known, name) == known.end())
            problems.push_back({0, key, "has entries by status, which the configuration cannot change",
                "Remove it, or change the connector's file"});
        else if (std::ranges::find(known, name) == known.end())
            problems.push_back({0, key, "is no map of this connector", choose(name, known)});
        for (auto const& [scope, value] : entries) {
            if (std::ranges::find(scopes, scope) == scopes.end())
                problems.push_back({0, key + '.' + scope, "there is no scope of that name", choose(scope, scopes)});
            else
                check_entry(target, value, key + '.' + scope, problems);
        }
    }
}

/// Whether a map has something for how somebody stands in a scope.
bool has_entry(ConnectorTarget const& target, std::string_view name, std::string_view scope, std::string_view status)
{
    auto const configured = target.maps.find(name);
    if (configured != target.maps.end() && configured->second.contains(scope))
        return true;
    auto const found = target.connector->maps.find(name);
    if (found == target.connector->maps.end())
        return false;
    ConnectorMap const& map = found->second;
    auto const both = map.by_both.find(scope);
    return map.fallback || map.by_status.contains(status) || map.by_scope.contains(scope)
        || (both != map.by_both.end() && both->second.contains(status));
}

bool includes(std::vector<std::string> const& chosen, std::string_view one)
{
    return chosen.empty() || std::ranges::find(chosen, one) != chosen.end();
}

std::vector<std::string> names_in(ConnectorStep const& step)
{
    std::vector<std::string> all = step.url.names();
    auto const add = [&all](std::vector<std::string> names) { std::ranges::move(names, std::back_inserter(all)); };
    for (auto const& [name, value] : step.headers)
        add(value.names());
    add(step.body.names());
    return all;
}

/// Whether the step is taken for who stands so in that scope, as far as the configuration can tell.
bool is_taken(
    ConnectorTarget const& target, ConnectorStep const& step, consent::Scope const& scope, std::string_view status)
{
    bool const chosen = includes(step.when.scopes, scope.name) && includes(step.when.statuses, status)
        && includes(step.when.categories, name_of(scope.category));
    return chosen && std::ranges::none_of(step.when.given, [&](std::string const& name) {
        return given_for(name, target).empty();
    });
}

/// Whether anything is written for the scope: some step does, and each that is taken has what it puts in.
bool is_told(ConnectorTarget const& target, consent::Scope const& scope, std::string_view status)
{
    bool any = false;
    for (ConnectorStep const& step : target.connector->steps) {
        if (!is_taken(target, step, scope, status))
            continue;
        any = any || !step.extraction;
        for (std::string const& name : names_in(step)) {
            if (name.starts_with("map.") && !has_entry(target, name.substr(4), scope.name, status))
                return false;
        }
    }
    return any;
}

void check_sending(ConnectorTarget const& target, consent::Policy const& policy, Problems& problems)
{
    bool any = false;
    for (consent::Scope const& scope : policy.scopes) {
        if (!includes(target.scopes, scope.name))
            continue;
        bool const no = is_told(target, scope, "opted_out");
        bool const yes = is_told(target, scope, "opted_in");
        any = any || yes || no;
        if (yes && !no)
            problems.push_back({0, "scopes",
                "of the scope " + in_quotes(scope.name) + " a yes would be written, and never the no that follows it",
                "Leave it out of scopes, or let the connector's file write opted_out, too"});
        if (yes && no && scope.unknown_allowed && !is_told(target, scope, "unknown"))
            problems.push_back({0, "scopes",
                "of the scope " + in_quotes(scope.name)
                    + ", in which who never agreed may be written to, a yes that "
                      "turns out to be none would stay",
                "Leave it out of scopes, or let the connector's file write unknown, too"});
    }
    if (any)
        return;
    std::string remedy = "Add a scope to the brand";
    for (std::string const& map : target.connector->needs.maps)
        remedy += ", or entries by scope to maps." + map;
    problems.push_back({0, "scopes", "there is no scope of which this connector would tell anything", remedy});
}

/// Where the far system has one status for all scopes of a category, the last that is written counts: a yes to one
/// would undo the STOP of another.
void check_shared_status(ConnectorTarget const& target, consent::Policy const& policy, Problems& problems)
{
    for (std::string const& category : target.connector->one_scope_of) {
        std::string scopes;
        std::size_t count = 0;
        for (consent::Scope const& scope : policy.scopes) {
            bool const told = is_told(target, scope, "opted_out") || is_told(target, scope, "opted_in");
            if (name_of(scope.category) != category || !includes(target.scopes, scope.name) || !told)
                continue;
            ++count;
            scopes.append(scopes.empty() ? "" : ", ").append(in_quotes(scope.name));
        }
        if (count > 1)
            problems.push_back({0, "scopes",
                "this system has a single status for the category " + category
                    + ", and these scopes would share it: " + scopes,
                "Choose one of them: name in scopes all that this destination is to be told of"});
    }
}

}  // namespace

ConnectorNeeds const& needs_of(ConnectorTemplate const& connector) { return connector.needs; }

ConnectorTarget with_defaults(ConnectorTarget target)
{
    for (ConnectorNeed const& need : target.connector->needs.settings) {
        if (need.fallback)
            target.settings.try_emplace(need.name, *need.fallback);
    }
    return target;
}

std::vector<ConnectorProblem> problems_of(ConnectorTarget const& target, consent::Policy const& policy)
{
    Problems problems;
    ConnectorNeeds const& needs = target.connector->needs;
    check_values(needs.settings, target.settings, "settings", problems);
    check_values(needs.credentials, target.secrets, "credentials", problems);
    check_access(target, problems);
    check_urls(target, problems);
    check_scopes(target, policy, problems);
    check_maps(target, policy, problems);
    if (problems.empty()) {
        check_sending(target, policy, problems);
        check_shared_status(target, policy, problems);
    }
    return problems;
}

}  // namespace consentry::forward
