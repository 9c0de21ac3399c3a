// The life of a token: got once for all who wait, renewed in time, got anew when it is not taken, and no secret lost.
#include "account_stage.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

using Kind = ConnectorAuth::Kind;

AccountStage& with(AccountStage& stage, Kind kind)
{
    stage.open(stage.token_auth(kind));
    return stage;
}

/// A token whose number counts the requests.
void answer_numbered(AccountStage& stage, std::string more = {})
{
    stage.receivers.reactions[stage.token_url] = [&stage, more = std::move(more)](Seen const&) {
        return Reaction{.body = R"({"access_token":"A)" + std::to_string(stage.asked() + 1) + '"' + more + '}'};
    };
}

/// Refresh tokens that are good for once: whoever asks with the one that counts gets the next.
void answer_rotating(AccountStage& stage, std::string& counts)
{
    stage.receivers.reactions[stage.token_url] = [&counts](Seen const& seen) {
        if (seen.body.find("&refresh_token=" + counts + '&') == std::string::npos)
            return Reaction{.status = 400, .body = R"({"error":"invalid_grant","error_description":"R0 of ana"})"};
        counts[1] = static_cast<char>(counts[1] + 1);
        return Reaction{.body = R"({"access_token":"A","expires_in":1000,"refresh_token":")" + counts + R"("})"};
    };
}

std::string token_of(AccountStage::Pass const& pass)
{
    REQUIRE(pass);
    return std::string{pass->token.text_at({"access_token"})};
}

std::string error_of(AccountStage::Pass const& pass)
{
    REQUIRE_FALSE(pass);
    CHECK(pass.error().kind == Ending::Kind::retry);
    CHECK(pass.error().by_receiver);
    return pass.error().error;
}

}  // namespace

TEST_CASE("all who wait for a token get the one that was asked for once")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    SECTION("when it comes")
    {
        answer_numbered(stage);
        for (int i = 0; i < 3; ++i)
            stage.ask();
        CHECK(stage.passes.empty());
        stage.wait(10ms);
        REQUIRE(stage.passes.size() == 3);
        for (auto const& pass : stage.passes)
            CHECK(token_of(pass) == "A1");
    }
    SECTION("or hear that there is none")
    {
        stage.answer(Reaction{.status = 401});
        for (int i = 0; i < 3; ++i)
            stage.ask();
        stage.wait(10ms);
        REQUIRE(stage.passes.size() == 3);
        for (auto const& pass : stage.passes)
            CHECK(error_of(pass) == "no token: answered 401");
    }
    CHECK(stage.asked() == 1);
}

TEST_CASE("a token is renewed when four fifths of its life are over")
{
    AccountStage stage;
    auto const [more, lifetime] = GENERATE(table<std::string, std::chrono::seconds>({
        {R"(,"expires_in":1000)", 1000s},
        {R"(,"expires_in":"1000")", 1000s},
        {R"(,"expires_in":1000.5)", 1000s},
        {"", 2h},
        {R"(,"expires_in":null)", 2h},
        {R"(,"expires_in":"soon")", 2h},
        {R"(,"expires_in":0)", 2h},
        {R"(,"expires_in":-5)", 2h},
        {R"(,"expires_in":99999999999999999999)", longest_duration},
    }));
    ConnectorAuth auth = stage.token_auth(Kind::client_credentials);
    auth.lifetime = 2h;
    stage.open(auth);
    answer_numbered(stage, more);
    Instant const begun = stage.clock.at;
    CHECK(token_of(stage.pass()) == "A1");
    stage.tasks->run_until(begun + lifetime / 5 * 4 - 1ms);
    stage.ask();
    CHECK(token_of(stage.passes.back()) == "A1");
    stage.tasks->run_until(begun + lifetime / 5 * 4);
    CHECK(token_of(stage.pass()) == "A2");
    CHECK(stage.passes.back()->generation == 2);
}

