#include "app/graph_api.hpp"

#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;

namespace {

/// A Graph API that answers each call with the next of `answers` and keeps what it was asked.
struct FakeGraph {
    std::vector<http::Answer> answers;
    std::vector<http::Outgoing> asked{};

    Ask ask()
    {
        return [this](http::Outgoing request) -> std::expected<http::Answer, http::TransportError> {
            asked.push_back(std::move(request));
            return answers.at(std::min(asked.size(), answers.size()) - 1);
        };
    }
};

http::Answer answer(unsigned status, std::string body) { return {status, {}, std::move(body)}; }

GraphConfig const config{"a token", "", {}, std::string{graph_url}};
std::vector<std::string> const secrets{"old", "new"};

}  // namespace

TEST_CASE("the token travels in a header, over TLS, to Meta's public address only")
{
    FakeGraph graph{{answer(200, "{}")}};
    REQUIRE(GraphApi(config, secrets, graph.ask()).get("/1/subscribed_apps"));
    REQUIRE(graph.asked.size() == 1);
    CHECK(graph.asked[0].url == "https://graph.facebook.com/v26.0/1/subscribed_apps");
    CHECK(graph.asked[0].headers[0].value == "Bearer a token");
    CHECK_FALSE(graph.asked[0].allow_private_network);
}

TEST_CASE("a refusal is told in Meta's words and with its code")
{
    FakeGraph graph{{answer(400, R"({"error":{"message":"Unsupported get request","code":100}})")}};
    auto const refused = GraphApi(config, secrets, graph.ask()).get("/1");
    REQUIRE_FALSE(refused);
    CHECK(refused.error() == "the Graph API answered \"Unsupported get request\" (code 100)");
}

TEST_CASE("what is no JSON, or has no reason, is a refusal too")
{
    FakeGraph graph{{answer(502, "<html>"), answer(500, "{}")}};
    GraphApi api{config, secrets, graph.ask()};
    CHECK(api.get("/1").error() == "the Graph API answered 502 and no JSON");
    CHECK(api.get("/1").error() == "the Graph API answered 500 without a reason");
}

TEST_CASE("an app that wants a proof of its secret gets one from each in turn, and from then on with each call")
{
    auto const demand = answer(400, R"({"error":{"message":"calls require an appsecret_proof argument","code":100}})");
    FakeGraph graph{{demand, demand, answer(200, "{}"), answer(200, "{}")}};
    GraphApi api{config, secrets, graph.ask()};
    REQUIRE(api.get("/1?fields=id"));
    REQUIRE(graph.asked.size() == 3);
    CHECK(graph.asked[2].url.starts_with("https://graph.facebook.com/v26.0/1?fields=id&appsecret_proof="));
    CHECK(graph.asked[1].url != graph.asked[2].url);
    REQUIRE(api.get("/2"));
    CHECK(graph.asked[3].url.contains("appsecret_proof="));
}

TEST_CASE("a list that never ends is cut")
{
    FakeGraph graph{{answer(200, R"({"data":[{"id":"1"}],"paging":{"cursors":{"after":"x y"},"next":"…"}})")}};
    auto const all = GraphApi(config, secrets, graph.ask()).list("/1/phone_numbers");
    REQUIRE(all);
    CHECK(all->size() == 10);
    CHECK(graph.asked[1].url.ends_with("/1/phone_numbers?limit=100&after=x%20y"));
}

TEST_CASE("the configuration names Meta's Graph API where the file names none")
{
    auto const report = test::read(test::small_brand + "[brand.graph]\ntoken = \"env:TOKEN\"\n");
    REQUIRE(report.config.brands.size() == 1);
    REQUIRE(report.config.brands[0].graph);
    CHECK(report.config.brands[0].graph->url == graph_url);
}
