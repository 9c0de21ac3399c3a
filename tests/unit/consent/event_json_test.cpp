#include "consentry/consent/event.hpp"

#include "builders.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

/// The example of the contract.
Event example()
{
    Event event;
    event.id = "evt_1";
    event.type = EventType::opted_out;
    event.brand = "demo";
    event.seq = 7;
    event.version = 7;
    event.effective = true;
    event.timestamp = at(0);
    event.recorded_at = seen_at(0);
    event.subject = "sub_1";
    event.scope = "*";
    event.state = State::opted_out;
    event.states = {{"marketing", State::opted_out, false, Reason::opted_out, {}}};
    event.number = "106540352242922";
    event.source = Source::whatsapp_message;
    event.match = Match{"baja", "es", "exact", "es/opt_out/baja", "es@1+9f3c", "baja"};
    event.wa_id = "34600111222";
    event.user_id = "ES.13491208655302741918";
    event.message_id = "wamid.1";
    event.text = "BAJA";
    return event;
}

bool holds(std::string const& json, std::string_view part) { return json.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("an event has the shape of the contract, member for member")
{
    CHECK(to_json(example(), TextPolicy::exact)
        == R"({"type":"consent.opted_out","timestamp":"2026-11-22T09:30:00Z","data":{)"
           R"("id":"evt_1","brand":"demo","version":7,"effective":true,)"
           R"("subject":{"id":"sub_1","phone":"+34600111222","wa_id":"34600111222",)"
           R"("user_id":"ES.13491208655302741918"},)"
           R"("scope":"*","state":"opted_out",)"
           R"("states":{"marketing":{"state":"opted_out","allowed":false,"reason":"opted_out"}},)"
           R"("number":"106540352242922","source":"whatsapp_message",)"
           R"("match":{"keyword":"baja","language":"es","tier":"exact","rule":"es/opt_out/baja","pack":"es@1+9f3c"},)"
           R"("message":{"id":"wamid.1","text":"BAJA","timestamp":"2026-11-22T09:30:00Z","context_id":null},)"
           R"("prompt":null,"recorded_at":"2026-11-22T09:30:00.231Z"}})");
}

TEST_CASE("words go out where the whole message was a keyword, unless a receiver asks for more or less")
{
    Event event = example();
    CHECK(holds(to_json(event, TextPolicy::full), R"("text":"BAJA")"));
    CHECK_FALSE(holds(to_json(event, TextPolicy::none), "BAJA"));
    event.match->tier = "courtesy";
    CHECK_FALSE(holds(to_json(event, TextPolicy::exact), "BAJA"));
    CHECK(holds(to_json(event, TextPolicy::full), R"("text":"BAJA")"));
    event.match.reset();
    CHECK_FALSE(holds(to_json(event, TextPolicy::exact), "BAJA"));
}

TEST_CASE("what is kept for the proof alone never goes out")
{
    Event event = example();
    event.match->folded = "personal-folded";
    event.evidence = "personal-evidence";
    event.message_key = "0123abcd";
    std::string const json = to_json(event, TextPolicy::full);
    CHECK_FALSE(holds(json, "personal"));
    CHECK_FALSE(holds(json, "0123abcd"));
}

TEST_CASE("names that Meta does not tell are absent, not empty")
{
    Event event = example();
    event.wa_id.clear();
    std::string const json = to_json(event, TextPolicy::exact);
    CHECK(holds(json, R"("subject":{"id":"sub_1","user_id":"ES.13491208655302741918"})"));
}

TEST_CASE("what an event is not about is null")
{
    Event event = example();
    event.type = EventType::preference_stopped;
    event.scope.clear();
    event.match.reset();
    event.message_id.clear();
    std::string const json = to_json(event, TextPolicy::exact);
    CHECK(holds(json, R"("scope":null,)"));
    CHECK(holds(json, R"("match":null,"message":null,"prompt":null)"));
}

TEST_CASE("a question, an end and an origin are told where there are some")
{
    Event event = example();
    event.type = EventType::opted_in;
    event.states = {{"marketing", State::opted_in, true, Reason::opted_in, at(60)}};
    event.prompt = PromptNote{"marketing", "v3", "es", at(-60), at(600), "secret", 3};
    event.context_id = "wamid.0";
    event.wording = "v3";
    event.actor = "ana";
    event.origin = "web form";
    event.caused_by = "evt_0";
    event.merged_subject = "sub_2";
    std::string const json = to_json(event, TextPolicy::exact);
    CHECK(holds(json, R"("allowed":true,"reason":"opted_in","valid_until":"2026-11-22T09:31:00Z")"));
    CHECK(holds(json,
        R"("prompt":{"scope":"marketing","wording":"v3","language":"es","asked_at":"2026-11-22T09:29:00Z",)"
        R"("expires_at":"2026-11-22T09:40:00Z"},"wording":"v3","origin":"web form","actor":"ana","caused_by":"evt_0")"));
    CHECK(holds(json, R"("context_id":"wamid.0")"));
    CHECK(holds(json, R"("merged":"sub_2")"));
    CHECK_FALSE(holds(json, "secret"));
}

TEST_CASE("a violation tells what was sent, and the no that it went against")
{
    Event event = example();
    event.type = EventType::violated;
    event.match.reset();
    event.text.clear();
    event.violation = ViolationNote{Category::utility, at(-60), "evt_0"};
    std::string const json = to_json(event, TextPolicy::full);
    CHECK(holds(json, R"("violation":{"category":"utility","since":"2026-11-22T09:29:00Z","event":"evt_0"})"));
    CHECK(holds(json, R"("message":{"id":"wamid.1","timestamp":"2026-11-22T09:30:00Z","context_id":null})"));
    event.violation->category.reset();
    CHECK(holds(to_json(event, TextPolicy::full), R"("violation":{"since":"2026-11-22T09:29:00Z","event":"evt_0"})"));
}

TEST_CASE("an alarm is about nobody")
{
    Event event;
    event.id = "evt_1";
    event.type = EventType::alarm;
    event.brand = "demo";
    event.version = 7;
    event.effective = true;
    event.timestamp = at(60);
    event.recorded_at = seen_at(60);
    event.source = Source::system;
    event.alarm = AlarmNote{"number_silent", "106540352242922", "nothing came", false, at(0)};
    CHECK(to_json(event, TextPolicy::exact)
        == R"({"type":"system.alarm","timestamp":"2026-11-22T09:31:00Z","data":{)"
           R"("id":"evt_1","brand":"demo","version":7,"effective":true,"subject":null,"scope":null,)"
           R"("state":"unknown","states":{},"source":"system","match":null,"message":null,"prompt":null,)"
           R"("alarm":{"code":"number_silent","about":"106540352242922","detail":"nothing came","raised":false,)"
           R"("since":"2026-11-22T09:30:00Z"},"recorded_at":"2026-11-22T09:31:00.231Z"}})");
}

TEST_CASE("any words are valid JSON, on one line")
{
    Event event = example();
    event.text = "\"BAJA\"\n\\ ñ 🛑";
    std::string const json = to_json(event, TextPolicy::exact);
    CHECK(holds(json, "\"text\":\"\\\"BAJA\\\"\\n\\\\ ñ 🛑\""));
    CHECK_FALSE(holds(json, "\n"));
}

TEST_CASE("event types are read back from their names")
{
    for (int i = 0; i <= static_cast<int>(EventType::alarm); ++i) {
        auto const type = static_cast<EventType>(i);
        CHECK(event_type_of(name_of(type)) == type);
    }
    CHECK(name_of(EventType::merged) == "subject.merged");
    CHECK_FALSE(event_type_of("consent.forgotten"));
}