TEST_CASE("a token that could not be renewed is good until its end")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    answer_numbered(stage, R"(,"expires_in":1000)");
    Instant const begun = stage.clock.at;
    CHECK(token_of(stage.pass()) == "A1");
    stage.answer(Reaction{.status = 503});
    stage.tasks->run_until(begun + 800s);
    CHECK(token_of(stage.pass()) == "A1");
    CHECK(stage.asked() == 2);
    stage.ask();
    CHECK(token_of(stage.passes.back()) == "A1");
    CHECK(stage.asked() == 2);
    stage.tasks->run_until(begun + 1000s);
    CHECK(error_of(stage.pass()) == "no token: answered 503");
}

TEST_CASE("what is no token is told shortly, by the far system's own word, and without what else it says")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    auto const [status, body, error, detail] = GENERATE(table<unsigned, std::string, std::string, std::string>({
        {400, R"({"error":"invalid_client","error_description":"s3cr+t is not good"})", "no token: answered 400",
            "invalid_client"},
        {401, "s3cr+t is not good", "no token: answered 401", ""},
        {302, "", "no token: answered 302", ""},
        {200, R"({"error":"invalid_code"})", "no token: refused", "invalid_code"},
        {200, R"({"error":"s3cr+t is not good","access_token":"A1"})", "no token: refused", ""},
        {200, R"({"error":{"code":1}})", "no token: refused", ""},
        {200, R"({"error":null})", "no token: none in the answer", ""},
        {200, R"({"access_token":""})", "no token: none in the answer", ""},
        {200, R"({"access_token":17})", "no token: none in the answer", ""},
        {200, "[]", "no token: none in the answer", ""},
        {200, "<html>", "no token: none in the answer", ""},
        {204, "", "no token: none in the answer", ""},
    }));
    stage.answer(Reaction{.status = status, .body = body});
    auto const pass = stage.pass();
    CHECK(error_of(pass) == error);
    CHECK(pass.error().detail == detail);
    CHECK(pass.error().status == status);
}

TEST_CASE("no answer is told as what it was")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    stage.answer(Reaction{.status = 0});
    CHECK(error_of(stage.pass()) == "no token: timeout");
    CHECK(stage.passes.back().error().status == 0);
}

TEST_CASE("a token that would begin a header of its own is none")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    stage.answer(R"({"access_token":"A\r\nX-Admin: yes"})");
    CHECK(error_of(stage.pass()) == "no token: not as expected");
    CHECK(stage.passes.back().error().detail.find("Admin") == std::string::npos);
}

TEST_CASE("a header may have more of what came with the token, if it came")
{
    AccountStage stage;
    ConnectorAuth auth = stage.token_auth(Kind::client_credentials);
    auth.value = text("{{token.token_type}} {{token.access_token}}");
    stage.open(auth);
    SECTION("it did")
    {
        stage.answer(R"({"access_token":"A1","token_type":"Zoho"})");
        REQUIRE(stage.pass());
        CHECK(stage.passes[0]->headers.at(0).value == "Zoho A1");
    }
    SECTION("it did not")
    {
        stage.answer(R"({"access_token":"A1"})");
        CHECK(error_of(stage.pass()) == "no token: not as expected");
    }
}

TEST_CASE("where there was no token nothing is asked for a while, longer each time, and the same is told at once")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    stage.answer(Reaction{.status = 400, .body = R"({"error":"invalid_client"})"});
    std::size_t asked = 0;
    for (auto const wait : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        CHECK(error_of(stage.pass()) == "no token: answered 400");
        CHECK(stage.asked() == ++asked);
        stage.wait(wait - 10ms);
        stage.ask();
        CHECK(error_of(stage.passes.back()) == "no token: answered 400");
        CHECK(stage.passes.back().error().detail == "invalid_client");
        CHECK(stage.asked() == asked);
        stage.wait(1ms);
    }
    SECTION("success ends that")
    {
        stage.answer(R"({"access_token":"A1","expires_in":100})");
        CHECK(stage.pass());
        stage.answer(Reaction{.status = 400});
        stage.wait(100s);
        stage.pass();
        asked = stage.asked();
        stage.wait(1s);
        stage.pass();
        CHECK(stage.asked() == asked + 1);
    }
    SECTION("so does a clock that was set back")
    {
        stage.clock.at -= 1h;
        stage.pass();
        CHECK(stage.asked() == asked + 1);
    }
}

