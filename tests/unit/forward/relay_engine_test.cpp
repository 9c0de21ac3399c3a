// Webhooks passed on as Meta sent them: what goes when, and in which order.
#include "unit/forward/relay_stage.hpp"

#include "consentry/base/encoding.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::test;
using namespace std::chrono_literals;
using Bodies = std::vector<std::string>;

TEST_CASE("a body goes out as it came, with Meta's own signature")
{
    RelayStage stage;
    std::string const body{"{\"a\":1}\0\xff", 9};
    stage.come(body);
    stage.pass(1s);
    CHECK(stage.sent() == Bodies{body});
    http::Outgoing const& sent = *stage.receivers.last;
    CHECK(sent.method == http::Method::post);
    auto const header = [&](std::string_view name) {
        auto const found
            = std::ranges::find_if(sent.headers, [&](auto const& one) { return http::equal_names(one.name, name); });
        return found == sent.headers.end() ? "" : found->value;
    };
    CHECK(header("x-hub-signature-256") == "sha256=" + to_hex(Hmac{"app"}({body})));
    CHECK(header("content-type") == "application/json");
    CHECK(stage.status().relayed == 1);
    CHECK(stage.status().behind == 0);
    CHECK(stage.status().bytes == 0);
    CHECK_FALSE(stage.status().oldest);
}

TEST_CASE("bodies of a number go one behind the other, those of others beside them")
{
    RelayStage stage;
    stage.receivers.reactions[RelayStage::url_of("bot")] = [](Seen const&) { return Reaction{200, 10s}; };
    for (auto const* const body : {"a1", "a2", "a3"})
        stage.come(body, {"1"});
    stage.come("b1", {"2"});
    stage.pass(1s);
    CHECK(stage.sent() == Bodies{"a1", "b1"});
    stage.pass(10s);
    CHECK(stage.sent() == Bodies{"a1", "b1", "a2"});
    stage.pass(1min);
    CHECK(stage.sent() == Bodies{"a1", "b1", "a2", "a3"});
}

TEST_CASE("a body of several numbers is behind the earlier ones of each, and ahead of the later ones")
{
    RelayStage stage;
    stage.answer("a1", 500);
    stage.come("a1", {"1"});
    stage.come("both", {"2", "1"});
    stage.come("b2", {"2"});
    stage.come("c1", {"3"});
    stage.come("none", {});
    stage.pass(500ms);
    CHECK(stage.sent() == Bodies{"a1", "c1", "none"});
    stage.answer("a1", 200);
    stage.pass(5s);
    CHECK(stage.sent() == Bodies{"a1", "c1", "none", "a1", "both", "b2"});
}

TEST_CASE("while a receiver fails its numbers wait, longer each time, and nothing overtakes")
{
    unsigned const status = GENERATE(0u, 408u, 425u, 429u, 500u, 503u);
    RelayStage stage;
    stage.answer_all(status);
    stage.come("first");
    stage.come("second");
    stage.pass(5min);
    CHECK(stage.times("second").empty());
    auto const times = stage.times("first");
    REQUIRE(times.size() >= 8);
    std::vector<double> const waits{1, 2, 5, 10, 30, 60, 60};
    for (std::size_t i = 0; i < waits.size(); ++i) {
        CHECK(times[i + 1] - times[i] >= waits[i]);
        CHECK(times[i + 1] - times[i] <= waits[i] * 1.1 + 0.01);
    }
    CHECK(stage.status().failing);
    CHECK(stage.status().behind == 2);
    stage.answer_all(200);
    stage.pass(67s);
    CHECK(stage.status().relayed == 2);
    CHECK_FALSE(stage.status().failing);
}

TEST_CASE("when a receiver is back, no number waits for its own turn")
{
    RelayStage stage;
    stage.answer_all(503);
    stage.come("a", {"1"});
    stage.pass(10min);
    stage.come("b", {"2"});
    stage.pass(20s);
    stage.answer_all(200);
    stage.pass(61s);
    CHECK(stage.status().relayed == 2);
    auto const a = stage.times("a").back();
    auto const b = stage.times("b").back();
    CHECK(std::abs(a - b) < 0.1);
}

