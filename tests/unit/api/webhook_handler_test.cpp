#include "consentry/api/webhook_handler.hpp"

#include "consentry/base/encoding.hpp"
#include "unit/api/office.hpp"

#include "support/catch.hpp"
#include "support/memory_journal.hpp"
#include "support/memory_relay_log.hpp"

using namespace consentry;
using namespace consentry::api;
namespace bodies = consentry::meta::bodies;

namespace {

std::string const stop = bodies::webhook(bodies::change(bodies::messages(bodies::text_message("STOP"))));
std::string const chat = bodies::webhook(bodies::change(bodies::messages(bodies::text_message("Hola, ¿abrís hoy?"))));

std::string signed_by(std::string_view secret, std::string_view body)
{
    return "sha256=" + to_hex(Hmac{secret}({body}));
}

/// Meta's side of the public listener.
class Door {
public:
    /// The answer; nothing while the ledger holds it back.
    std::optional<Said> send(http::Method method, std::string_view target, std::string_view body = {},
        std::optional<std::string> const& signature = {})
    {
        http::HeaderView const header{"x-hub-signature-256", signature ? std::string_view{*signature} : ""};
        http::Request request;
        request.method = method;
        request.target = target;
        request.path = target.substr(0, target.find('?'));
        request.query = target.size() > request.path.size() ? target.substr(request.path.size() + 1) : "";
        request.peer = "192.0.2.7";
        if (signature)
            request.headers = {&header, 1};
        read_body = false;
        if (auto refusal = handler.refuse(request))
            return Said{std::move(*refusal)};
        read_body = true;
        request.body = body;
        answer_.reset();
        handler.handle(request, [this](http::Response response) { answer_ = Said{std::move(response)}; });
        return answer_;
    }

    std::optional<Said> post(
        std::string_view body, std::string_view secret = "demo secret", std::string_view path = "/webhooks/meta")
    {
        return send(http::Method::post, path, body, signed_by(secret, body));
    }

    std::optional<Said> const& answer() const { return answer_; }

    HandClock clock;
    HandLedger ledger;
    LineLog log;
    intake::Tally tally;
    test::MemoryJournal journal;
    test::MemoryRelayLog relay_log;
    intake::KnownNames known{0};
    intake::NumbersHeard heard;
    SilentLog silent;
    Alarms alarms{clock, silent};
    Violations violations{alarms};
    WebhookHandler handler{
        Office::two_brands(), {ledger, journal, relay_log, known, heard, alarms, violations, clock, log}, tally};
    bool read_body = false;  ///< Whether the last request got as far as its body.

private:
    std::optional<Said> answer_;
};

}  // namespace

TEST_CASE("a webhook with a signal is acknowledged when it is on disk, and not before")
{
    Door door;
    door.ledger.holds_back = true;
    CHECK_FALSE(door.post(stop).has_value());
    REQUIRE(door.ledger.units.size() == 1);
    CHECK(door.ledger.units[0].matters.size() == 1);
    door.ledger.release();
    REQUIRE(door.answer().has_value());
    CHECK(door.answer()->response.status == 200);
    CHECK(door.answer()->response.body.empty());
}

TEST_CASE("what became of a webhook that says something is one line of the log, without a name in the clear")
{
    Door door;
    door.ledger.outcome.events = {"evt_1"};
    door.ledger.holds_back = true;
    door.post(stop);
    CHECK(door.log.lines == 0);
    door.clock.at += std::chrono::milliseconds{7};
    door.ledger.release();
    CHECK(door.log.text == "webhook.kept demo 106540352242922 34…22 1 0 1 evt_1 0 7");
    CHECK(door.log.text.find("34600111222") == std::string::npos);
    door.ledger.outcome = {};
    door.ledger.outcome.duplicate = true;
    door.post(stop);
    door.ledger.release();
    CHECK(door.log.text.ends_with(" 1 0 0  1 0"));
}

TEST_CASE("what says nothing has no line")
{
    Door door;
    door.post(bodies::webhook(bodies::change(bodies::messages(bodies::text_message("Hello")))));
    CHECK(door.log.lines == 0);
}

TEST_CASE("a store that keeps nothing fills no log")
{
    Door door;
    door.ledger.trouble = Error{Fault::unavailable, "database or disk is full"};
    for (int i = 0; i < 100; ++i)
        door.post(stop);
    CHECK(door.log.lines == 1);
    CHECK(door.log.text == "webhook.not_kept demo 106540352242922 34…22 1 0 database or disk is full 0 0");
    door.clock.at += std::chrono::seconds{1};
    door.post(stop);
    CHECK(door.log.text.ends_with(" 99"));
}

