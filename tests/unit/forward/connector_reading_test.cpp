#include "consentry/forward/connector.hpp"
#include "forward/connector/template.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace consentry;
using namespace consentry::forward;

namespace {

/// Lines 1 to 10; what a test adds begins in line 11.
std::string const small = R"([connector]
about = "Writes how somebody stands into a field"
setup = "A field"
base = "https://crm.example.com"
[credential.token]
about = "An API token"
[[step]]
id = "write"
method = "POST"
url = "{{base}}/contacts/{{contact.digits}}"
)";

std::string const lookup = R"([[step]]
id = "again"
method = "GET"
url = "{{base}}/search?q={{contact.e164}}"
extract = { id = "/id", name = "/name" }
)";

std::vector<ConnectorProblem> problems(std::string const& toml, std::string_view name = "crm")
{
    auto const read = read_connector(name, toml);
    return read ? std::vector<ConnectorProblem>{} : read.error();
}

std::string line_of(ConnectorProblem const& problem)
{
    return std::to_string(problem.line) + ' ' + problem.key + ": " + problem.reason + ". " + problem.remedy;
}

/// The only problem, as a line; all of them if there are more or none.
std::string only_problem(std::string const& toml)
{
    auto const all = problems(toml);
    if (all.size() == 1)
        return line_of(all.front());
    std::string text = std::to_string(all.size()) + " problems";
    for (ConnectorProblem const& problem : all)
        text += '\n' + line_of(problem);
    return text;
}

std::shared_ptr<ConnectorTemplate const> good(std::string const& toml)
{
    INFO(only_problem(toml));
    auto read = read_connector("crm", toml);
    REQUIRE(read);
    return *std::move(read);
}

bool says(std::string_view sentence, std::string_view words) { return sentence.find(words) != sentence.npos; }

/// `text` with `from` put in for `to`: one thing about the small template is otherwise.
std::string with(std::string text, std::string_view from, std::string_view to)
{
    auto const at = text.find(from);
    REQUIRE(at != text.npos);
    return text.replace(at, from.size(), to);
}

struct Refusal {
    std::string added;   ///< Behind the small template, from line 11 on.
    std::string place;   ///< `11 step.id`
    std::string reason;  ///< A part of it.
    std::string remedy;
};

void check(Refusal const& refusal)
{
    std::string const said = only_problem(small + refusal.added);
    INFO(refusal.added << "\nis told so:\n" << said);
    CHECK(said.starts_with(refusal.place + ": "));
    CHECK(says(said, refusal.reason));
    CHECK(says(said, refusal.remedy));
}

}  // namespace

TEST_CASE("a small template is read, with what it leaves out")
{
    auto const crm = good(small);
    CHECK(crm->name == "crm");
    CHECK(needs_of(*crm).about == "Writes how somebody stands into a field");
    REQUIRE(crm->steps.size() == 1);
    CHECK(crm->steps.front().line == 7);
    CHECK(crm->steps.front().method == http::Method::post);
    CHECK(crm->unauthorized == std::vector<unsigned>{401, 403});
    CHECK(crm->every_spelling);
    CHECK_FALSE(needs_of(*crm).opts_in_several);
    CHECK_FALSE(needs_of(*crm).concurrency);
}

