// Replies on their way: each once, soon, and while it is still so.
#include "consentry/forward/reply.hpp"
#include "stage.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

using consent::EventType;
using consent::State;

std::string const calls = "https://graph.example.com/v26.0/106540352242922/messages";
std::string const accepted = R"({"messages":[{"id":"wamid.X"}]})";

auto answers(unsigned status, std::string body = accepted, std::chrono::milliseconds after = 1ms)
{
    return [=](Seen const&) { return Reaction{status, after, {}, body}; };
}

std::string error(int code) { return R"({"error":{"message":"no","code":)" + std::to_string(code) + "}}"; }

Destination confirmation()
{
    using namespace std::chrono_literals;
    auto target = std::make_shared<ReplyTarget>();
    target->token = "EAAGtoken";
    target->numbers = {"106540352242922"};
    target->called = "Acme";
    target->confirms = {EventType::opted_out};
    target->help = true;
    target->pack_texts = {{"en", ReplyKind::opted_out, {}, "nothing more"},
        {"en", ReplyKind::opted_out_scope, {}, "no more {scope}"}, {"en", ReplyKind::help, {}, "we are {brand}"}};
    auto policy = std::make_shared<consent::Policy>();
    policy->brand = "demo";
    policy->scopes.resize(2);
    policy->scopes[0].name = "marketing";
    policy->scopes[1].name = "orders";
    Destination made;
    made.brand = "demo";
    made.name = "confirmation";
    made.url = "https://graph.example.com/v26.0";
    made.policy = std::move(policy);
    made.filter = Filter::parse(std::vector<std::string>{"consent.opted_out", "keyword.help"}).value();
    made.schedule = Schedule{{0s, 2s, 5s, 10s, 30s, 60s, 60s, 60s, 60s}, reply_within};
    made.reply = std::move(target);
    return made;
}

/// Somebody who said STOP to Meta's number, and a stage that answers them.
struct Conversation : Stage {
    Conversation()
    {
        configure({confirmation()});
        receivers.reactions[calls] = answers(200);
        states.people[1] = person(State::opted_out, State::opted_out);
    }

    PersonNow person(State marketing, State orders) const
    {
        EventTime const at = event_time(clock.at);
        return {{{"marketing", marketing, marketing == State::opted_in, at},
                    {"orders", orders, orders == State::opted_in, at}},
            {"34600111222"}, {}};
    }

    consent::Event stop(std::string scope = "*") const
    {
        consent::Event event;
        event.type = EventType::opted_out;
        event.effective = true;
        event.scope = std::move(scope);
        event.state = State::opted_out;
        event.states = {{"marketing", State::opted_out, false, {}, {}}, {"orders", State::opted_out, false, {}, {}}};
        event.number = "106540352242922";
        event.wa_id = "34600111222";
        event.message_id = "wamid.HBgL";
        event.timestamp = event_time(clock.at);
        event.recorded_at = clock.at;
        event.match.emplace();
        event.match->language = "en";
        return event;
    }

    Seq hear(consent::Event event, SubjectNumber subject = 1)
    {
        auto const seq = store.append("demo", subject, std::move(event));
        engine->wake();
        return seq;
    }

    Delivery row(Seq seq) { return store.delivery({2, seq}).value(); }
    std::size_t sent() const { return receivers.seen.size(); }
};

}  // namespace

TEST_CASE("a STOP is confirmed at once, and the receipt says so")
{
    Conversation talk;
    auto const seq = talk.hear(talk.stop());
    talk.pass(1s);
    REQUIRE(talk.sent() == 1);
    CHECK(talk.receivers.seen.front().url == calls);
    CHECK(talk.receivers.seen.front().body.find("nothing more") != std::string::npos);
    CHECK(talk.row(seq).state == DeliveryState::delivered);
    auto const times = talk.status("confirmation").times;
    CHECK(times.buckets[0] == 1);
}