TEST_CASE("what could not be kept is 503, so that Meta sends it again")
{
    Door door;
    door.ledger.trouble = Error{GENERATE(Fault::unavailable, Fault::busy), "database or disk is full"};
    auto const said = door.post(stop);
    REQUIRE(said.has_value());
    CHECK(said->response.status == 503);
    CHECK_FALSE(said->header("Retry-After").empty());
}

TEST_CASE("a webhook without a signal is acknowledged without the ledger")
{
    Door door;
    CHECK(door.post(chat)->response.status == 200);
    CHECK(door.ledger.units.empty());
    CHECK(door.tally.value(intake::Count::messages) == 1);
}

TEST_CASE("a signature that is missing or malformed is refused before the body is read")
{
    Door door;
    auto const signature = GENERATE(std::optional<std::string>{}, std::optional<std::string>{""},
        std::optional<std::string>{"sha256="}, std::optional<std::string>{"sha1=" + std::string(40, '0')},
        std::optional<std::string>{"sha256=" + std::string(63, '0')},
        std::optional<std::string>{"sha256=" + std::string(64, 'x')});
    auto const said = door.send(http::Method::post, "/webhooks/meta", stop, signature);
    REQUIRE(said.has_value());
    CHECK(said->response.status == 401);
    CHECK_FALSE(door.read_body);
    CHECK(door.ledger.units.empty());
    CHECK(door.tally.value(intake::Count::unauthentic) == 1);
}

TEST_CASE("a wrong signature is 401: nothing is parsed, nothing written, and who knocks is told of")
{
    Door door;
    auto const said = door.post(stop, "somebody else's secret");
    REQUIRE(said.has_value());
    CHECK(said->response.status == 401);
    CHECK(said->problem() == "unauthentic");
    CHECK(door.ledger.units.empty());
    CHECK(door.tally.value(intake::Count::messages) == 0);
    CHECK(door.log.text.find("192.0.2.7") != std::string::npos);
}

TEST_CASE("who knocks often fills one line a second, which says how often")
{
    Door door;
    for (int i = 0; i < 100; ++i)
        door.post(stop, "wrong");
    CHECK(door.log.lines == 1);
    door.clock.at += std::chrono::seconds{1};
    door.post(stop, "wrong");
    CHECK(door.log.lines == 2);
    CHECK(door.log.text.ends_with(" 99"));
}

TEST_CASE("the path of a brand takes that brand's secrets only, and acts for it alone")
{
    Door door;
    CHECK(door.post(stop, "demo secret", "/webhooks/meta/demo")->response.status == 200);
    CHECK(door.post(stop, "demo secret", "/webhooks/meta/hats")->response.status == 401);
    CHECK(door.ledger.units.size() == 1);
    CHECK(door.post(stop, "demo secret", "/webhooks/meta/nobody")->response.status == 404);
    CHECK(door.post(stop, "demo secret", "/webhooks/meta/")->response.status == 200);
}

TEST_CASE("nothing but Meta's webhooks is served")
{
    Door door;
    auto const path = GENERATE("/", "/webhooks", "/webhooks/metaphor", "/healthz", "/v1/check", "/webhooks/meta/%zz",
        "/webhooks/meta/demo/more");
    INFO(path);
    auto const method = GENERATE(http::Method::get, http::Method::post);
    CHECK(door.send(method, path)->response.status == 404);
    CHECK_FALSE(door.read_body);
}

TEST_CASE("other methods are told which ones there are")
{
    Door door;
    auto const method = GENERATE(http::Method::put, http::Method::delete_, http::Method::head, http::Method::other);
    auto const said = door.send(method, "/webhooks/meta");
    CHECK(said->response.status == 405);
    CHECK(said->header("Allow") == "GET, POST");
    CHECK_FALSE(door.read_body);
}

TEST_CASE("the handshake gives back the challenge and nothing else")
{
    Door door;
    auto const said = door.send(http::Method::get,
        "/webhooks/meta?hub.mode=subscribe&hub.verify_token=token+of%20hats&hub.challenge=11582%2B01444");
    CHECK(said->response.status == 200);
    CHECK(said->response.body == "11582+01444");
    CHECK(said->response.content_type == "text/plain");
    CHECK(said->header("X-Content-Type-Options") == "nosniff");
}

