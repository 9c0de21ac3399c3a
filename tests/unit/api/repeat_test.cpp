// `Idempotency-Key`: whoever got no answer asks again, and it is done once.
#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

namespace {

std::string const record = R"({"contact":"+34600111222","scope":"marketing","state":"opted_out"})";
std::string const other = R"({"contact":"+34600111222","scope":"orders","state":"opted_out"})";

/// An office whose clients send this key.
struct KeyedOffice : Office {
    explicit KeyedOffice(std::string_view key)
    {
        use(key);
        ledger.outcome.events = {"evt_1"};
    }
    void use(std::string_view key) { more_headers = {{"Idempotency-Key", key}}; }
};

}  // namespace

TEST_CASE("the same request again is answered as before, says so, and is done once")
{
    KeyedOffice office{"a-1"};
    auto const first = office.post("/v1/consents", record);
    office.ledger.outcome.events = {"evt_2"};
    auto const again = office.post("/v1/consents", record);
    CHECK(first.response.status == 200);
    CHECK(first.header("Idempotent-Replayed").empty());
    CHECK(again.response.status == 200);
    CHECK(again.response.body == first.response.body);
    CHECK(again.response.content_type == first.response.content_type);
    CHECK(again.header("Idempotent-Replayed") == "true");
    CHECK(office.ledger.units.size() == 1);
}

TEST_CASE("another body under the same key is 422, and not done")
{
    KeyedOffice office{"a-1"};
    office.post("/v1/consents", record);
    auto const said = office.post("/v1/consents", other);
    CHECK(said.response.status == 422);
    CHECK(said.problem() == "unprocessable");
    CHECK(office.ledger.units.size() == 1);
}

TEST_CASE("a key is one client's, for one path: elsewhere it is another")
{
    KeyedOffice office{"a-1"};
    office.post("/v1/consents", record);
    CHECK(office.post("/v1/consents", other, "writer").response.status == 200);
    CHECK(office.post("/v1/prompts", R"({"contact":"+34600111222","scope":"marketing"})").response.status == 200);
    CHECK(office.post("/v1/consents?brand=demo", other).response.status == 200);
    office.use("a-2");
    CHECK(office.post("/v1/consents", other).response.status == 200);
    CHECK(office.ledger.units.size() == 5);
}

TEST_CASE("while the first is being answered the second is told to wait")
{
    KeyedOffice office{"a-1"};
    office.ledger.holds_back = true;
    http::HeaderView const headers[]{{"Authorization", "Bearer admin"}, {"Idempotency-Key", "a-1"}};
    http::Request request{.method = http::Method::post, .path = "/v1/consents", .body = record, .headers = headers};
    std::optional<http::Response> first;
    office.handler.handle(request, [&first](http::Response response) { first = std::move(response); });
    auto const said = office.post("/v1/consents", record);
    CHECK(said.response.status == 409);
    CHECK(said.problem() == "still-running");
    CHECK(said.header("Retry-After") == "1");
    office.ledger.release();
    REQUIRE(first);
    CHECK(first->status == 200);
    CHECK(office.post("/v1/consents", record).header("Idempotent-Replayed") == "true");
    CHECK(office.ledger.units.size() == 1);
}

TEST_CASE("what the rules refused is refused again; what was wrong, or could not be kept, may come again")
{
    KeyedOffice office{"a-1"};
    SECTION("refused")
    {
        office.ledger.outcome = {};
        office.ledger.outcome.refused = Error{Fault::conflict, "the person said no"};
        auto const first = office.post("/v1/consents", record);
        office.ledger.outcome = {};
        auto const again = office.post("/v1/consents", record);
        CHECK(first.response.status == 409);
        CHECK(again.response.status == 409);
        CHECK(again.response.body == first.response.body);
        CHECK(again.response.content_type == "application/problem+json");
    }
    SECTION("wrong")
    {
        CHECK(office.post("/v1/consents", "{").response.status == 400);
        CHECK(office.post("/v1/consents", record).response.status == 200);
    }
    SECTION("wrong, as the ledger finds")
    {
        office.ledger.outcome.refused = Error{Fault::malformed, "wording: is not configured"};
        CHECK(office.post("/v1/consents", record).response.status == 400);
        office.ledger.outcome = {};
        CHECK(office.post("/v1/consents", other).response.status == 200);
    }
    SECTION("not kept")
    {
        office.ledger.trouble = Error{Fault::unavailable, "the disk is full"};
        CHECK(office.post("/v1/consents", record).response.status == 503);
        office.ledger.trouble.reset();
        CHECK(office.post("/v1/consents", record).response.status == 200);
    }
}

TEST_CASE("an answer that tells of no unit is kept as soon as it is there")
{
    KeyedOffice office{"a-1"};
    auto const first = office.post("/v1/journal/apply", "");
    auto const again = office.post("/v1/journal/apply", "");
    CHECK(first.response.status == 200);
    CHECK(again.response.body == first.response.body);
    CHECK(again.header("Idempotent-Replayed") == "true");
    CHECK(office.ledger.units.size() == 1);
    CHECK(office.ledger.units.front().matters.empty());
}

TEST_CASE("a question is asked as often as it comes, and its key is not looked at")
{
    KeyedOffice office{" "};
    CHECK(office.post("/v1/match", R"({"text":"BAJA"})").response.status == 200);
    CHECK(office.get("/v1/events").response.status == 200);
    CHECK(office.ledger.units.empty());
}

TEST_CASE("a key that is none is refused before anything is done")
{
    auto const key = GENERATE(std::string{}, std::string{"two words"}, std::string(256, 'x'), std::string{"\xc3\xa9"});
    KeyedOffice office{key};
    auto const said = office.post("/v1/consents", record);
    CHECK(said.problem() == "malformed");
    CHECK(office.ledger.units.empty());

    SECTION("and so are two of them")
    {
        office.more_headers = {{"Idempotency-Key", "a"}, {"idempotency-key", "b"}};
        CHECK(office.post("/v1/consents", record).problem() == "malformed");
    }
    SECTION("the longest is fine")
    {
        std::string const longest(255, 'x');
        office.use(longest);
        CHECK(office.post("/v1/consents", record).response.status == 200);
    }
}
