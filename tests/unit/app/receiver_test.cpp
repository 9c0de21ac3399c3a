#include "app/receiver.hpp"

#include "app/demo.hpp"
#include "consentry/forward/signing.hpp"
#include "support/catch.hpp"
#include "terminal.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

struct FixedClock final : Clock {
    Instant time = Instant{std::chrono::seconds{1'790'000'000}};
    Instant now() const override { return time; }
};

forward::SigningSecret demo_secret() { return forward::parse_signing_secret(demo::webhook_secret).value(); }
forward::ReceiverSecret known_secret() { return receiver_secret_of(demo_secret()); }

std::string const opted_out = R"({"type":"consent.opted_out","timestamp":"2026-11-22T09:30:00Z","data":{"id":"evt_1",)"
                              R"("subject":{"id":"sub_1","phone":"+34600111222","wa_id":"34600111222"},"scope":"*",)"
                              R"("states":{"marketing":{"allowed":false},"orders":{"allowed":true}},)"
                              R"("match":{"rule":"es/opt_out/baja"},"message":{"text":"BAJA"}}})";

/// What the receiver answers to an event signed with `secret` at `signed_at`.
http::Response answer(Receiver& receiver, std::string const& body, forward::SigningSecret const& secret,
    Instant signed_at, http::Method method = http::Method::post)
{
    auto const headers = forward::Signer{std::span{&secret, 1}}.sign("evt_1", signed_at, body);
    std::vector<http::HeaderView> const views{
        {"Webhook-Id", headers.id}, {"webhook-timestamp", headers.timestamp}, {"webhook-signature", headers.signature}};
    http::Request request;
    request.method = method;
    request.body = body;
    request.headers = views;
    http::Response response;
    receiver.handle(request, [&](http::Response given) { response = std::move(given); });
    return response;
}

}  // namespace

TEST_CASE("a genuine event is acknowledged and printed in one line")
{
    FixedClock clock;
    FakeTerminal fake;
    Receiver receiver{known_secret(), clock, false, 0, fake.out, fake.err};
    CHECK(answer(receiver, opted_out, demo_secret(), clock.now()).status == 204);
    CHECK(fake.out.str()
        == "2026-11-22T09:30:00Z  consent.opted_out  +34600111222  scope *  «BAJA»  es/opt_out/baja  now: marketing "
           "no, orders yes"
           "  evt_1\n");
    CHECK(fake.err.str().empty());
}

TEST_CASE("an alarm says what it is and whether it holds")
{
    std::string const event = R"({"type":"system.alarm","timestamp":"2026-11-22T09:30:00Z","data":{"id":"evt_1",)"
                              R"("subject":null,"scope":null,"states":{},"match":null,"message":null,"alarm":)";
    CHECK(to_line(event + R"({"code":"disk_space","about":"store","detail":"7 MB are left","raised":true}}})")
        == "2026-11-22T09:30:00Z  system.alarm  raised disk_space store: 7 MB are left  evt_1");
    CHECK(to_line(event + R"({"code":"disk_space","detail":"7 MB are left","raised":false}}})")
        == "2026-11-22T09:30:00Z  system.alarm  over disk_space: 7 MB are left  evt_1");
}

TEST_CASE("raw events come out as they came in")
{
    FixedClock clock;
    FakeTerminal fake;
    Receiver receiver{known_secret(), clock, true, 0, fake.out, fake.err};
    CHECK(answer(receiver, opted_out, demo_secret(), clock.now()).status == 204);
    CHECK(fake.out.str() == opted_out + '\n');
}

TEST_CASE("what is forged, stale or no post is refused and not printed")
{
    FixedClock clock;
    FakeTerminal fake;
    Receiver receiver{known_secret(), clock, false, 0, fake.out, fake.err};
    CHECK(answer(receiver, opted_out, forward::SharedSecret{Bytes(32, 'x')}, clock.now()).status == 401);
    CHECK(answer(receiver, opted_out, demo_secret(), clock.now() - std::chrono::seconds{301}).status == 401);
    CHECK(answer(receiver, opted_out, demo_secret(), clock.now() + std::chrono::seconds{301}).status == 401);
    CHECK(answer(receiver, opted_out, demo_secret(), clock.now(), http::Method::get).status == 405);
    CHECK(fake.out.str().empty());
    CHECK(lines_of(fake.err.str()).size() == 3);
}

TEST_CASE("a receiver that knows the public key only hears its owner, and nobody with a shared secret")
{
    FixedClock clock;
    FakeTerminal fake;
    forward::PrivateSecret const own{"consentry-test-seed-of-32-bytes!"};
    Receiver receiver{forward::receiver_secret_of(own), clock, true, 0, fake.out, fake.err};
    CHECK(answer(receiver, opted_out, own, clock.now()).status == 204);
    CHECK(answer(receiver, opted_out, demo_secret(), clock.now()).status == 401);
    CHECK(fake.out.str() == opted_out + '\n');
}

TEST_CASE("the first events fail as asked, and then no more")
{
    FixedClock clock;
    FakeTerminal fake;
    Receiver receiver{known_secret(), clock, false, 2, fake.out, fake.err};
    CHECK(answer(receiver, opted_out, demo_secret(), clock.now()).status == 500);
    CHECK(answer(receiver, opted_out, demo_secret(), clock.now()).status == 500);
    CHECK(answer(receiver, opted_out, demo_secret(), clock.now()).status == 204);
    CHECK(lines_of(fake.out.str()).size() == 1);
}

TEST_CASE("an event without some of its parts still has a line")
{
    CHECK(to_line(R"({"type":"system.alarm","data":{"id":"evt_2"}})") == "system.alarm  evt_2");
    CHECK(to_line(R"({"type":"consent.held","data":{"subject":{"user_id":"ES.1","id":"sub_1"}}})")
        == "consent.held  ES.1");
    CHECK(to_line("nonsense").starts_with("no event: "));
}
