#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;
using http::Method;

TEST_CASE("a call without a good key is refused before its body is read")
{
    Office office;
    auto const header = GENERATE("", "Bearer", "Bearer wrong", "admin", "Basic admin");
    auto const said = office.ask_with(Method::post, "/v1/consents", "{", header);
    CHECK(said.response.status == 401);
    CHECK(said.header("WWW-Authenticate") == "Bearer");
}

TEST_CASE("each role may do what the one before it may, and a reader may not write")
{
    Office office;
    auto const* const path = GENERATE("/v1/consents", "/v1/prompts", "/v1/deliveries/dlv_1_1/retry");
    CHECK(office.post(path, "{}", "reader").problem() == "forbidden");
    CHECK(office.post(path, "{}", "writer").problem() != "forbidden");
    CHECK(office.post(path, "{}", "admin").problem() != "forbidden");
    CHECK(office.get("/v1/events", "reader").response.status == 200);
}

TEST_CASE("a path that is none is 404 and a wrong method 405, even without a key")
{
    Office office;
    CHECK(office.get("/v1/nothing", "").problem() == "no-such-path");
    auto const said = office.ask(Method::put, "/v1/check", "", "");
    CHECK(said.response.status == 405);
    CHECK(said.header("Allow") == "GET, POST");
}

TEST_CASE("a query with a broken escape is 400")
{
    Office office;
    CHECK(office.get("/v1/check?contact=%zz&scope=marketing").problem() == "malformed");
}

TEST_CASE("a key of several brands has to name one, and one that it does not have is forbidden")
{
    Office office;
    std::string const check = "/v1/check?contact=%2B34600111222&scope=marketing";
    CHECK(office.get(check, "both").field() == "brand");
    CHECK(office.get(check + "&brand=hats", "both").response.status == 200);
    CHECK(office.reader.brand == "hats");
    CHECK(office.get(check + "&brand=hats", "reader").problem() == "forbidden");
    CHECK(office.get(check + "&brand=nobody", "both").problem() == "forbidden");
    CHECK(office.get(check, "reader").response.status == 200);
    CHECK(office.reader.brand == "demo");
}

TEST_CASE("a body may name the brand, too, and outweighs the query")
{
    Office office;
    auto const said = office.post(
        "/v1/check?brand=demo", R"({"brand":"hats","scope":"marketing","contacts":["+34600111222"]})", "both");
    CHECK(said.response.status == 200);
    CHECK(office.reader.brand == "hats");
}

TEST_CASE("a brand that a key has but nobody configured is 404")
{
    Office office;
    office.services.keys.push_back({"old", Role::reader, sha256("old"), {"closed"}, false});
    CHECK(office.get("/v1/events", "old").problem() == "not-found");
}

TEST_CASE("a store that cannot be read answers 503, whether the question is a long one or not")
{
    Office office;
    office.reader.broken = true;
    office.deliveries.broken = true;
    for (auto const& said : {office.post("/v1/check", R"({"scope":"marketing","contacts":["+34600111222"]})"),
             office.get("/v1/check?contact=%2B34600111222&scope=marketing"), office.get("/v1/destinations"),
             office.post("/v1/deliveries/dlv_1_1/retry", "")}) {
        CHECK(said.response.status == 503);
        CHECK(said.problem() == "unavailable");
        CHECK(said.header("Retry-After") == "5");
        CHECK(said.response.body.find("the disk is gone") == std::string::npos);
    }
}

TEST_CASE("readiness that cannot be told is a problem like any other")
{
    Office office;
    office.services.readiness = []() -> std::vector<Readiness> { throw std::runtime_error{"the disk is gone"}; };
    CHECK(office.get("/readyz", "").problem() == "unavailable");
}

TEST_CASE("a broken escape in a path is 400 and names what it stands for")
{
    Office office;
    CHECK(office.get("/v1/subjects/%zz").field() == "contact");
    CHECK(office.get("/v1/subjects/%2/history").field() == "contact");
    CHECK(office.get("/v1/events/%").field() == "id");
    CHECK(office.get("/v1/subjects/%zz", "").problem() == "unauthentic");
}

TEST_CASE("operators need no key from this machine, and one from elsewhere")
{
    Office office;
    auto const* const path = GENERATE("/healthz", "/readyz", "/metrics");
    auto const* const here = GENERATE("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1");
    office.peer = here;
    CHECK(office.get(path, "").response.status == 200);
    auto const* const elsewhere
        = GENERATE("192.0.2.7", "10.0.0.1", "2001:db8::1", "::ffff:192.0.2.7", "1270.0.0.1", "");
    office.peer = elsewhere;
    CHECK(office.get(path, "").response.status == 401);
    CHECK(office.get(path, "reader").response.status == 200);
}

TEST_CASE("operations are looked at, not posted to")
{
    Office office;
    CHECK(office.post("/healthz", "", "").response.status == 405);
    CHECK(office.ask(Method::head, "/healthz", "", "").response.status == 200);
}

TEST_CASE("a parameter that a call does not know is refused, with the one that was probably meant")
{
    Office office;
    auto const said = office.get("/v1/events?limt=5");
    CHECK(said.problem() == "malformed");
    CHECK(said.field() == "limt");
    CHECK(said.text("detail").find("did you mean limit?") != std::string::npos);
    CHECK(office.get("/v1/events?colour=red").text("detail").find("mean") == std::string::npos);
    CHECK(office.post("/v1/journal/apply?brand=demo", "").problem() == "malformed");
    CHECK(office.get("/v1/events?limit=5&after=").response.status == 200);
    CHECK(office.get("/readyz?colour=red", "").response.status == 200);
}

TEST_CASE("what the server itself refuses is a problem, too")
{
    Office office;
    auto const [status, name] = GENERATE(table<unsigned, std::string>({{400, "malformed"}, {413, "too-large"},
        {417, "expectation-failed"}, {431, "headers-too-large"}, {501, "not-implemented"}, {503, "unavailable"}}));
    Said const said{office.handler.failure(status)};
    CHECK(said.response.status == status);
    CHECK(said.problem() == name);
    CHECK(said.json().at("status").as_int64() == status);
}
