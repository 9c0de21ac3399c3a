// Which steps of a template are taken, and what an answer leads to.
#include "connector_stage.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

using consent::EventType;
using consent::State;
using Asked = std::vector<std::string>;

std::string const head = R"(
[connector]
about = "A far system."
setup = "Nothing."
base = "https://far.example.com"
)";

std::string step(std::string_view id, std::string_view more)
{
    std::string const name{id};
    return "[[step]]\nid = \"" + name + "\"\nmethod = \"GET\"\nurl = \"{{base}}/" + name + "\"\n" + std::string{more}
    + '\n';
}

/// What is asked on a STOP of marketing.
Asked asked_of(ConnectorStage& far, std::string scope = "marketing")
{
    far.say_in(std::move(scope), EventType::opted_out);
    far.pass(1s);
    return far.asked();
}

}  // namespace

TEST_CASE("a step is taken only when all that it is for holds")
{
    ConnectorStage far{head + step("yes", R"(when = { status = ["opted_in"] })")
        + step("no", R"(when = { status = ["opted_out", "unknown"] })")
        + step("utility", R"(when = { category = ["utility"] })") + step("orders", R"(when = { scope = ["orders"] })")};
    CHECK(asked_of(far, "*") == Asked{"/no", "/no", "/utility", "/orders"});
}

TEST_CASE("a scope for which no step is there is not told, and the delivery says so")
{
    ConnectorStage far{head + step("utility", R"(when = { category = ["utility"] })")};
    CHECK(asked_of(far).empty());
    CHECK(far.row().state == DeliveryState::skipped);
    CHECK(far.row().last_error == "nothing to do for the scope marketing");
}

TEST_CASE("the second way of looking is taken where the first finds nobody, and what it finds counts as found there")
{
    ConnectorStage far{head + step("find", R"(extract = { id = "/id" })")
        + step("other", "alternative_to = \"find\"\nextract = { id = \"/id\" }")
        + step("update", "for_each = \"find\"")};
    far.answer("/other", 200, R"({"id":"7"})");
    SECTION("nobody at first")
    {
        far.answer("/find", 200, "{}");
        CHECK(asked_of(far) == Asked{"/find", "/other", "/update"});
    }
    SECTION("found at once")
    {
        far.answer("/find", 200, R"({"id":"7"})");
        CHECK(asked_of(far) == Asked{"/find", "/update"});
    }
    SECTION("nobody either way")
    {
        far.answer("/find", 200, "{}");
        far.answer("/other", 200, "{}");
        CHECK(asked_of(far) == Asked{"/find", "/other"});
        CHECK(far.row().state == DeliveryState::skipped);
    }
}