TEST_CASE("what a receiver asks for by Retry-After is never undercut")
{
    RelayStage stage;
    stage.answer_all(429, "bot", "90");
    stage.come("one");
    stage.pass(3min);
    auto const times = stage.times("one");
    REQUIRE(times.size() == 2);
    CHECK(times[1] - times[0] >= 90);
}

TEST_CASE("a body that is refused blocks its number for three tries, and is tried beside it from then on")
{
    unsigned const status = GENERATE(301u, 302u, 400u, 401u, 403u, 404u, 413u, 422u);
    RelayStage stage;
    stage.answer("bad", status);
    stage.come("bad");
    stage.come("good");
    stage.pass(10s);
    CHECK(stage.sent() == Bodies{"bad", "bad", "bad", "good"});
    CHECK(stage.status().aside == 1);
    stage.pass(7 * 24h);
    auto const times = stage.times("bad");
    REQUIRE(times.size() > 20);
    std::vector<double> const waits{1, 2, 60, 300, 1800, 7200, 21600, 21600};
    for (std::size_t i = 0; i < waits.size(); ++i)
        CHECK(times[i + 1] - times[i] >= waits[i]);
    stage.answer("bad", 200);
    stage.pass(7h);
    CHECK(stage.status().aside == 0);
    CHECK(stage.status().behind == 0);
}

TEST_CASE("of too many refused bodies the oldest is given up, and told of")
{
    RelayStage stage;
    stage.crash();
    stage.options.aside_max = 2;
    stage.start();
    for (auto const* const body : {"1", "2", "3"}) {
        stage.answer(body, 400);
        stage.come(body);
    }
    stage.pass(30s);
    CHECK(stage.status().aside == 2);
    CHECK(stage.status().dropped == 1);
    CHECK(stage.stands(AlarmCode::relay_dropped));
    stage.answer("1", 200);
    stage.pass(2min);
    CHECK(stage.times("1").size() == 3);
}

TEST_CASE("a receiver that is gone is asked once an hour, and has everything when it is back")
{
    RelayStage stage;
    stage.answer_all(410);
    stage.come("a", {"1"});
    stage.come("b", {"2"});
    stage.pass(30min);
    CHECK(stage.sent().size() <= 2);
    CHECK(stage.status().gone);
    stage.come("c", {"3"});
    stage.pass(3h);
    CHECK(stage.sent().size() <= 5);
    CHECK(stage.times("c").empty());
    stage.answer_all(200);
    stage.pass(61min);
    CHECK(stage.status().relayed == 3);
    CHECK_FALSE(stage.status().gone);
}

TEST_CASE("a relay that is paused sends nothing, tells how far it is behind, and loses nothing")
{
    RelayStage stage;
    REQUIRE(stage.halt(true));
    stage.come("a");
    stage.pass(1h);
    stage.come("b");
    CHECK(stage.sent().empty());
    CHECK(stage.status().paused);
    CHECK(stage.status().behind == 2);
    CHECK(stage.status().bytes > 0);
    REQUIRE(stage.status().oldest);
    CHECK(stage.clock.at - *stage.status().oldest >= 1h);
    stage.crash();
    stage.start();
    stage.pass(1h);
    CHECK(stage.sent().empty());
    REQUIRE(stage.halt(false));
    stage.pass(1s);
    CHECK(stage.sent() == Bodies{"a", "b"});
}

TEST_CASE("who resumes a relay has what was refused tried at once")
{
    RelayStage stage;
    stage.answer("bad", 403);
    stage.come("bad");
    stage.pass(10h);
    stage.answer("bad", 200);
    REQUIRE(stage.halt(false));
    stage.pass(1s);
    CHECK(stage.status().behind == 0);
}

TEST_CASE("only the configuration resumes what the configuration pauses")
{
    RelayStage stage;
    auto paused = RelayStage::relay("bot");
    paused.paused = true;
    stage.configure({paused});
    CHECK(stage.halt(false).error().fault == Fault::conflict);
    Result<void> outcome;
    stage.engine->halt("demo", "nobody", true, [&](Result<void> result) { outcome = std::move(result); });
    CHECK(outcome.error().fault == Fault::not_found);
}