TEST_CASE("whoever gives tokens may ask us to wait")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    stage.answer(Reaction{.status = 429, .retry_after = "90"});
    CHECK(error_of(stage.pass()) == "no token: answered 429");
    CHECK(stage.passes.back().error().wait == 90s);
    stage.wait(60s);
    stage.ask();
    CHECK(error_of(stage.passes.back()) == "no token: answered 429");
    CHECK(stage.passes.back().error().wait == 30s);
    CHECK(stage.asked() == 1);
    stage.wait(31s);
    stage.pass();
    CHECK(stage.asked() == 2);
}

TEST_CASE("a token that was not taken is got anew, once for all who had it")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    answer_numbered(stage);
    CHECK(token_of(stage.pass()) == "A1");
    CHECK(stage.account->reject(1));
    CHECK(stage.account->reject(1));
    CHECK(token_of(stage.pass()) == "A2");
    CHECK(stage.account->reject(1));
    stage.ask();
    CHECK(token_of(stage.passes.back()) == "A2");
    CHECK(stage.asked() == 2);

    SECTION("and is not to blame if it isn't taken either")
    {
        CHECK_FALSE(stage.account->reject(2));
        stage.ask();
        CHECK(token_of(stage.passes.back()) == "A2");
        stage.wait(1min);
        CHECK(stage.account->reject(2));
        CHECK(token_of(stage.pass()) == "A3");
    }
    SECTION("one that nobody has got is none") { CHECK_FALSE(stage.account->reject(3)); }
}

TEST_CASE("a token that was not taken is not used again, even where there is no other")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    answer_numbered(stage);
    CHECK(token_of(stage.pass()) == "A1");
    CHECK(stage.account->reject(1));
    stage.answer(Reaction{.status = 503});
    CHECK(error_of(stage.pass()) == "no token: answered 503");
    stage.ask();
    CHECK(error_of(stage.passes.back()) == "no token: answered 503");
}

TEST_CASE("a refresh token that replaces the one before is on disk before anything is done with what came along")
{
    AccountStage stage;
    std::string counts = "R0";
    answer_rotating(stage, counts);
    with(stage, Kind::refresh_token);
    stage.keeper.by_hand = true;
    stage.ask();
    stage.wait(10ms);
    CHECK(stage.receivers.seen.at(0).body
        == "grant_type=refresh_token&refresh_token=R0&client_id=our%20app&client_secret=s3cr%2Bt");
    REQUIRE(stage.keeper.writes.size() == 1);
    CHECK(stage.keeper.writes[0].token == "R1");
    CHECK(stage.passes.empty());
    stage.keeper.settle();
    CHECK(stage.passes.empty());  // It is told on a thread of the keeper's, and done on the engine's.
    stage.wait(1ms);
    REQUIRE(stage.passes.size() == 1);
    CHECK(token_of(stage.passes[0]) == "A");

    SECTION("and counts from then on")
    {
        stage.wait(1000s);
        stage.keeper.by_hand = false;
        CHECK(stage.pass());
        CHECK(counts == "R2");
    }
    SECTION("also for who begins anew")
    {
        stage.start();
        stage.keeper.by_hand = false;
        stage.open();
        CHECK(stage.pass());
        CHECK(counts == "R2");
    }
    SECTION("until the configuration has another one, which begins anew")
    {
        stage.secrets["refresh"] = "N0";
        counts = "N0";
        stage.keeper.by_hand = false;
        stage.open();
        CHECK(stage.pass());
        CHECK(counts == "N1");
        CHECK(stage.keeper.kept.size() == 2);
    }
    CHECK(stage.keeper.kept.begin()->first.find("R0") == std::string::npos);
}

TEST_CASE("a refresh token that stays the same is not written down again")
{
    AccountStage stage;
    with(stage, Kind::refresh_token);
    stage.answer(GENERATE(R"({"access_token":"A","refresh_token":"R0"})", R"({"access_token":"A"})"));
    CHECK(token_of(stage.pass()) == "A");
    CHECK(stage.keeper.kept.empty());
}

