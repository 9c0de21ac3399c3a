#include "consentry/consent/entry.hpp"

#include "builders.hpp"
#include "consentry/base/encoding.hpp"
#include "random.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;
using consentry::test::CountingRandom;

namespace {

/// An event with every member that an entry can hold.
Event full_event()
{
    Event event;
    event.id = "evt_1";
    event.type = EventType::opted_in;
    event.brand = "demo";
    event.seq = 7;
    event.version = 1'099'511'627'783;
    event.effective = true;
    event.timestamp = at(0);
    event.recorded_at = seen_at(0);
    event.subject = "sub_1";
    event.merged_subject = "sub_2";
    event.scope = "marketing";
    event.state = State::opted_in;
    event.states = {{"marketing", State::opted_in, true, Reason::opted_in, at(60)},
        {"orders", State::unknown, false, Reason::unknown, {}}};
    event.number = "106540352242922";
    event.match = Match{"sí", "es", "exact", "es/affirm/sí", "es@1+9f3c", "si"};
    event.prompt = PromptNote{"marketing", "v3", "es", at(-60), at(600), "0a0b", 3};
    event.answer = AnswerNote{Intent::affirm, "es", "0c0d", 4};
    event.fact = Fact{FactKind::grant, "marketing", at(0), at(60), Authority::person, "", 0, 7, "v3", at(-60), true};
    event.fact->event = event.id;
    event.message_key = "0e0f";
    event.wording = "v3";
    event.caused_by = "evt_0";
    event.wa_id = "34600111222";
    event.user_id = "ES.1";
    event.parent_user_id = "ES.ENT.2";
    event.message_id = "wamid.1";
    event.context_id = "wamid.0";
    event.actor = "ana";
    event.text = "Sí!";
    event.evidence = "form 4711";
    event.origin = "web form";
    event.reason = "a child had it";
    return event;
}

Event bare_event()
{
    Event event;
    event.id = "evt_1";
    event.type = EventType::help;
    event.brand = "demo";
    event.seq = 1;
    event.version = 1;
    event.timestamp = at(0);
    event.recorded_at = seen_at(0);
    event.subject = "sub_1";
    return event;
}

Entry written(Event const& event, Digest const& previous = first_link)
{
    CountingRandom random;
    return EntryWriter{random}.write(event, previous);
}

constexpr std::string_view full_fields
    = R"({"format":1,"id":"evt_1","brand":"demo","seq":7,"type":"consent.opted_in","version":1099511627783,)"
      R"("effective":true,"timestamp":"2026-11-22T09:30:00Z","recorded_at":"2026-11-22T09:30:00.231Z",)"
      R"("subject":"sub_1","merged_subject":"sub_2","scope":"marketing","state":"opted_in",)"
      R"("states":{"marketing":{"state":"opted_in","allowed":true,"reason":"opted_in",)"
      R"("valid_until":"2026-11-22T09:31:00Z"},"orders":{"state":"unknown","allowed":false,"reason":"unknown"}},)"
      R"("number":"106540352242922","source":"whatsapp_message",)"
      R"("match":{"keyword":"sí","language":"es","tier":"exact","rule":"es/affirm/sí","pack":"es@1+9f3c"},)"
      R"("prompt":{"scope":"marketing","wording":"v3","language":"es","asked_at":"2026-11-22T09:29:00Z",)"
      R"("expires_at":"2026-11-22T09:40:00Z","message_key":"0a0b","seq":3},)"
      R"("answer":{"intent":"affirm","language":"es","context_key":"0c0d","answered":4},)"
      R"("fact":{"kind":"grant","scope":"marketing","at":"2026-11-22T09:30:00Z",)"
      R"("valid_until":"2026-11-22T09:31:00Z","authority":"person","confirmed":true},)"
      R"("item":"0e0f","wording":"v3"})";
constexpr std::string_view full_who
    = R"({"wa_id":"34600111222","user_id":"ES.1","parent_user_id":"ES.ENT.2","message_id":"wamid.1",)"
      R"("context_id":"wamid.0","actor":"ana","caused_by":"evt_0"})";
constexpr std::string_view full_said
    = R"({"text":"Sí!","folded":"si","origin":"web form","evidence":"form 4711","reason":"a child had it"})";

}  // namespace