TEST_CASE("a handshake with a wrong token, or with another brand's on a brand's own path, is 403")
{
    Door door;
    auto const target = GENERATE("/webhooks/meta?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1",
        "/webhooks/meta/demo?hub.mode=subscribe&hub.verify_token=token%20of%20hats&hub.challenge=1");
    CHECK(door.send(http::Method::get, target)->response.status == 403);
}

TEST_CASE("a handshake that is refused is told in the log with its reason, the token never")
{
    Door door;
    for (int i = 0; i < 3; ++i)
        door.send(http::Method::get, "/webhooks/meta?hub.mode=subscribe&hub.verify_token=s3cret&hub.challenge=1");
    CHECK(door.log.lines == 1);
    CHECK(door.log.text.starts_with("handshake.refused hub.verify_token is not the verify_token of a brand"));
    CHECK(door.log.text.ends_with(" 192.0.2.7 0"));
    CHECK(door.log.text.find("s3cret") == std::string::npos);
    door.clock.at += std::chrono::seconds{1};
    door.send(http::Method::get, "/webhooks/meta");
    CHECK(door.log.text.ends_with(" 192.0.2.7 2"));
}

TEST_CASE("of a signed body that breaks off the complete items are kept, and the journal has it as it came")
{
    Door door;
    std::string const first = bodies::change(bodies::messages(bodies::text_message("STOP")));
    std::string const second = bodies::change(bodies::messages(bodies::text_message("STOP", "wamid.2")));
    std::string const whole = bodies::webhook(first + "," + second);
    std::string const broken = whole.substr(0, whole.rfind("STOP"));
    auto const said = door.post(broken);
    REQUIRE(said);
    CHECK(said->response.status == 200);
    REQUIRE(door.ledger.units.size() == 1);
    CHECK(door.ledger.units[0].matters.size() == 1);
    REQUIRE(door.journal.records.size() == 1);
    CHECK(door.journal.records[0].body == broken);
    CHECK(door.journal.records[0].gaps == intake::Gaps{intake::Gap::broken_body});
    CHECK(door.log.text.starts_with("webhook.journalled broken_body it ends too early 1 0"));
    CHECK(door.tally.value(intake::Count::broken_bodies) == 1);
}

TEST_CASE("what Meta is acknowledged for though nobody acts on it is in the journal, and an alarm tells of it")
{
    Door door;
    std::string const strange
        = bodies::webhook(bodies::change(bodies::messages(bodies::text_message("alta")), "something_of_2027"));
    CHECK(door.post(strange)->response.status == 200);
    REQUIRE(door.journal.records.size() == 1);
    REQUIRE(door.alarms.all().size() == 1);
    CHECK(door.alarms.all()[0].code == AlarmCode::unknown_items);
    CHECK(door.alarms.all()[0].about == "something_of_2027");
    CHECK(door.log.lines == 1);
    door.clock.at += std::chrono::seconds{1};
    door.post(stop, "hat secret");  // To the number of a brand that this app is not trusted with.
    CHECK(door.log.text.find("webhook.journalled foreign_number") != std::string::npos);
    CHECK(door.alarms.all().size() == 2);
    CHECK(door.ledger.units.empty());
}

TEST_CASE("where the journal cannot be written Meta is told to send it again, and so where the ledger cannot")
{
    Door door;
    door.journal.full = true;
    auto const said = door.post(stop.substr(0, stop.size() - 9));
    REQUIRE(said);
    CHECK(said->response.status == 503);
}

TEST_CASE("an alarm tells which account Meta will tell nothing more of, not in whose entry it stood")
{
    Door door;
    door.post(R"({"object":"whatsapp_business_account","entry":[{"id":"17","changes":[{"field":"account_update",)"
              R"("value":{"event":"PARTNER_REMOVED","waba_info":{"waba_id":"18","owner_business_id":"19"}}}]}]})");
    REQUIRE(door.alarms.all().size() == 1);
    CHECK(door.alarms.all()[0].code == AlarmCode::feed_ended);
    CHECK(door.alarms.all()[0].about == "18");
    CHECK(door.journal.records.empty());
}