TEST_CASE("who is not there is made where the template says so")
{
    ConnectorStage far{head + step("find", "extract = { id = \"/id\" }\non_empty = \"go_on\"")
        + step("make", R"(when = { empty = "find", status = ["opted_out"] })")
        + step("update", "for_each = \"find\"\nwhen = { found = \"find\" }")};
    far.answer("/find", 200, "{}");
    CHECK(asked_of(far) == Asked{"/find", "/make"});
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("nobody found is an error where the template says so")
{
    ConnectorStage far{head + step("find", "extract = { id = \"/id\" }\non_empty = \"fail\"")};
    far.answer("/find", 200, "{}");
    asked_of(far);
    CHECK(far.row().state == DeliveryState::dead);
}

TEST_CASE("a search that may not know yet who was made a moment ago is asked once more, and then no more")
{
    ConnectorStage far{head + step("find", "extract = { id = \"/id\" }\nlook_again = \"1m\"")};
    far.answer("/find", 200, "{}");
    CHECK(asked_of(far) == Asked{"/find"});
    far.pass(50s);
    CHECK(far.asked().empty());
    far.pass(30s);
    CHECK(far.asked() == Asked{"/find"});
    CHECK(far.row().state == DeliveryState::skipped);
}

TEST_CASE("an answer that says it is all there already ends the chain well")
{
    ConnectorStage far{
        head + step("look", "done = { status = [200] }\nsuccess = { status = [404] }") + step("make", "")};
    SECTION("there") { CHECK(asked_of(far) == Asked{"/look"}); }
    SECTION("not there")
    {
        far.answer("/look", 404);
        CHECK(asked_of(far) == Asked{"/look", "/make"});
    }
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("a contact that went after it was found is passed over")
{
    ConnectorStage far{head + step("find", "records = { at = \"/all\" }\nextract = { id = \"/id\" }") + R"([[step]]
id = "update"
for_each = "find"
method = "GET"
url = "{{base}}/{{steps.find.id}}"
none = { status = [404] }
)"};
    far.answer("/find", 200, R"({"all":[{"id":1},{"id":2}]})");
    far.answer("/1", 404);
    CHECK(asked_of(far) == Asked{"/find", "/1", "/2"});
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("what one contact has already the others may lack")
{
    ConnectorStage far{head + step("find", "records = { at = \"/all\" }\nextract = { id = \"/id\" }") + R"([[step]]
id = "update"
for_each = "find"
method = "GET"
url = "{{base}}/{{steps.find.id}}"
done = { status = [409] }
)"};
    far.answer("/find", 200, R"({"all":[{"id":1},{"id":2}]})");
    far.answer("/1", 409);
    CHECK(asked_of(far) == Asked{"/find", "/1", "/2"});
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("a success that says otherwise in its body is refused")
{
    ConnectorStage far{head + step("write", R"(success = { all = [{ pointer = "/errors", length = 0 }] })")};
    far.answer("/write", 200, R"({"errors":[{"code":"NO"}]})");
    asked_of(far);
    CHECK(far.row().state == DeliveryState::dead);
    CHECK(far.row().last_error == "answered 200");
}

TEST_CASE("throttling that hides in a 200 holds everything for that system as long as it says")
{
    ConnectorStage far{head + step("write", R"(
[[step.retry]]
any = [{ pointer = "/code", equals = "THROTTLED" }]
wait_cost = { need = "/need", have = "/have", per_second = "/per_second" }
)")};
    far.answer("/write", 200, R"({"code":"THROTTLED","need":100,"have":0,"per_second":10})");
    CHECK(asked_of(far) == Asked{"/write"});
    far.answer("/write", 200, "{}");
    far.pass(8s);
    CHECK(far.asked().empty());
    far.pass(30s);
    CHECK(far.asked() == Asked{"/write"});
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("a quota that is used up for the day uses up no attempt")
{
    ConnectorStage far{head + step("write", "[[step.retry]]\nstatus = [403]\nwait = \"1h\"\ncounts = false")};
    far.answer("/write", 403);
    asked_of(far);
    CHECK(far.row().attempts == 0);
    far.pass(24h * 12);
    CHECK(far.row().state == DeliveryState::waiting);
    far.answer("/write", 200);
    far.pass(2h);
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("a receiver that is no more gets nothing, and nothing is thrown away")
{
    ConnectorStage far{
        std::string{"[connector]\nabout = \"A.\"\nsetup = \"N.\"\nbase = \"https://far.example.com\"\ngone = [404]\n"}
        + step("write", "")};
    far.answer("/write", 404);
    asked_of(far);
    CHECK(far.status("far").gone);
    CHECK(far.row().state == DeliveryState::waiting);
}

TEST_CASE("a scope without an entry in a map is not told, and the delivery says which")
{
    ConnectorStage far{
        head + step("write", "headers = { X-Field = \"{{map.field}}\" }") + "[map.field]\norders = \"wa_orders\"\n"};
    CHECK(asked_of(far).empty());
    CHECK(far.row().state == DeliveryState::skipped);
    CHECK(far.row().last_error == "the map \"field\" has no entry for the scope marketing and the status opted_out");
}

TEST_CASE("a token that is not accepted any more is got anew, once")
{
    ConnectorStage far{R"(
[connector]
about = "A far system."
setup = "Nothing."
base = "https://far.example.com"
[credential.token]
about = "A token."
[[auth]]
kind = "client_credentials"
token_url = "{{base}}/token"
client_id = "us"
client_secret = "{{secret.token}}"
)" + step("write", "")};
    far.answer("/token", 200, R"({"access_token":"one","expires_in":3600})");
    unsigned refused = GENERATE(1U, 2U);
    far.receivers.reactions["https://far.example.com/write"]
        = [refused](Seen const&) mutable { return Reaction{refused > 0 && refused-- > 0 ? 401U : 200U}; };
    far.say_in("marketing", EventType::opted_out);
    far.pass(1s);
    std::size_t tokens = 0;
    for (auto const& one : far.receivers.seen)
        tokens += one.url.ends_with("/token") ? 1U : 0U;
    CHECK(tokens == 2);
    CHECK(far.row().state == (refused == 1 ? DeliveryState::delivered : DeliveryState::waiting));
}
