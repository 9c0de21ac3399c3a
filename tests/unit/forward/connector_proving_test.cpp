// Whether a destination works: what a test asks, what it writes and what it says.
#include "connector_stage.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

using Asked = std::vector<std::string>;

std::string const unknown = "nothing was written, since consentry knows of no consent and no opt-out under this number";

}  // namespace

TEST_CASE("a test with a contact looks them up and writes how they stand")
{
    ConnectorStage far;
    far.find(R"({"id":7})");
    auto const told = far.test("34600111222");
    CHECK(told.kind == Ending::Kind::delivered);
    CHECK(told.detail == "1 found, 1 written");
    CHECK(far.asked().back() == R"(/people/7 {"at":"2026-11-22T09:30:00Z","marketing":"opted_out"})");
}

TEST_CASE("a test with somebody nobody knows here looks them up and writes nothing")
{
    ConnectorStage far;
    far.states.people.clear();
    far.find(R"({"id":7})");
    auto const told = far.test("34600111222");
    CHECK(told.detail == "1 found, " + unknown);
    for (auto const& one : far.asked())
        CHECK(one == "/find?phone=%2B34600111222");
}

TEST_CASE("a test without a contact takes the template's tests, for each scope")
{
    ConnectorStage far{std::string{far_system} + R"(
[[test]]
id = "field"
method = "GET"
url = "{{base}}/fields/{{scope}}"
)"};
    far.answer("/fields/orders", 404);
    auto const told = far.test();
    CHECK(far.asked() == Asked{"/fields/marketing", "/fields/orders"});
    CHECK(told.kind == Ending::Kind::refused);
    CHECK(told.error == "answered 404");
}

TEST_CASE("a test says at which step it went wrong, and of which scope")
{
    ConnectorStage far{std::string{far_system} + R"(
[[test]]
id = "field"
method = "GET"
url = "{{base}}/fields/{{scope}}"
success = { all = [{ pointer = "/type", equals = "text" }] }
)"};
    far.answer("/fields/marketing", 200, R"({"type":"text"})");
    SECTION("refused")
    {
        far.answer("/fields/orders", 404);
        CHECK(far.test().detail == "at the step field for the scope orders");
    }
    SECTION("answered otherwise than it has to be")
    {
        far.answer("/fields/orders", 200, R"({"type":"number"})");
        auto const told = far.test();
        CHECK(told.error == "answered 200");
        CHECK(told.detail == "not the answer that it has to be, at the step field for the scope orders");
    }
    SECTION("while it wrote")
    {
        far.find(R"({"id":7})");
        far.answer("/people/7", 400);
        CHECK(far.test("34600111222").detail == "at the step update for the scope marketing");
    }
}

TEST_CASE("a connector that looks nobody up is tried by its tests where nothing is known of a contact")
{
    std::string const writer = R"(
[connector]
about = "A far system."
setup = "Nothing."
base = "https://far.example.com"
[credential.token]
about = "A token."
[[step]]
id = "update"
method = "PUT"
url = "{{base}}/people/{{contact.digits}}"
)";
    std::string const test = "[[test]]\nid = \"login\"\nmethod = \"GET\"\nurl = \"{{base}}/login\"\n";
    ConnectorStage far{writer + test};
    far.states.people.clear();
    SECTION("all is well")
    {
        auto const told = far.test("34600111222");
        CHECK(told.kind == Ending::Kind::delivered);
        CHECK(told.detail == unknown);
    }
    SECTION("the credentials are wrong")
    {
        far.answer("/login", 401);
        CHECK(far.test("34600111222").kind == Ending::Kind::retry);
    }
    for (auto const& one : far.asked())
        CHECK(one == "/login");
}

TEST_CASE("an answer that leads on to several contacts counts as no write")
{
    ConnectorStage far{R"(
[connector]
about = "A far system."
setup = "Nothing."
base = "https://far.example.com"
[credential.token]
about = "A token."
[[step]]
id = "upsert"
method = "PATCH"
url = "{{base}}/by-number/{{contact.digits}}"
success = { status = [300] }
[[step]]
id = "find"
method = "GET"
url = "{{base}}/find?phone={{contact.e164}}"
records = { at = "/found", max = 3 }
extract = { id = "/id" }
[[step]]
id = "update"
for_each = "find"
method = "PUT"
url = "{{base}}/people/{{steps.find.id}}"
)"};
    far.answer("/by-number/34600111222", 300);
    far.find(R"({"id":7},{"id":8})");
    CHECK(far.test("34600111222").detail == "2 found, 2 written");
}

TEST_CASE("a test of a template without tests says that a contact is needed")
{
    ConnectorStage far;
    CHECK(far.test().detail == "nothing was asked: test it with a contact whose consent is known");
}

TEST_CASE("a test that needs a store that can't be read says so")
{
    ConnectorStage far;
    far.states.trouble = "the disk cannot be read";
    std::optional<Result<Ending>> told;
    far.engine->test("demo", "far", "34600111222", [&](Result<Ending> result) { told = std::move(result); });
    far.pass(1s);
    REQUIRE(told.has_value());
    REQUIRE_FALSE(told->has_value());
    CHECK(told->error().fault == Fault::unavailable);
}