TEST_CASE(
    "a message to somebody who had said no is counted and raises an alarm for a day, and its line tells the event")
{
    Door door;
    door.post(stop);
    auto const sent = [](std::string_view id) {
        return bodies::webhook(bodies::change(bodies::statuses(R"({"id":")" + std::string{id}
            + R"(","status":"sent","timestamp":"1795339900","recipient_id":"34600111222","pricing":{"category":"marketing"}})")));
    };
    CHECK(door.post(sent("wamid.first"))->response.status == 200);  // The ledger finds nothing wrong with it.
    CHECK(door.violations.counts().empty());
    door.ledger.outcome.violated = true;
    door.ledger.outcome.events = {"evt_1"};
    door.post(sent("wamid.second"));
    door.post(sent("wamid.third"));
    CHECK(door.violations.counts().at("demo") == 2);
    REQUIRE(door.alarms.all().size() == 1);
    CHECK(door.alarms.all()[0].code == AlarmCode::sent_after_stop);
    CHECK(door.alarms.all()[0].about == "demo");
    CHECK(door.alarms.all()[0].detail.starts_with("2 messages were sent"));
    CHECK(door.log.text.find("webhook.kept demo 106540352242922 34…22 0 0 1 evt_1") != std::string::npos);
    door.clock.at += std::chrono::hours{23};
    door.alarms.sweep();
    CHECK(door.alarms.all().size() == 1);
    door.clock.at += std::chrono::hours{1};
    door.alarms.sweep();
    CHECK(door.alarms.all().empty());
}

TEST_CASE("Meta is told that a message to somebody who had said no was heard when that is on disk, and not before")
{
    Door door;
    door.post(stop);
    door.ledger.trouble = Error{Fault::unavailable, "the disk is full"};
    auto const said = door.post(bodies::webhook(bodies::change(bodies::statuses(
        R"({"id":"wamid.1","status":"sent","timestamp":"1795339900","recipient_id":"34600111222"})"))));
    CHECK(said->response.status == 503);
    CHECK(door.violations.counts().empty());
}

TEST_CASE("ordinary webhooks leave nothing in the journal")
{
    Door door;
    door.post(stop);
    door.post(chat);
    CHECK(door.journal.records.empty());
    CHECK(door.alarms.all().empty());
}

TEST_CASE("neither an answer nor the log repeats what a person is called or wrote")
{
    Door door;
    std::string told
        = door.post(stop, "wrong")->response.body + door.post(stop.substr(0, stop.size() - 9))->response.body;
    told += door.log.text;
    CHECK(told.find(bodies::ana) == std::string::npos);
    CHECK(told.find("STOP") == std::string::npos);
}

namespace {

/// A brand whose webhooks are passed on.
std::shared_ptr<intake::Brands const> brands_with(std::vector<intake::Relay> relays)
{
    intake::Brand brand = intake::demo_brand();
    brand.relays = std::move(relays);
    return std::make_shared<intake::Brands const>(std::vector{std::move(brand)});
}

}  // namespace

TEST_CASE("a webhook that is passed on is acknowledged when the relay log has it, byte for byte")
{
    Door door;
    door.handler.renew(brands_with({{"bot", false, {}}, {"inbox", true, {}}}));
    auto const said = door.post(chat);
    CHECK(said->response.status == 200);
    REQUIRE(door.relay_log.bodies.size() == 1);
    forward::RelayBody const& kept = *door.relay_log.bodies[0];
    CHECK(kept.body == chat);
    CHECK(kept.signature == Hmac{"demo secret"}({chat}));
    CHECK(kept.relays == std::vector<std::string>{"demo/bot", "demo/inbox"});
    CHECK(kept.numbers == std::vector<std::string>{std::string{bodies::number}});
    CHECK(kept.received_at == door.clock.at);
    CHECK(door.ledger.units.empty());
}

TEST_CASE("a signal that is passed on waits for the ledger and for the relay log")
{
    Door door;
    door.handler.renew(brands_with({{"bot", false, {}}}));
    door.ledger.holds_back = true;
    CHECK_FALSE(door.post(stop).has_value());
    CHECK(door.relay_log.bodies.size() == 1);
    door.ledger.release();
    CHECK(door.answer()->response.status == 200);
}

TEST_CASE("what the relay log cannot keep is 503, so that Meta sends it again")
{
    Door door;
    door.handler.renew(brands_with({{"bot", false, {}}}));
    door.relay_log.full = true;
    CHECK(door.post(chat)->response.status == 503);
    CHECK(door.post(stop)->response.status == 503);
    door.relay_log.full = false;
    CHECK(door.post(chat)->response.status == 200);
}

TEST_CASE("nothing is passed on whose signature is nobody's, or which no relay wants")
{
    Door door;
    door.handler.renew(brands_with({{"inbox", true, {}}}));
    CHECK(door.post(chat, "a stranger's secret")->response.status == 401);
    CHECK(door.post(stop)->response.status == 200);
    CHECK(door.relay_log.bodies.empty());
}