TEST_CASE("a template that uses everything means what docs/connectors.md says")
{
    std::ifstream file{CONSENTRY_SOURCE_DIR "/tests/fuzz/corpus/connector_template/everything"};
    std::stringstream text;
    text << file.rdbuf();
    auto const crm = good(text.str());

    ConnectorNeeds const& needs = needs_of(*crm);
    CHECK(needs.concurrency == 8);
    CHECK(needs.opts_in_several);
    CHECK(needs.maps == std::vector<std::string>{"field"});
    REQUIRE(needs.settings.size() == 2);
    CHECK(needs.settings.front().fallback == "eu");
    CHECK(needs.settings.back().optional);
    CHECK_FALSE(crm->every_spelling);
    CHECK(crm->unauthorized == std::vector<unsigned>{401});
    CHECK(crm->gone == std::vector<unsigned>{404, 410});

    REQUIRE(crm->auths.size() == 6);
    CHECK(crm->auths[0].when.given == std::vector<std::string>{"secret.token"});
    CHECK(crm->auths[2].client_by_basic);
    CHECK(crm->auths[2].lifetime == std::chrono::hours{2});
    CHECK(crm->auths[2].value.names() == std::vector<std::string>{"token.access_token"});
    CHECK(crm->auths[4].claims.size() == 2);
    CHECK(crm->auths[4].assertion_lifetime == std::chrono::minutes{5});

    CHECK(crm->maps.at("state").by_status.size() == 2);
    CHECK(crm->maps.at("field").fallback);
    CHECK(crm->maps.at("groups").by_both.at("marketing").contains("opted_in"));
    CHECK(crm->limits.at("search").rate.count == 4);
    CHECK(crm->limits.at("default").reset_unit == RetryClass::Unit::unix_seconds);
    REQUIRE(crm->retries.size() == 1);
    CHECK_FALSE(crm->retries.front().counts);

    REQUIRE(crm->steps.size() == 4);
    ConnectorStep const& find = crm->steps[0];
    REQUIRE(find.extraction);
    CHECK(find.extraction->max == 20);
    CHECK(find.extraction->values.front() == std::pair<std::string, std::string>{"id", "/id"});
    CHECK(find.extraction->match->pointer == "/phones/*/number");
    CHECK(find.on_empty == OnEmpty::go_on);
    CHECK(find.none->statuses == std::vector<unsigned>{404});
    REQUIRE(find.success.all.size() == 6);
    CHECK(find.success.all[1].values == std::vector<std::string>{"1", "true", "x"});
    CHECK(find.success.all[5].bound == 300);
    CHECK(find.retries.front().cost->per_second == "/cost/rate");
    CHECK(crm->steps[1].alternative_to == "find");
    CHECK(crm->steps[2].when.empty == "find");
    CHECK(crm->steps[3].for_each == "find");
    CHECK(crm->steps[3].method == http::Method::patch);
    CHECK(crm->tests.size() == 1);
}

TEST_CASE("a file that is no template at all is told as a whole")
{
    CHECK(says(line_of(problems(small, "CRM").front()), "no name of a connector"));
    CHECK(says(line_of(problems(small, "../crm").front()), "no name of a connector"));
    CHECK(says(line_of(problems(std::string(256 * 1024 + 1, '\n')).front()), "larger than 256 KiB"));
    CHECK(says(only_problem(small + "[auth\n"), "11 : "));
    CHECK(problems("").size() == 2);  // No [connector] and no [[step]].
}

TEST_CASE("what a template must have is asked for where it is missing")
{
    CHECK(says(
        only_problem(with(small, "setup = \"A field\"\n", "")), "1 connector.setup: is missing. Add it: what has"));
    CHECK(says(only_problem(with(small, "method = \"POST\"\n", "")), "7 step.method: is missing"));
    CHECK(says(only_problem(with(small, "about = \"An API token\"\n", "")), "5 credential.token.about: is missing"));
}

TEST_CASE("every key that is not known is told, with the one that was meant")
{
    check({"hedaers = {}\n", "11 step.hedaers", "no key of a connector", "Did you mean \"headers\"?"});
    check({"[limits]\n", "11 limits", "no key of a connector", "Did you mean \"limit\"?"});
    check({"[setting.shop]\nabout = \"x\"\npatern = \"x\"\n", "13 setting.shop.patern", "no key", "\"pattern\""});
    check({"when = { stauts = [\"opted_in\"] }\n", "11 step.when.stauts", "no key", "Did you mean \"status\"?"});
    check({"records = { at = \"/x\", maximum = 5 }\nextract = { id = \"/id\" }\n", "11 step.records.maximum", "no key",
        "\"max\""});
}

TEST_CASE("words that are not known are told, with the one that was meant")
{
    CHECK(says(only_problem(with(small, "\"POST\"", "\"PSOT\"")), "9 step.method: \"PSOT\" is not among"));
    check({"[[auth]]\nkind = \"header2\"\n", "12 auth.kind", "not among", "Did you mean \"header\"?"});
    check({"when = { status = [\"opted_up\"] }\n", "11 step.when.status", "not among", "opted_"});
    check({"when = { category = [\"promotion\"] }\n", "11 step.when.category", "not among", "\"marketing\""});
    check({"[[retry]]\nstatus = [429]\nwait_header = { name = \"X-Reset\", unit = \"minutes\" }\n",
        "13 retry.wait_header.unit", "not among", "\"seconds\""});
    check({"on_empty = \"skipp\"\nextract = { id = \"/id\" }\n", "11 step.on_empty", "not among", "\"skip\""});
}

