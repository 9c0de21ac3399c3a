// One request of a template: where it goes, what it carries, when it is taken, and what is read in its answer.
#include "forward/connector/reading.hpp"

#include "consentry/http/url.hpp"

namespace consentry::forward {
namespace {

using To = TemplateReading::Reference::To;

constexpr std::array<std::string_view, 4> url_beginnings{"config.", "secret.", "token.", "steps."};

/// The URL as it would be with a letter for each placeholder. Whoever configures a whole URL may have any path in it.
std::string sample_of(std::string_view text)
{
    std::string sample;
    bool const begins = text.starts_with("{{");
    while (!text.empty()) {
        std::size_t const open = std::min(text.find("{{"), text.size());
        sample += text.substr(0, open);
        std::size_t const close = text.find("}}", open);
        if (open == text.size())
            break;
        sample += sample.empty() && begins ? "https://x" : "1";
        text.remove_prefix(close == text.npos ? text.size() : close + 2);
    }
    return sample;
}

bool may_begin_url(std::string_view name)
{
    return name == "base"
        || std::ranges::any_of(url_beginnings, [&](std::string_view beginning) { return name.starts_with(beginning); });
}

void read_when(TemplateReading& reading, Spot const& spot, StepWhen& when)
{
    auto const read_scopes = [&](Spot const& value) {
        reading.items(value, [&](Spot const& item) { reading.name(item, when.scopes.emplace_back()); });
    };
    reading.table(spot,
        {{"status", [&](Spot const& value) { reading.words(value, status_words, when.statuses); }},
            {"scope", read_scopes},
            {"category", [&](Spot const& value) { read_categories(reading, value, when.categories); }},
            {"found", [&](Spot const& value) { reading.refer(To::result, value, when.found); }},
            {"empty", [&](Spot const& value) { reading.refer(To::result, value, when.empty); }},
            {"given", [&](Spot const& value) { read_given(reading, value, when.given); }}});
}

void read_match(TemplateReading& reading, Spot const& spot, Extraction::Match& match)
{
    reading.table(spot,
        {{"at", [&](Spot const& value) { reading.pointer(value, match.pointer); }, "where a record has its number"},
            {"digits", [&](Spot const& value) { reading.filled(value, match.digits); },
                "how that ends, such as \"{{contact.national}}\""}});
}

void read_records(TemplateReading& reading, Spot const& spot, Extraction& into)
{
    reading.table(spot,
        {{"at", [&](Spot const& value) { reading.pointer(value, into.records); }, "where the answer has the list"},
            {"max",
                [&](Spot const& value) {
                    into.max = static_cast<std::size_t>(reading.whole(value, 1, 1'000).value_or(1));
                }},
            {"total", [&](Spot const& value) { reading.pointer(value, into.total); }},
            {"match", [&](Spot const& value) { read_match(reading, value, into.match.emplace()); }}});
}

void read_extract(TemplateReading& reading, Spot const& spot, Extraction& into)
{
    reading.members(spot, [&](Spot const& member) {
        if (!is_template_name(member.node.name))
            reading.problem(member, '"' + member.node.name + "\" is no name", "Use 1 to 64 letters, digits, - and _");
        reading.pointer(member, into.values.emplace_back(member.node.name, "").second);
    });
    if (spot.node.kind == Node::Kind::table && spot.node.members.empty())
        reading.problem(spot, "takes nothing", "Write names and pointers, such as { id = \"/id\" }");
}

/// Everything but what is read in the answer.
void add_request_keys(TemplateReading& reading, ConnectorStep& step, std::vector<TemplateKey>& keys)
{
    using http::Method;
    constexpr std::array<std::pair<std::string_view, Method>, 5> methods{{{"GET", Method::get}, {"POST", Method::post},
        {"PUT", Method::put}, {"PATCH", Method::patch}, {"DELETE", Method::delete_}}};
    keys.push_back({"id", [&](Spot const& value) { reading.name(value, step.id); }, "a name of its own"});
    keys.push_back({"method", [&, methods](Spot const& value) { reading.choice(value, methods, step.method); },
        "GET, POST, PUT, PATCH or DELETE"});
    keys.push_back({"url", [&](Spot const& value) { read_url(reading, value, step.url); }, "where it goes"});
    keys.push_back({"headers", [&](Spot const& value) {
                        reading.members(value, [&](Spot const& member) { reading.header(member, step.headers); });
                    }});
    keys.push_back({"body", [&](Spot const& value) { read_body(reading, value, step.body); }});
    keys.push_back({"when", [&](Spot const& value) { read_when(reading, value, step.when); }});
    keys.push_back({"for_each", [&](Spot const& value) { reading.refer(To::for_each, value, step.for_each); }});
    keys.push_back(
        {"alternative_to", [&](Spot const& value) { reading.refer(To::alternative, value, step.alternative_to); }});
    keys.push_back({"limit", [&](Spot const& value) { reading.refer(To::limit, value, step.limit); }});
}

void add_answer_keys(TemplateReading& reading, ConnectorStep& step, std::vector<TemplateKey>& keys)
{
    auto const extraction
        = [&step]() -> Extraction& { return step.extraction ? *step.extraction : step.extraction.emplace(); };
    constexpr std::array<std::pair<std::string_view, OnEmpty>, 3> endings{
        {{"skip", OnEmpty::skip}, {"fail", OnEmpty::fail}, {"go_on", OnEmpty::go_on}}};
    keys.push_back({"records", [&, extraction](Spot const& value) { read_records(reading, value, extraction()); }});
    keys.push_back({"extract", [&, extraction](Spot const& value) { read_extract(reading, value, extraction()); }});
    keys.push_back({"on_empty", [&, endings](Spot const& value) { reading.choice(value, endings, step.on_empty); }});
    keys.push_back({"look_again", [&](Spot const& value) {
                        reading.duration(
                            value, std::chrono::seconds{1}, wait_max, step.look_again.emplace(std::chrono::seconds{1}));
                    }});
    keys.push_back({"success", [&](Spot const& value) { read_answer_class(reading, value, step.success); }});
    keys.push_back({"done", [&](Spot const& value) { read_answer_class(reading, value, step.done.emplace()); }});
    keys.push_back({"none", [&](Spot const& value) { read_answer_class(reading, value, step.none.emplace()); }});
    keys.push_back({"error", [&](Spot const& value) { reading.pointer(value, step.error); }});
    keys.push_back({"retry", [&](Spot const& value) {
                        reading.items(
                            value, [&](Spot const& item) { read_retry(reading, item, step.retries.emplace_back()); });
                    }});
}

bool has_key(Node const& table, std::string_view name)
{
    return std::ranges::find(table.members, name, &Node::name) != table.members.end();
}

/// Keys that say nothing without another.
void check_keys(TemplateReading& reading, Spot const& spot, ConnectorStep const& step)
{
    if (step.extraction && !has_key(spot.node, "extract"))
        reading.problem(spot.node.line, under(spot.path, "records"), "looks for records and takes nothing of them",
            "Add extract = { id = \"/id\" }: what is taken of each");
    if (step.extraction && !step.for_each.empty())
        reading.problem(spot.node.line, under(spot.path, "extract"),
            "is of a step that is taken for each record: what is found for the first would stand for all",
            "Remove extract and records, or for_each");
    if (has_key(spot.node, "on_empty") && !step.extraction && !step.none)
        reading.problem(spot.node.line, under(spot.path, "on_empty"),
            "says what follows where nobody looks for anybody", "Add extract or none, or remove it");
    if (step.look_again && !step.extraction && !step.none)
        reading.problem(spot.node.line, under(spot.path, "look_again"),
            "says when to look again where nobody looks for anybody", "Add extract or none, or remove it");
    if (step.method == http::Method::get && has_key(spot.node, "body"))
        reading.problem(spot.node.line, under(spot.path, "body"), "is of a GET, which carries nothing",
            "Write another method, or put the values into the URL");
}

}  // namespace

void read_categories(TemplateReading& reading, Spot const& spot, std::vector<std::string>& into)
{
    constexpr std::array<std::string_view, 4> known{"marketing", "utility", "authentication", "service"};
    reading.words(spot, known, into);
}

void read_given(TemplateReading& reading, Spot const& spot, std::vector<std::string>& into)
{
    reading.items(spot, [&](Spot const& item) {
        std::string given;
        reading.text(item, given, 128);
        if (given.empty())
            return;
        if (given.starts_with("config.") || given.starts_with("secret."))
            reading.use({{given}, item.node.line, item.path, TemplateReading::Where::access});
        else
            reading.problem(item, '"' + given + "\" is neither a setting nor a credential",
                "Write \"config.NAME\" or \"secret.NAME\"");
        into.push_back(std::move(given));
    });
}

void read_url(TemplateReading& reading, Spot const& spot, ConnectorText& into)
{
    reading.filled(spot, into, true);
    if (into.empty()) {
        if (spot.node.kind == Node::Kind::text && spot.node.text.empty())
            reading.problem(spot, "is empty", "Write where the request goes");
        return;
    }
    std::string const remedy = "Begin it with https://, {{base}}, or a setting or credential that holds an URL";
    if (spot.node.text.starts_with("{{") && !may_begin_url(into.names().front()))
        return reading.problem(spot, "begins with {{" + into.names().front() + "}}, which is no URL", remedy);
    auto const parsed = http::parse_url(sample_of(spot.node.text));
    if (!parsed)
        reading.problem(spot, "cannot become an URL: " + parsed.error().detail, remedy);
    else if (spot.node.text.contains('#'))
        reading.problem(spot, "has a part behind #, which is never sent", "Remove it, or write %23");
}

void read_step(TemplateReading& reading, Spot const& spot, bool test, std::size_t place, ConnectorStep& step)
{
    using Where = TemplateReading::Where;
    reading.enter(test ? Where::test : Where::step, place);
    step.line = spot.node.line;
    std::vector<TemplateKey> keys;
    add_request_keys(reading, step, keys);
    add_answer_keys(reading, step, keys);
    reading.table(spot, keys);
    if (spot.node.kind == Node::Kind::table)
        check_keys(reading, spot, step);
}

}  // namespace consentry::forward
