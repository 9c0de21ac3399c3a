#include "consentry/api/problem.hpp"

#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using api::Said;

TEST_CASE("every fault has a status and a stable type")
{
    struct Expected {
        Fault fault;
        unsigned status;
        char const* name;
    };
    for (auto const& [fault, status, name] : {Expected{Fault::malformed, 400, "malformed"},
             Expected{Fault::unauthentic, 401, "unauthentic"}, Expected{Fault::forbidden, 403, "forbidden"},
             Expected{Fault::not_found, 404, "not-found"}, Expected{Fault::conflict, 409, "conflict"},
             Expected{Fault::too_large, 413, "too-large"}, Expected{Fault::unprocessable, 422, "unprocessable"},
             Expected{Fault::busy, 503, "busy"}, Expected{Fault::unavailable, 503, "unavailable"}}) {
        INFO(name);
        Said const said{api::problem({fault, "what to do"})};
        CHECK(said.response.status == status);
        CHECK(said.problem() == name);
        CHECK(said.json().at("status").as_int64() == status);
        CHECK_FALSE(said.text("title").empty());
        CHECK(said.text("detail") == "what to do");
    }
}

TEST_CASE("a detail that begins with a member of the request names it as the field")
{
    CHECK(Said{api::problem({Fault::malformed, "occurred_at: lies in the future"})}.field() == "occurred_at");
    CHECK(Said{api::problem({Fault::malformed, "contacts[17]: is no contact"})}.field() == "contacts[17]");
    auto const other = GENERATE("the body is no JSON: syntax error", ": nothing", "", "Contact: with a capital",
        "https://example.com: no blank before the colon's blank");
    CHECK(Said{api::problem({Fault::malformed, other})}.field().empty());
}

TEST_CASE("what passes says when to ask again, and a missing key which scheme to use")
{
    CHECK_FALSE(Said{api::problem({Fault::busy, ""})}.header("Retry-After").empty());
    CHECK_FALSE(Said{api::problem({Fault::unavailable, ""})}.header("Retry-After").empty());
    CHECK(Said{api::problem({Fault::malformed, ""})}.header("Retry-After").empty());
    CHECK(Said{api::problem({Fault::unauthentic, ""})}.header("WWW-Authenticate") == "Bearer");
}

TEST_CASE("problems of HTTP itself say where to look")
{
    Said const nowhere{api::no_such_path()};
    CHECK(nowhere.response.status == 404);
    CHECK(nowhere.problem() == "no-such-path");
    Said const wrong{api::wrong_method("GET, POST")};
    CHECK(wrong.response.status == 405);
    CHECK(wrong.header("Allow") == "GET, POST");
}

TEST_CASE("a detail is data: quotes and line breaks in it stay within their string")
{
    CHECK(Said{api::problem({Fault::malformed, "a \"quote\"\nand ünicode"})}.text("detail")
        == "a \"quote\"\nand ünicode");
}