TEST_CASE("values of the wrong type or size are told")
{
    check({"headers = []\n", "11 step.headers", "is a list where a table is expected", "table"});
    check({"for_each = 1\n", "11 step.for_each", "is a whole number where text", "quotes"});
    check({"success = { status = [99] }\n", "11 step.success.status", "out of bounds", "from 200 to 599"});
    check({"success = { status = [] }\n", "11 step.success.status", "0 entries", "remove the key"});
    check({"[limit.default]\nrate = \"10 per second\"\n", "12 limit.default.rate", "no rate", "100/10s"});
    check({"[[retry]]\nstatus = [423]\nwait = \"2\"\n", "13 retry.wait", "no duration", "1s to 1d"});
    check({"[setting.x]\nabout = \"" + std::string(1025, 'x') + "\"\n", "12 setting.x.about", "longer than 1024",
        "Shorten"});
    check({"extract = { id = \"id\" }\n", "11 step.extract.id", "no JSON pointer", "/results"});
    check({"error = \"/a~2\"\n", "11 step.error", "no JSON pointer", "pointer"});
}

TEST_CASE("a placeholder that names nothing is told where it stands, with the one that was meant")
{
    auto const body = [](std::string const& text) { return "body = { json = { a = \"" + text + "\" } }\n"; };
    check({body("{{contact.e614}}"), "11 step.body.json", "{{contact.e614}} names nothing", "{{contact.e164}}"});
    check({body("{{config.shop}}"), "11 step.body.json", "{{config.shop}} names nothing", "docs/connectors.md"});
    check({body("{{secret.tokn}}"), "11 step.body.json", "names nothing", "Did you mean {{secret.token}}?"});
    check({body("{{map.field}}"), "11 step.body.json", "names nothing", "docs/connectors.md"});
    check({body("{{token.id}}"), "11 step.body.json", "only with an [[auth]] that gets a token", ""});
    check({body("{{steps.find.id}}"), "11 step.body.json", "taken by no step before", ""});
    check({body("{{scope:uper}}"), "11 step.body.json", "uper", "connectors.md"});
    check({body("{{scope"), "11 step.body.json", "not closed", ""});
    check({"body = { form = { \"a[{{contact.x}}]\" = \"1\" } }\n", "11 step.body.form.a[{{contact.x}}]",
        "names nothing", ""});
    check({"body = { json = { a = { \"$map\" = \"groups\" } } }\n", "11 step.body.json", "{{map.groups}}", ""});
    check({"body = { json = { a = \"{{status:hmac_sha256hex('secret.kye')}}\" } }\n", "11 step.body.json",
        "{{secret.kye}} names nothing", ""});
    check({"when = { given = [\"config.shop\"] }\n", "11 step.when.given", "names nothing", ""});
    check({"when = { given = [\"status\"] }\n", "11 step.when.given", "neither a setting nor a credential", ""});
}

TEST_CASE("a step may use only what steps before it have taken")
{
    auto const use = [](std::string const& text) {
        return lookup + "[[step]]\nid = \"last\"\nmethod = \"PUT\"\nurl = \"{{base}}/{{" + text + "}}\"\n";
    };
    CHECK(problems(small + use("steps.again.id")).empty());
    check({use("steps.again.ids"), "19 step.url", "no step before", "Did you mean {{steps.again.id}}?"});
    check({lookup + "headers = { X = \"{{steps.again.id}}\" }\n", "16 step.headers.X", "no step before", ""});
    check({"headers = { X = \"{{steps.again.id}}\" }\n" + lookup, "11 step.headers.X", "no step before", ""});
}