TEST_CASE("two that would use up the same refresh token share what is got for it")
{
    AccountStage stage;
    auto const auth = AccountStage::token_auth(ConnectorAuth::Kind::refresh_token);
    stage.open(auth);
    auto const first = stage.account;
    SECTION("because they differ in other settings only") { stage.settings["field"] = "another"; }
    SECTION("because the template is read anew")
    {
        stage.connector = std::make_shared<ConnectorTemplate>(*stage.connector);
    }
    stage.open();
    REQUIRE(stage.account != first);
    stage.answer(R"({"access_token":"A1","refresh_token":"R1","expires_in":3600})");
    first->pass([&](AccountStage::Pass pass) { stage.passes.push_back(std::move(pass)); });
    stage.ask();
    stage.wait(1s);
    CHECK(stage.asked() == 1);
    REQUIRE(stage.passes.size() == 2);
    CHECK(stage.passes[0].has_value());
    CHECK(stage.passes[1].has_value());
}

TEST_CASE("another secret is another token")
{
    AccountStage stage;
    stage.open(AccountStage::token_auth(ConnectorAuth::Kind::refresh_token));
    auto const first = stage.account;
    stage.secrets["refresh"] = "R9";
    stage.open();
    stage.answer(R"({"access_token":"A1","expires_in":3600})");
    first->pass([&](AccountStage::Pass pass) { stage.passes.push_back(std::move(pass)); });
    stage.ask();
    stage.wait(1s);
    CHECK(stage.asked() == 2);
}

TEST_CASE("a refresh token that cannot be kept is held until it can be, and nothing else is asked")
{
    AccountStage stage;
    std::string counts = "R0";
    answer_rotating(stage, counts);
    with(stage, Kind::refresh_token);
    stage.keeper.by_hand = true;
    stage.ask();
    stage.wait(10ms);
    stage.keeper.trouble = "the disk is full";
    stage.keeper.settle();
    stage.wait(1ms);
    CHECK(error_of(stage.passes.back()) == "no token: its successor cannot be kept");
    CHECK(stage.passes.back().error().detail == "the disk is full");
    stage.keeper.trouble.clear();
    stage.keeper.by_hand = false;

    SECTION("its token is used then")
    {
        stage.wait(1s);
        CHECK(token_of(stage.pass()) == "A");
        CHECK(stage.asked() == 1);
    }
    SECTION("or, if it has ended meanwhile, another one that it is good for")
    {
        stage.wait(1000s);
        CHECK(token_of(stage.pass()) == "A");
        CHECK(stage.asked() == 2);
        CHECK(counts == "R2");
    }
    CHECK(stage.keeper.kept.begin()->second == counts);
}

TEST_CASE("where it is not known which refresh token counts, none is used up")
{
    AccountStage stage;
    with(stage, Kind::refresh_token);
    stage.keeper.trouble = "the disk failed";
    CHECK(error_of(stage.pass()) == "no token: cannot be asked for");
    CHECK(stage.passes.back().error().detail == "the disk failed");
    CHECK(stage.asked() == 0);
}

TEST_CASE("a token under way is kept though nobody has the account any more")
{
    AccountStage stage;
    std::string counts = "R0";
    answer_rotating(stage, counts);
    with(stage, Kind::refresh_token);
    stage.ask();
    stage.account.reset();
    stage.wait(10ms);
    REQUIRE(stage.passes.size() == 1);
    CHECK(token_of(stage.passes[0]) == "A");
    CHECK(stage.keeper.kept.begin()->second == "R1");
}

TEST_CASE("whoever waits when the accounts end is not called, and what comes still is kept")
{
    AccountStage stage;
    std::string counts = "R0";
    answer_rotating(stage, counts);
    with(stage, Kind::refresh_token);
    stage.ask();
    stage.accounts.reset();
    stage.account.reset();
    stage.wait(10ms);
    CHECK(stage.passes.empty());
    CHECK(stage.keeper.kept.begin()->second == "R1");
}

TEST_CASE("whoever is told may ask again at once")
{
    AccountStage stage;
    with(stage, Kind::client_credentials);
    answer_numbered(stage);
    int told = 0;
    stage.account->pass([&](AccountStage::Pass const& pass) {
        CHECK(stage.account->reject(pass->generation));
        stage.account->pass([&](AccountStage::Pass const& next) {
            CHECK(next->generation == 2);
            ++told;
            stage.account.reset();
        });
    });
    stage.wait(10ms);
    CHECK(told == 1);
    CHECK(stage.asked() == 2);
}