TEST_CASE("after a crash what was not recorded is sent again, in order, and nothing is lost")
{
    RelayStage stage;
    stage.answer("a1", 500);
    stage.answer("x1", 400);
    for (auto const* const body : {"a1", "a2"})
        stage.come(body, {"1"});
    stage.come("x1", {"2"});
    stage.come("x2", {"2"});
    stage.pass(20s);
    stage.relay_log.loses_places = true;
    for (auto const* const body : {"b1", "b2", "b3"})
        stage.come(body, {"3"});
    stage.pass(100ms);
    stage.crash();
    stage.receivers.seen.clear();
    stage.relay_log.loses_places = false;
    stage.answer("a1", 200);
    stage.answer("x1", 200);
    stage.start();
    stage.pass(2min);
    auto const sent = stage.sent();
    auto const place = [&](std::string const& body) { return std::ranges::find(sent, body) - sent.begin(); };
    CHECK(std::ranges::is_permutation(sent, Bodies{"a1", "a2", "x1", "b1", "b2", "b3"}));
    CHECK(place("a1") < place("a2"));
    CHECK(place("b1") < place("b2"));
    CHECK(place("b2") < place("b3"));
}

TEST_CASE("each relay gets what names it, and one that fails holds up no other")
{
    RelayStage stage;
    stage.configure({RelayStage::relay("bot"), RelayStage::relay("inbox")});
    stage.answer_all(500, "bot");
    stage.come("both", {"1"}, {"demo/bot", "demo/inbox"});
    stage.come("bot's", {"1"}, {"demo/bot"});
    stage.come("inbox's", {"1"}, {"demo/inbox"});
    stage.pass(1s);
    CHECK(stage.sent("inbox") == Bodies{"both", "inbox's"});
    CHECK(stage.status("inbox").behind == 0);
    CHECK(stage.status("bot").behind == 2);
}

TEST_CASE("a new relay begins at the end; one that is removed is forgotten")
{
    RelayStage stage;
    stage.come("before", {"1"}, {"demo/bot", "demo/late"});
    stage.configure({RelayStage::relay("late")});
    CHECK_FALSE(stage.relay_log.places.contains("demo/bot"));
    stage.come("behind", {"1"}, {"demo/late"});
    stage.pass(1s);
    CHECK(stage.sent("late") == Bodies{"behind"});
}

TEST_CASE("a relay that moves has what it was refused elsewhere at once")
{
    RelayStage stage;
    stage.answer_all(404);
    stage.come("one");
    stage.pass(1h);
    auto moved = RelayStage::relay("bot");
    moved.url = RelayStage::url_of("other");
    stage.configure({moved});
    stage.pass(1s);
    CHECK(stage.sent("other") == Bodies{"one"});
}

TEST_CASE("what has left the log is waited for no longer, and counted")
{
    RelayStage stage;
    stage.answer_all(500);
    for (auto const* const body : {"1", "2", "3", "4"})
        stage.come(body);
    stage.pass(10s);
    stage.relay_log.drop_first(3);
    stage.answer_all(200);
    stage.pass(2min);
    CHECK(stage.status().dropped == 3);
    CHECK(stage.status().relayed == 1);
    CHECK(stage.sent().back() == "4");
    CHECK(stage.stands(AlarmCode::relay_dropped));
}

TEST_CASE("what a paused relay loses by age is told while it is paused")
{
    RelayStage stage;
    REQUIRE(stage.halt(true));
    for (auto const* const body : {"1", "2", "3"})
        stage.come(body);
    stage.relay_log.drop_first(2);
    stage.pass(20s);
    CHECK(stage.status().dropped == 2);
    CHECK(stage.status().behind == 1);
    CHECK(stage.stands(AlarmCode::relay_dropped));
}

TEST_CASE("a body that cannot be read costs itself only")
{
    RelayStage stage;
    stage.answer("1", 500);
    for (auto const* const body : {"1", "2", "3"})
        stage.come(body);
    stage.pass(500ms);
    stage.relay_log.bodies[1].reset();
    stage.answer("1", 200);
    stage.pass(10s);
    CHECK(stage.sent() == Bodies{"1", "1", "3"});
    CHECK(stage.status().dropped == 1);
}