TEST_CASE("nothing is there for a person where there is none")
{
    std::string const test = "[[test]]\nid = \"field\"\nmethod = \"GET\"\n";
    CHECK(problems(small + test + "url = \"{{base}}/fields/{{scope}}\"\n").empty());
    check({test + "url = \"{{base}}/{{contact.digits}}\"\n", "14 test.url", "not known in a test", ""});
    check({"[[auth]]\nkind = \"header\"\nvalue = \"{{scope}}\"\n", "13 auth.value", "not known here", ""});
    check({"[[auth]]\nkind = \"header\"\nvalue = \"{{token.access_token}}\"\n", "13 auth.value", "gets a token", ""});
    check({"[map.a]\ndefault = \"{{event.text}}\"\n", "12 map.a.default", "what a person wrote", ""});
    check({"[map.a]\ndefault = \"{{map.a}}\"\n", "12 map.a.default", "not known here", ""});
    CHECK(says(only_problem(with(small, "https://crm.example.com", "https://{{scope}}.example.com")),
        "4 connector.base: {{scope}} is not known here"));
}

TEST_CASE("steps and limits that are spoken of have to be there")
{
    std::string const last = "[[step]]\nid = \"last\"\nmethod = \"GET\"\nurl = \"{{base}}/\"\n";
    for (std::string const key : {"for_each = \"find\"", "alternative_to = \"find\"", "for_each = \"write\""})
        check({last + key + '\n', "15 step." + key.substr(0, key.find(' ')), "no step", ""});
    check({last + "when = { found = \"find\" }\n", "15 step.when.found", "no step \"find\" before", ""});
    check({last + "when = { empty = \"last\" }\n", "15 step.when.empty", "no step \"last\" before", ""});
    check({lookup + last + "for_each = \"agin\"\n", "20 step.for_each", "no step", "Did you mean \"again\"?"});
    check({lookup + last + "alternative_to = \"again\"\nextract = { id = \"/id\" }\n", "20 step.alternative_to",
        "does not take its \"name\"", "extract"});
    check({lookup + last + "for_each = \"again\"\nextract = { id = \"/id\" }\n", "16 step.extract", "each record",
        "Remove"});
    check({last + "limit = \"search\"\n[limit.serch]\nrate = \"4/s\"\n", "15 step.limit", "no [limit.search]",
        "Did you mean \"serch\"?"});
    check({with(last, "last", "write"), "11 step.id", "a second time", ""});
}

TEST_CASE("there are one to six steps")
{
    std::string six = small;
    for (char id = 'a'; id < 'f'; ++id)
        six += "[[step]]\nid = \"" + std::string{id} + "\"\nmethod = \"GET\"\nurl = \"{{base}}/\"\n";
    CHECK(problems(six).empty());
    CHECK(says(only_problem(six + "[[step]]\nid = \"x\"\nmethod = \"GET\"\nurl = \"{{base}}/\"\n"), "7 times"));
    CHECK(says(only_problem(small.substr(0, small.find("[[step]]"))), "step: is missing"));
}

TEST_CASE("a URL has to be able to become one")
{
    auto const with_url
        = [](std::string const& url) { return with(small, "{{base}}/contacts/{{contact.digits}}", url); };
    for (std::string const url : {"https://x.example.com/{{status}}?a=b", "{{secret.token}}",
             "https://{{secret.token}}.example.com:8443/a", "{{base}}?q={{contact.e164:raw}}"})
        CHECK(problems(with_url(url)).empty());
    for (std::string const url : {"", "/contacts", "ftp://x.example.com", "{{contact.e164}}/x", "https://",
             "https://x.example.com/a b", "https://x y/", "https://a@x.example.com/", "{{base}}/#a", "x{{base}}"}) {
        INFO(url);
        CHECK(says(only_problem(with_url(url)), "10 step.url: "));
    }
    CHECK(says(only_problem(with(small, "https://crm", "crm")), "4 connector.base: cannot become an URL"));
    CHECK(says(only_problem(with(small, "base = \"https://crm.example.com\"\n", "")), "has no base"));
}

TEST_CASE("headers that cannot be sent are told")
{
    check({"headers = { \"X Y\" = \"1\" }\n", "11 step.headers.X Y", "cannot be given", ""});
    check({"headers = { Host = \"x\" }\n", "11 step.headers.Host", "cannot be given", ""});
    check({"[headers]\nX = \"a\\nb\"\n", "12 headers.X", "no header can carry", ""});
    check({"[[auth]]\nkind = \"header\"\nheader = \"a:\"\nvalue = \"x\"\n", "13 auth.header", "cannot be given", ""});
    check({"[limit.default]\nrate = \"1/s\"\nremaining = \"a b\"\n", "13 limit.default.remaining", "cannot be given",
        ""});
}