TEST_CASE("an entry is written byte for byte as docs/ledger.md tells")
{
    Digest previous;
    previous.fill(0x11);
    Entry const entry = written(full_event(), previous);
    CHECK(entry.seq == 7);
    CHECK(entry.fields == full_fields);
    CHECK(entry.personal.who == full_who);
    CHECK(entry.personal.said == full_said);
    CHECK(to_hex(as_octets(entry.personal.who_salt)) == "000102030405060708090a0b0c0d0e0f");
    CHECK(to_hex(as_octets(entry.personal.said_salt)) == "101112131415161718191a1b1c1d1e1f");
    // Computed by another implementation of SHA-256.
    CHECK(to_hex(entry.who_commitment) == "c82dab49a699409c5b12d172b6b90f1bda2ee5dfafd6c2ebada13c05c89716e2");
    CHECK(to_hex(entry.said_commitment) == "2e20524e272c05049c944ac8b465c2921ce93b13d56544a56e2dd346a0adb1da");
    CHECK(to_hex(entry.hash) == "59269f929c2a4ddf950a40d6038064aa3a0820e5d7b31427af7220f181660ff3");
}

TEST_CASE("a violation comes back from its entry, whether or not its category is known")
{
    Event event = bare_event();
    event.type = EventType::violated;
    event.violation = ViolationNote{Category::marketing, at(-5), "evt_0"};
    Entry const entry = written(event);
    CHECK(entry.fields.find(
              R"("source":"whatsapp_message","violation":{"category":"marketing","since":"2026-11-22T09:29:55Z",)"
              R"("event":"evt_0"}})")
        != std::string::npos);
    Event const read = read_entry(entry).value();
    REQUIRE(read.violation);
    CHECK(read.violation->category == Category::marketing);
    CHECK(read.violation->since == at(-5));
    CHECK(read.violation->event == "evt_0");
    event.violation->category.reset();
    CHECK_FALSE(read_entry(written(event)).value().violation->category);
}

TEST_CASE("the first entry is chained to 32 zero bytes, and what an event lacks is not written")
{
    Entry const entry = written(bare_event());
    CHECK(entry.fields
        == R"({"format":1,"id":"evt_1","brand":"demo","seq":1,"type":"keyword.help","version":1,"effective":false,)"
           R"("timestamp":"2026-11-22T09:30:00Z","recorded_at":"2026-11-22T09:30:00.231Z","subject":"sub_1",)"
           R"("state":"unknown","states":{},"source":"whatsapp_message"})");
    CHECK(entry.personal.who == "{}");
    CHECK(entry.personal.said == "{}");
    CHECK(to_hex(entry.hash) == "271b407d78724274c932de25543ed57eb276fbabaf6d8b932f585fdb6d1a736e");
}

TEST_CASE("an alarm is an entry that concerns nobody")
{
    Event event = bare_event();
    event.type = EventType::alarm;
    event.subject.clear();
    event.source = Source::system;
    event.alarm = AlarmNote{"disk_space", "", "7 MB are left", true, at(0)};
    Entry const entry = written(event);
    CHECK(entry.fields
        == R"({"format":1,"id":"evt_1","brand":"demo","seq":1,"type":"system.alarm","version":1,"effective":false,)"
           R"("timestamp":"2026-11-22T09:30:00Z","recorded_at":"2026-11-22T09:30:00.231Z","state":"unknown",)"
           R"("states":{},"source":"system",)"
           R"("alarm":{"code":"disk_space","detail":"7 MB are left","raised":true,"since":"2026-11-22T09:30:00Z"}})");
    CHECK(written(read_entry(entry).value()).fields == entry.fields);
}

TEST_CASE("nothing personal stands in the chained fields")
{
    std::string const fields = written(full_event()).fields;
    for (std::string_view const personal : {"34600111222", "ES.1", "ES.ENT.2", "wamid", "\"ana\"", "Sí!", "\"si\"",
             "web form", "form 4711", "evt_0", "a child had it"}) {
        INFO(personal);
        CHECK(fields.find(personal) == std::string::npos);
    }
}

TEST_CASE("an entry that is read and written again is the same")
{
    auto const event = GENERATE(full_event(), bare_event());
    Entry const entry = written(event);
    Result<Event> const read = read_entry(entry);
    REQUIRE(read);
    CHECK(read->fact == event.fact);
    CHECK(read->states == event.states);
    CHECK(read->text == event.text);
    Entry const again = written(*read);
    CHECK(again.fields == entry.fields);
    CHECK(again.personal.who == entry.personal.who);
    CHECK(again.personal.said == entry.personal.said);
    CHECK(again.hash == entry.hash);
}