TEST_CASE("a number that waits does not stop the others until very much of it waits")
{
    RelayStage stage;
    stage.crash();
    stage.options.waiting_max = 100;
    stage.start();
    stage.answer("stuck", 500);
    stage.come("stuck", {"1"});
    for (int i = 0; i < 98; ++i)
        stage.come("behind", {"1"});
    stage.come("other", {"2"});
    stage.pass(100ms);
    CHECK(stage.times("other").size() == 1);
    for (int i = 0; i < 10; ++i)
        stage.come("behind", {"1"});
    stage.come("late", {"2"});
    stage.pass(100ms);
    CHECK(stage.times("late").empty());
    CHECK(stage.status().behind == 110);
    stage.answer("stuck", 200);
    stage.pass(10s);
    CHECK(stage.times("late").size() == 1);
    CHECK(stage.status().behind == 0);
}

TEST_CASE("no more is in flight than a relay allows")
{
    RelayStage stage;
    auto narrow = RelayStage::relay("bot");
    narrow.concurrency = 3;
    stage.configure({narrow});
    stage.receivers.reactions[RelayStage::url_of("bot")] = [](Seen const&) { return Reaction{200, 1s}; };
    for (int i = 0; i < 20; ++i)
        stage.come("body", {std::to_string(i)});
    stage.pass(1min);
    CHECK(stage.status().relayed == 20);
    CHECK(stage.receivers.in_flight_max == 3);
}

TEST_CASE("a stop waits for what is in flight and records it")
{
    RelayStage stage;
    stage.receivers.reactions[RelayStage::url_of("bot")] = [](Seen const&) { return Reaction{200, 2s}; };
    stage.come("first");
    stage.come("second");
    stage.pass(100ms);
    std::optional<bool> all;
    stage.engine->stop(5s, [&](bool settled) { all = settled; });
    stage.pass(3s);
    CHECK(all == true);
    auto const& place = stage.relay_log.places.at("demo/bot");
    CHECK(place.waiting.size() == 1);
    stage.crash();
    stage.start();
    stage.pass(3s);
    CHECK(stage.sent() == Bodies{"first", "second"});
}

TEST_CASE("a place that cannot be kept is kept later")
{
    RelayStage stage;
    stage.relay_log.full = false;
    stage.come("one");
    stage.relay_log.full = true;
    stage.pass(5s);
    CHECK(stage.relay_log.places.at("demo/bot").scanned == 0);
    stage.relay_log.full = false;
    stage.pass(2s);
    CHECK(stage.relay_log.places.at("demo/bot").scanned > 0);
}

TEST_CASE("whatever fails and whenever the power goes, every body arrives, each number's in order")
{
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        RelayStage stage{seed};
        std::mt19937_64 dice{seed};
        auto const one_in = [&dice](unsigned of) { return dice() % of == 0; };
        std::map<std::string, Bodies> came;
        std::map<std::string, Bodies> taken;
        std::map<std::string, std::vector<std::string>> numbers_of;
        stage.receivers.reactions[RelayStage::url_of("bot")] = [&](Seen const&) {
            return Reaction{one_in(4) ? 503u : one_in(40) ? 0u : 200u, std::chrono::milliseconds{dice() % 400}};
        };
        stage.receivers.on_answer = [&](Seen const& seen, unsigned status) {
            if (status != 200)
                return;
            for (auto const& number : numbers_of.at(seen.body))
                taken[number].push_back(seen.body);
        };
        for (int i = 0; i < 200; ++i) {
            std::vector<std::string> numbers{std::to_string(dice() % 4)};
            if (one_in(5))
                numbers.push_back(std::to_string(4 + dice() % 2));
            std::string const body = std::to_string(1000 + i);
            numbers_of[body] = numbers;
            for (auto const& number : numbers)
                came[number].push_back(body);
            stage.come(body, numbers);
            stage.pass(std::chrono::milliseconds{dice() % 300});
            stage.relay_log.loses_places = one_in(3);
            if (one_in(25)) {
                stage.crash();
                stage.start();
            }
        }
        stage.relay_log.loses_places = false;
        stage.pass(1h);
        INFO("seed " << seed);
        CHECK(stage.status().behind == 0);
        for (auto const& [number, bodies] : came) {
            // What was sent again after a crash begins further back, but never skips: without repetitions it is in
            // order.
            Bodies firsts;
            for (auto const& body : taken[number]) {
                if (std::ranges::find(firsts, body) == firsts.end())
                    firsts.push_back(body);
            }
            CHECK(firsts == bodies);
        }
    }
}