TEST_CASE("a reply is written down as sent before it is, so that a crash costs it and never doubles it")
{
    Conversation talk;
    talk.receivers.reactions[calls] = answers(200, accepted, 10s);
    auto const seq = talk.hear(talk.stop());
    auto const hangs_for = GENERATE(10ms, 5'000ms);
    talk.pass(hangs_for);
    REQUIRE(talk.sent() == 1);
    CHECK(talk.row(seq).state == DeliveryState::unknown);
    talk.crash();
    talk.start();
    talk.pass(10min);
    CHECK(talk.sent() == 1);
    CHECK(talk.row(seq).state == DeliveryState::unknown);
}

TEST_CASE("a crash while a second attempt hangs costs the reply, too")
{
    Conversation talk;
    int attempts = 0;
    talk.receivers.reactions[calls] = [&](Seen const&) {
        return ++attempts == 1 ? Reaction{400, 1ms, {}, error(130429)} : Reaction{200, 10s, {}, accepted};
    };
    auto const seq = talk.hear(talk.stop());
    talk.pass(8s);
    REQUIRE(attempts == 2);
    CHECK(talk.row(seq).state == DeliveryState::unknown);
    talk.crash();
    talk.start();
    talk.pass(10min);
    CHECK(attempts == 2);
}

TEST_CASE("a crash before it was written down is none: nothing was sent")
{
    Conversation talk;
    talk.store.keeps_at_once = false;
    talk.hear(talk.stop());
    talk.pass(1s);
    REQUIRE(talk.sent() == 0);
    talk.crash();
    talk.store.keeps_at_once = true;
    talk.start();
    talk.pass(1s);
    CHECK(talk.sent() == 1);
}

TEST_CASE("a store that cannot write the claim delays the reply")
{
    Conversation talk;
    talk.store.keeps_at_once = false;
    auto const seq = talk.hear(talk.stop());
    talk.pass(10ms);
    REQUIRE(talk.store.waiting() == 1);
    talk.store.broken = true;
    talk.store.keep();
    talk.pass(500ms);
    CHECK(talk.sent() == 0);
    talk.store.broken = false;
    talk.store.keeps_at_once = true;
    talk.pass(3s);
    CHECK(talk.sent() == 1);
    CHECK(talk.row(seq).state == DeliveryState::delivered);
}

TEST_CASE("receipts of others are not written over what was claimed")
{
    Conversation talk;
    talk.receivers.reactions[calls] = answers(200, accepted, 10s);
    talk.store.keeps_at_once = false;
    auto const seq = talk.hear(talk.stop());
    talk.pass(2s);
    auto late = talk.stop();
    late.timestamp -= std::chrono::hours{24};
    talk.hear(late, 2);
    talk.pass(1s);
    REQUIRE(talk.store.waiting() == 2);
    talk.store.keep();
    talk.pass(1s);
    REQUIRE(talk.sent() == 1);
    CHECK(talk.row(seq).state == DeliveryState::unknown);
    talk.store.lose_power(talk.store.waiting());
    talk.crash();
    talk.store.keeps_at_once = true;
    talk.start();
    talk.pass(1min);
    CHECK(talk.sent() == 1);
}

TEST_CASE("a store that takes its time with the claim may take so much that it is too late")
{
    Conversation talk;
    talk.store.keeps_at_once = false;
    auto const seq = talk.hear(talk.stop());
    talk.pass(6min);
    talk.store.keeps_at_once = true;
    talk.store.keep();
    talk.pass(1s);
    CHECK(talk.sent() == 0);
    CHECK(talk.row(seq).state == DeliveryState::skipped);
}

TEST_CASE("nobody can have a reply sent again of which nobody knows whether it was received")
{
    Conversation talk;
    talk.receivers.reactions[calls] = answers(0);
    auto const seq = talk.hear(talk.stop());
    talk.pass(10min);
    CHECK(talk.sent() == 1);
    CHECK(talk.row(seq).state == DeliveryState::unknown);
    std::optional<Fault> refusal;
    talk.engine->retry({2, seq}, [&](Result<void> const& result) { refusal = result.error().fault; });
    CHECK(refusal == Fault::conflict);
}

TEST_CASE("what Meta refuses for now is tried again, within five minutes")
{
    Conversation talk;
    talk.receivers.reactions[calls] = answers(400, error(130429));
    auto const seq = talk.hear(talk.stop());
    auto const begin = talk.clock.at;
    talk.pass(1h);
    CHECK(talk.sent() >= 6);
    CHECK(talk.receivers.seen.back().at - begin < reply_within);
    CHECK((talk.row(seq).state == DeliveryState::dead || talk.row(seq).state == DeliveryState::skipped));
}

TEST_CASE("a call is over by the deadline")
{
    Conversation talk;
    auto event = talk.stop();
    event.recorded_at = talk.clock.at - reply_within + 4s;
    talk.hear(event);
    talk.pass(1s);
    REQUIRE(talk.sent() == 1);
    CHECK(talk.receivers.last->connect_timeout + talk.receivers.last->answer_timeout <= 4s);
}

TEST_CASE("what comes too late is not sent")
{
    Conversation talk;
    auto event = talk.stop();
    SECTION("five minutes after it was written down") { event.recorded_at -= reply_within; }
    SECTION("a day after it was said") { event.timestamp -= std::chrono::hours{24}; }
    auto const seq = talk.hear(event);
    talk.pass(1s);
    CHECK(talk.sent() == 0);
    CHECK(talk.row(seq).state == DeliveryState::skipped);
    CHECK(talk.row(seq).last_error.starts_with("too late"));
}

TEST_CASE("what the person has changed meanwhile is not confirmed")
{
    Conversation talk;
    talk.states.people[1] = talk.person(State::opted_in, State::opted_out);
    auto const everything = talk.hear(talk.stop());
    auto const marketing = talk.hear(talk.stop("marketing"), 1);
    talk.pass(1s);
    CHECK(talk.sent() == 0);
    CHECK(talk.row(everything).last_error == "no longer so");
    CHECK(talk.row(marketing).last_error == "no longer so");
    talk.states.people.clear();
    auto const erased = talk.hear(talk.stop());
    talk.pass(1s);
    CHECK(talk.row(erased).state == DeliveryState::skipped);
}

TEST_CASE("a message that stops several scopes is confirmed once, for all of them")
{
    Conversation talk;
    auto first = talk.stop("marketing");
    first.states[1].state = State::opted_in;
    talk.hear(first);
    talk.hear(talk.stop("orders"));
    talk.pass(1s);
    REQUIRE(talk.sent() == 1);
    CHECK(talk.receivers.seen.front().body.find("no more marketing, orders") != std::string::npos);
}

TEST_CASE("only a person's own words to a number of the brand are confirmed")
{
    Conversation talk;
    for (auto const source :
        {consent::Source::api, consent::Source::import, consent::Source::cli, consent::Source::meta_preference,
            consent::Source::meta_status, consent::Source::message_api, consent::Source::system}) {
        auto event = talk.stop();
        event.source = source;
        talk.hear(event);
    }
    auto unchanged = talk.stop();
    unchanged.effective = false;
    talk.hear(unchanged);
    auto again = talk.stop();
    again.again_of = 1;
    talk.hear(again);
    talk.pass(1s);
    CHECK(talk.store.rows_in(DeliveryState::skipped) == 0);
    auto elsewhere = talk.stop();
    elsewhere.number = "1";
    talk.hear(elsewhere);
    auto nameless = talk.stop();
    nameless.wa_id.clear();
    talk.hear(nameless);
    talk.pass(1s);
    CHECK(talk.store.rows_in(DeliveryState::skipped) == 2);
    CHECK(talk.sent() == 0);
}

TEST_CASE("who asks for help is told, but a machine that asks again and again is not")
{
    Conversation talk;
    auto event = talk.stop("");
    event.type = EventType::help;
    event.effective = false;
    int attempts = 0;
    talk.receivers.reactions[calls] = [&](Seen const&) {
        return ++attempts == 1 ? Reaction{400, 1ms, {}, error(131056)} : Reaction{200, 1ms, {}, accepted};
    };
    talk.hear(event);
    talk.pass(5s);
    CHECK(attempts == 2);
    event.recorded_at = talk.clock.at;
    auto const seq = talk.hear(event);
    talk.pass(1s);
    CHECK(talk.row(seq).last_error == "helped a moment ago");
    talk.pass(10min);
    event.recorded_at = talk.clock.at;
    talk.hear(event);
    talk.pass(1s);
    CHECK(attempts == 3);
}

TEST_CASE("an app that asks for proof is shown each of the brand's secrets, and the right one from then on")
{
    Conversation talk;
    auto destination = confirmation();
    auto target = std::make_shared<ReplyTarget>(*destination.reply);
    target->app_secrets = {"old", "new"};
    destination.reply = target;
    talk.configure({destination});
    auto const refusal = R"({"error":{"message":"Invalid appsecret_proof provided","code":100}})";
    auto const with_proof_of
        = [](std::string_view secret) { return calls + "?appsecret_proof=" + to_hex(Hmac{secret}({"EAAGtoken"})); };
    talk.receivers.reactions[calls] = answers(400, refusal);
    talk.receivers.reactions[with_proof_of("old")] = answers(400, refusal);
    talk.receivers.reactions[with_proof_of("new")] = answers(200);
    talk.hear(talk.stop());
    talk.pass(1s);
    CHECK(talk.sent() == 3);
    auto const seq = talk.hear(talk.stop());
    talk.pass(1s);
    CHECK(talk.sent() == 4);
    CHECK(talk.row(seq).state == DeliveryState::delivered);
}

TEST_CASE("a token that is refused makes a dead letter, of which an operator is told why")
{
    Conversation talk;
    talk.receivers.reactions[calls] = answers(401, error(190));
    auto const seq = talk.hear(talk.stop());
    talk.pass(1s);
    CHECK(talk.row(seq).state == DeliveryState::dead);
    CHECK(talk.row(seq).last_error == "the token is refused (190)");
    CHECK(talk.status("confirmation").dead == 1);
}