TEST_CASE("what a person wrote becomes no query and no header, and a secret no name")
{
    check({"headers = { X = \"{{event.text}}\" }\n", "11 step.headers.X", "what a person wrote", "body"});
    CHECK(says(only_problem(with(small, "{{contact.digits}}", "{{event.text}}")), "what a person wrote"));
    CHECK(problems(small + "body = { json = { a = \"{{event.text}}\" } }\n").empty());
    check({"body = { json = { \"{{secret.token}}\" = \"1\" } }\n", "11 step.body.json", "secret in the name", ""});
}

TEST_CASE("answers are told apart by something")
{
    check({"done = {}\n", "11 step.done", "every answer", "status"});
    check({"[[retry]]\nwait = \"1s\"\n", "11 retry", "every answer", "status"});
    check({"done = { all = [{ pointer = \"/a\" }] }\n", "11 step.done.all", "asks nothing", "equals"});
    check({"done = { any = [{ pointer = \"/a\", present = true, equals = 1 }] }\n", "11 step.done.any", "several",
        "one of"});
    check({"done = { any = [{ pointer = \"/a\", absent = false }] }\n", "11 step.done.any.absent", "nothing as false",
        "true"});
}

TEST_CASE("keys that have no effect are told")
{
    check({"on_empty = \"skip\"\n", "7 step.on_empty", "nobody looks", "extract"});
    check({"records = { at = \"/x\" }\n", "7 step.records", "takes nothing", "extract"});
    check({"body = { json = 1, xml = \"x\" }\n", "11 step.body", "several bodies", "one of"});
    check({"body = {}\n", "11 step.body", "is empty", "one of"});
    check({"[limit.default]\nrate = \"1/s\"\nreset = \"X\"\n", "11 limit.default.reset", "no effect", "remaining"});
    check({"[[auth]]\nkind = \"none\"\n[[auth]]\nkind = \"none\"\n", "13 auth", "never taken", "given"});
    check({"[[auth]]\nkind = \"none\"\nuser = \"x\"\n", "13 auth.user", "no key", ""});
    CHECK(says(only_problem(with(small, "\"POST\"", "\"GET\"") + "body = { json = 1 }\n"), "step.body: is of a GET"));
}

TEST_CASE("a map is by status, by scope, or by both")
{
    check({"[map.a]\nopted_in = \"x\"\nmarketing = \"y\"\n", "11 map.a", "by status beside entries by scope", ""});
    check({"[map.a]\n", "11 map.a", "no entry", ""});
    check({"[map.a.marketing]\nopted_in = \"x\"\nopted_uot = \"y\"\n", "13 map.a.marketing.opted_uot", "is none",
        "\"opted_out\""});
    check({"[map.a]\n\"a scope\" = \"x\"\n", "12 map.a.a scope", "neither a status nor a scope", ""});
    check({"headers = { X = \"{{map.a}}\" }\n[map.a]\ndefault = [1]\n", "11 step.headers.X", "no text", "$map"});
    CHECK(problems(small + "body = { json = { \"$map\" = \"a\" } }\n[map.a]\ndefault = [1]\n").empty());
}

TEST_CASE("a pattern has to be one, and one that ends")
{
    auto const setting
        = [](std::string const& pattern) { return "[setting.a]\nabout = \"x\"\npattern = '" + pattern + "'\n"; };
    CHECK(problems(small + setting("[a-z0-9-]{3,60}")).empty());
    check({setting("(a"), "13 setting.a.pattern", "no pattern", "regular expression"});
    check({setting("(a)\\1"), "13 setting.a.pattern", "refers back", ""});
    check({setting("((a{100}){100}){100}"), "13 setting.a.pattern", "more than 1000", ""});
    check({setting("[a-z]+") + "default = \"A\"\n", "11 setting.a.default", "does not match", ""});
}

TEST_CASE("all problems of a file are told, in the order of its lines")
{
    auto const all = problems(with(small, "\"POST\"", "\"POS\"") + "limit = \"x\"\nurk = 1\n[map.a]\n");
    std::vector<int> lines;
    std::ranges::transform(all, std::back_inserter(lines), &ConnectorProblem::line);
    CHECK(lines == std::vector<int>{9, 11, 12, 13});
}