TEST_CASE("facts of every kind survive the way through an entry")
{
    auto const kind = GENERATE(FactKind::opt_out, FactKind::decline, FactKind::hold, FactKind::grant, FactKind::lift,
        FactKind::meta_stop, FactKind::meta_resume, FactKind::annulment);
    auto const authority = GENERATE(Authority::person, Authority::business, Authority::reopened);
    Event event = bare_event();
    event.fact = Fact{kind, "marketing", at(3), {}, authority, "106540352242922", 2, 1};
    event.fact->event = event.id;
    Result<Event> const read = read_entry(written(event));
    REQUIRE(read);
    CHECK(read->fact == event.fact);
}

TEST_CASE("erased parts read as empty, and do not break what stays")
{
    Entry entry = written(full_event());
    entry.personal = {};
    Result<Event> const read = read_entry(entry);
    REQUIRE(read);
    CHECK(read->wa_id.empty());
    CHECK(read->text.empty());
    CHECK(read->match->folded.empty());
    CHECK(read->match->keyword == "sí");
    Sha256 sha256;
    CHECK_FALSE(broken_commitment(sha256, entry));
    CHECK(link_hash(sha256, first_link, entry) == entry.hash);
}

TEST_CASE("a change of any byte is seen")
{
    Sha256 sha256;
    Entry const entry = written(full_event());
    CHECK(link_hash(sha256, first_link, entry) == entry.hash);
    CHECK_FALSE(broken_commitment(sha256, entry));

    Entry changed = entry;
    changed.fields[20] ^= 1;
    CHECK(link_hash(sha256, first_link, changed) != entry.hash);
    changed = entry;
    changed.who_commitment[0] ^= 1;
    CHECK(link_hash(sha256, first_link, changed) != entry.hash);
    CHECK(broken_commitment(sha256, changed));
    changed = entry;
    changed.said_commitment[31] ^= 1;
    CHECK(link_hash(sha256, first_link, changed) != entry.hash);
    Digest other{};
    other[0] = 1;
    CHECK(link_hash(sha256, other, entry) != entry.hash);

    for (std::string Personal::* const part :
        {&Personal::who_salt, &Personal::who, &Personal::said_salt, &Personal::said}) {
        changed = entry;
        (changed.personal.*part)[3] ^= 1;
        CHECK(broken_commitment(sha256, changed));
        changed = entry;
        (changed.personal.*part).clear();
        CHECK(broken_commitment(sha256, changed));
    }
}

TEST_CASE("equal personal data of two entries have different commitments")
{
    CountingRandom random;
    EntryWriter writer{random};
    Entry const first = writer.write(full_event(), first_link);
    Entry const second = writer.write(full_event(), first.hash);
    CHECK(first.who_commitment != second.who_commitment);
    CHECK(first.said_commitment != second.said_commitment);
}

TEST_CASE("the id of an entry is read without the rest of it")
{
    CHECK(event_id(written(full_event()).fields) == "evt_1");
    CHECK(event_id("{}").empty());
}

TEST_CASE("what is no entry is told, never guessed")
{
    Entry const good = written(full_event());
    auto const refused = [&](std::string_view wrong, std::string_view instead) {
        Entry entry = good;
        auto const place = entry.fields.find(wrong);
        REQUIRE(place != std::string::npos);
        entry.fields.replace(place, wrong.size(), instead);
        Result<Event> const read = read_entry(entry);
        REQUIRE_FALSE(read);
        CHECK(read.error().fault == Fault::malformed);
        CHECK_FALSE(read.error().detail.empty());
    };
    refused(R"("format":1)", R"("format":2)");
    refused(R"("seq":7)", R"("seq":"7")");
    refused(R"("effective":true)", R"("effective":1)");
    refused("consent.opted_in", "consent.eaten");
    refused("2026-11-22T09:30:00Z", "yesterday");
    refused(R"("state":"opted_in")", R"("state":"happy")");
    refused(R"("states":{)", R"("statuses":{)");
    refused(R"("kind":"grant")", R"("kind":"gift")");
    refused(R"("intent":"affirm")", R"("intent":"shrug")");
    refused("whatsapp_message", "pigeon");
    refused("{\"format\"", "[\"format\"");

    Entry torn = good;
    torn.personal.who = "{";
    CHECK_FALSE(read_entry(torn));
    torn = good;
    torn.personal.said = "[]";
    CHECK_FALSE(read_entry(torn));
}
