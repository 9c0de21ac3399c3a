// What a lookup takes out of an answer: nobody is found only where the answer says so.
#include "forward/connector/answer.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;

namespace {

std::expected<std::string, std::string> lookup(std::string_view name)
{
    if (name == "contact.national")
        return "600 111 222";
    return std::unexpected("there is no " + std::string{name});
}

std::expected<Extracted, std::string> extracted(Extraction const& extraction, std::string body)
{
    http::Answer const answer{.status = 200, .body = std::move(body)};
    return extract(extraction, ReadAnswer{answer}, lookup);
}

/// The ids that were found, a plus behind them if there are more; or why none were.
std::string ids(Extraction const& extraction, std::string body)
{
    auto const made = extracted(extraction, std::move(body));
    if (!made)
        return "! " + made.error();
    std::string found;
    for (Record const& record : made->records)
        found += record.at("id") + " ";
    return found + (made->more ? "+" : "");
}

Extraction of_list() { return {.records = "/results", .values = {{"id", "/id"}}}; }

Extraction::Match matching(std::string_view pointer, std::string_view digits)
{
    return {std::string{pointer}, ConnectorText::parse(digits).value()};
}

}  // namespace

TEST_CASE("each record gives its values by their names")
{
    Extraction extraction = of_list();
    extraction.values = {{"id", "/id"}, {"name", "/props/name"}, {"mail", "/mails/*/a"}};
    auto const made = extracted(extraction,
        R"({"results":[{"id":9876543210987654321,"props":{"name":"Ana"},"mails":[{"a":"1"},{"a":"2"}]},{"id":"x"}]})")
                          .value();
    REQUIRE(made.records.size() == 2);
    CHECK(made.records[0] == Record{{"id", "9876543210987654321"}, {"name", "Ana"}, {"mail", "1"}});
    CHECK(made.records[1] == Record{{"id", "x"}, {"name", ""}, {"mail", ""}});
    CHECK_FALSE(made.more);
}

TEST_CASE("without a list the whole answer is the record")
{
    Extraction const whole{.values = {{"id", "/data/customer/id"}}};
    CHECK(ids(whole, R"({"data":{"customer":{"id":"gid://1"}}})") == "gid://1 ");
    CHECK(ids(whole, R"({"data":{"customer":null}})") == "");
    CHECK(ids(whole, R"({"data":{"customer":{"id":""}}})") == "");
}

TEST_CASE("a record without the first of its values is none")
{
    CHECK(ids(of_list(), R"({"results":[{"id":null},{"x":1},{"id":{}},{"id":""},7,null,{"id":"a"}]})") == "a ");
}

TEST_CASE("a single record may stand where a list does, and lists in lists")
{
    CHECK(ids(of_list(), R"({"results":{"id":"a"}})") == "a ");
    Extraction nested = of_list();
    nested.records = "/groups/*/contacts";
    CHECK(ids(nested, R"({"groups":[{"contacts":[{"id":1},{"id":2}]},{"contacts":[]},{"contacts":[{"id":3}]}]})")
        == "1 2 3 ");
    Extraction plain = of_list();
    plain.values = {{"id", ""}};
    CHECK(ids(plain, R"({"results":["a","b"]})") == "a b ");
}

TEST_CASE("an answer is about nobody only if it says so")
{
    auto const [body, outcome] = GENERATE(table<std::string, std::string>({
        {R"({"results":[]})", ""},
        {R"({"results":null})", ""},
        {"", ""},
        {"\r\n", ""},
        {"{}", "! The answer has nothing at /results, where records are looked for."},
        {R"({"error":"busy"})", "! The answer has nothing at /results, where records are looked for."},
        {"[]", "! The answer has nothing at /results, where records are looked for."},
        {"<html>", "! The answer is no JSON."},
        {R"({"results":[{"id":)", "! The answer is no JSON."},
        {"{\"results\":[\"\xff\"]}", "! The answer is no JSON."},
    }));
    INFO(body);
    CHECK(ids(of_list(), body) == outcome);
}

TEST_CASE("more than is looked at is told")
{
    Extraction extraction = of_list();
    extraction.max = 2;
    CHECK(ids(extraction, R"({"results":[{"id":1},{"id":2}]})") == "1 2 ");
    CHECK(ids(extraction, R"({"results":[{"id":1},{"id":2},{"id":3}]})") == "1 2 +");
    CHECK(ids(extraction, R"({"results":[{"x":1},{"id":2},{"id":3}]})") == "2 +");
}

TEST_CASE("nobody on a page is nobody at all only if there is no other page")
{
    Extraction extraction = of_list();
    extraction.total = "/total";
    CHECK(ids(extraction, R"({"results":[],"total":0})").empty());
    CHECK(ids(extraction, R"({"results":[],"total":3})").starts_with("! Nobody is among"));
    extraction.max = 1;
    CHECK(ids(extraction, R"({"results":[{"x":1},{"id":2}]})").starts_with("! Nobody is among"));
    extraction.match = matching("/phone", "{{contact.national}}");
    CHECK(ids(extraction, R"({"results":[{"id":"a","phone":"1"}],"total":2})").starts_with("! Nobody is among"));
}

TEST_CASE("a page says that there are more in one of several ways")
{
    Extraction extraction = of_list();
    extraction.total = "/more";
    auto const [more, is_told] = GENERATE(table<std::string, bool>({
        {"1", false},
        {"0", false},
        {"\"1\"", false},
        {"2", true},
        {"\"2\"", true},
        {"99999999999999999999999", true},
        {"false", false},
        {"true", true},
        {"null", false},
        {"\"\"", false},
        {"\"cursor-2\"", true},
        {"\"https://api.example.com/?page=2\"", true},
    }));
    INFO(more);
    CHECK(extracted(extraction, R"({"results":[{"id":1}],"more":)" + more + "}").value().more == is_told);
    CHECK_FALSE(extracted(extraction, R"({"results":[{"id":1}]})").value().more);
}

TEST_CASE("a total that is smaller than the list hides nothing")
{
    Extraction extraction = of_list();
    extraction.total = "/total";
    extraction.max = 1;
    CHECK(ids(extraction, R"({"results":[{"id":1},{"id":2}],"total":1})") == "1 +");
}

TEST_CASE("where a lookup is loose only those of the number count")
{
    Extraction extraction = of_list();
    extraction.match = matching("/phone", "{{contact.national}}");
    CHECK(ids(extraction,
              R"({"results":[{"id":"a","phone":"+34 (600) 111-222"},{"id":"b","phone":"600111223"},
                  {"id":"c","phone":34600111222},{"id":"d","phone":"111222"},{"id":"e"},{"id":"f","phone":null},
                  {"id":"g","phone":"0600111222"},{"id":"h","phone":"600111222 ext. 5"}]})")
        == "a c g ");
    extraction.match = matching("/phones/*/value", "{{contact.national}}");
    CHECK(ids(extraction, R"({"results":[{"id":"a","phones":[{"value":"1"},{"value":"600111222"}]}]})") == "a ");
}

TEST_CASE("nothing to match with is an error, not everybody")
{
    Extraction extraction = of_list();
    extraction.match = matching("/phone", "none");
    CHECK(ids(extraction, R"({"results":[{"id":"a","phone":"1"}]})").starts_with("! What records are matched with"));
    extraction.match = matching("/phone", "{{contact.none}}");
    CHECK(ids(extraction, R"({"results":[{"id":"a","phone":"1"}]})") == "! there is no contact.none");
}
