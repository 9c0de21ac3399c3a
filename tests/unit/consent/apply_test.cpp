#include "consentry/consent/apply.hpp"

#include "consentry/consent/event_id.hpp"
#include "support/catch.hpp"
#include "world.hpp"

#include <set>

using namespace consentry;
using namespace consentry::consent;

using Types = std::vector<EventType>;

TEST_CASE("the first STOP of a stranger makes a subject and one entry that says it all")
{
    World world;
    Outcome const outcome = world.apply(quoting("wamid.0", signal(Intent::opt_out, "baja", 5)));
    REQUIRE(outcome.events.size() == 1);
    CHECK_FALSE(outcome.duplicate);
    CHECK_FALSE(outcome.refused);
    CHECK(seq_of_event(outcome.events[0]) == 1);
    CHECK(world.state("marketing") == State::opted_out);
    CHECK(world.state("orders") == State::opted_out);

    Event const event = world.last();
    CHECK(event.id == outcome.events[0]);
    CHECK(event.type == EventType::opted_out);
    CHECK(event.effective);
    CHECK(event.scope == "*");
    CHECK(event.state == State::opted_out);
    CHECK(event.timestamp == at(5));
    CHECK(event.recorded_at == seen_at(1000));
    CHECK(event.subject == world.known(phone())->public_id);
    CHECK(event.wa_id == "34600111222");
    CHECK(event.number == "106540352242922");
    CHECK(event.text == "baja");
    CHECK(event.message_id == "wamid.1");
    CHECK(event.context_id == "wamid.0");
    CHECK(event.match->keyword == "baja");
    CHECK(event.match->folded == "baja");
    REQUIRE(event.states.size() == 2);
    CHECK(event.states[0] == ScopeState{"marketing", State::opted_out, false, Reason::opted_out, {}});
    CHECK(event.states[1] == ScopeState{"orders", State::opted_out, false, Reason::opted_out, {}});
}

TEST_CASE("the same item again is known and enters nothing")
{
    World world;
    Signal const item = signal(Intent::opt_out, "baja", 5);
    world.apply(item);
    Outcome const again = world.apply(item, 2000);
    CHECK(again.duplicate);
    CHECK(again.events.empty());
    CHECK(world.records.entries("demo") == 1);

    SECTION("the same words in another message are another item")
    {
        CHECK_FALSE(world.apply(signal(Intent::opt_out, "baja", 5, "wamid.2")).duplicate);
    }
}

TEST_CASE("a question that comes again with the same message is known")
{
    World world;
    CHECK(world.apply(ask("orders", 0, "wamid.q")).events.size() == 1);
    CHECK(world.apply(ask("orders", 0, "wamid.q")).duplicate);
    CHECK_FALSE(world.apply(ask("orders", 0)).duplicate);
    // A provider's id may be of a broadcast to many.
    CHECK_FALSE(world.apply(ask("orders", 0, "wamid.q", phone("34600999888"))).duplicate);
}

TEST_CASE("an item that says nothing makes nothing, not even a subject")
{
    World world;
    Outcome const outcome = world.apply(signal(Intent::acknowledge, "ok", 5));
    CHECK(outcome.events.empty());
    CHECK(world.records.subjects() == 0);
}

TEST_CASE("an event is effective if anything is different after it")
{
    World world;
    world.apply(signal(Intent::opt_out, "baja", 5, "wamid.1"));
    world.apply(signal(Intent::opt_out, "baja", 6, "wamid.2"));
    CHECK_FALSE(world.last().effective);
    world.apply(signal(Intent::opt_in, "alta", 4, "wamid.3"));
    CHECK(world.last().type == EventType::lifted);
    CHECK_FALSE(world.last().effective);
    CHECK(world.state("marketing") == State::opted_out);
    world.apply(signal(Intent::opt_in, "alta", 7, "wamid.4"));
    CHECK(world.last().effective);
    CHECK(world.state("marketing") == State::unknown);
    world.apply(ask("orders", 0));
    CHECK(world.last().type == EventType::prompted);
    CHECK_FALSE(world.last().effective);
    world.apply(signal(Intent::help, "ayuda", 8, "wamid.5"));
    CHECK_FALSE(world.last().effective);
}

TEST_CASE("Meta's setting is effective where it changes what may be sent, or stops another number")
{
    World world;
    world.apply(setting(Intent::meta_stop, 5));
    CHECK(world.last().effective);
    world.apply(setting(Intent::meta_stop, 6));
    CHECK_FALSE(world.last().effective);
    Signal other = setting(Intent::meta_stop, 7);
    other.number = "200000000000001";
    world.apply(other);
    CHECK(world.last().effective);
    world.apply(setting(Intent::meta_resume, 8));
    CHECK(world.last().effective);
}

TEST_CASE("the version grows with every entry, above the epoch of the store")
{
    World world;
    world.records = test::MemoryRecords{3};
    world.apply(signal(Intent::opt_out, "baja", 5, "wamid.1"));
    std::int64_t const first = world.last().version;
    CHECK(first == (std::int64_t{3} << 40) + 1);
    world.apply(signal(Intent::opt_in, "alta", 4, "wamid.2"));
    CHECK(world.last().version > first);
}

TEST_CASE("the entries of a brand are one gapless chain")
{
    World world;
    world.apply(signal(Intent::affirm, "sí", 50, "wamid.1"));
    world.apply(ask("orders", 0));
    world.apply(from({phone(), user()}, signal(Intent::opt_out, "baja", 60, "wamid.2")));
    Digest previous = first_link;
    Sha256 sha256;
    std::set<std::string> ids;
    for (Seq seq = 1; seq <= world.records.head("demo").seq; ++seq) {
        Entry const entry = world.records.entry("demo", seq);
        CHECK(entry.seq == seq);
        CHECK(link_hash(sha256, previous, entry) == entry.hash);
        CHECK_FALSE(broken_commitment(sha256, entry));
        previous = entry.hash;
        ids.insert(std::string{event_id(entry.fields)});
    }
    CHECK(ids.size() == 5);
}

TEST_CASE("YES without a question changes nothing; its question makes it an opt-in, with the words that were said")
{
    World world;
    world.apply(signal(Intent::affirm, "sí", 50));
    CHECK(world.last().type == EventType::unmatched);
    CHECK(world.state("marketing") == State::unknown);

    Outcome const outcome = world.apply(ask("marketing", 10, "wamid.q"));
    CHECK(outcome.events.size() == 2);
    CHECK(types_of(world.events()) == Types{EventType::unmatched, EventType::prompted, EventType::opted_in});
    CHECK(world.state("marketing") == State::opted_in);
    CHECK(world.state("orders") == State::unknown);
    Event const bound = world.last();
    CHECK(bound.effective);
    CHECK(bound.timestamp == at(50));
    CHECK(bound.text == "sí");
    CHECK(bound.message_id == "wamid.1");
    CHECK(bound.number == "106540352242922");
    CHECK(bound.source == Source::whatsapp_message);
    REQUIRE(bound.match);
    CHECK(bound.match->rule == "es/affirm/sí");
    CHECK(bound.answer->answered == 1);
    REQUIRE(bound.prompt);
    CHECK(bound.prompt->wording == "v3");
    CHECK(bound.prompt->seq == 2);
    CHECK(bound.wording == "v3");

    SECTION("and it is bound once")
    {
        CHECK(world.known(phone())->answers.empty());
        world.apply(ask("marketing", 11, "wamid.r"));
        CHECK(world.last().type == EventType::prompted);
    }
}

TEST_CASE("a question known before its answer opens its scope only")
{
    World world;
    world.apply(ask("orders", 10, "wamid.q"));
    world.apply(signal(Intent::affirm, "sí", 50));
    CHECK(world.last().type == EventType::opted_in);
    CHECK(world.last().prompt->seq == 1);
    CHECK(world.state("orders") == State::opted_in);
    CHECK(world.state("marketing") == State::unknown);
}

TEST_CASE("two scopes are open: without a context nothing, with it the right one")
{
    World world;
    world.apply(ask("orders", 10, "wamid.o"));
    world.apply(ask("marketing", 10, "wamid.m"));
    world.apply(signal(Intent::affirm, "sí", 50, "wamid.1"));
    CHECK(world.last().type == EventType::unmatched);
    world.apply(quoting("wamid.m", signal(Intent::affirm, "sí", 51, "wamid.2")));
    CHECK(world.state("marketing") == State::opted_in);
    CHECK(world.state("orders") == State::unknown);
    world.apply(quoting("wamid.elsewhere", signal(Intent::affirm, "sí", 52, "wamid.3")));
    CHECK(world.last().type == EventType::unmatched);
    world.apply(quoting("wamid.o", signal(Intent::decline, "no", 53, "wamid.4")));
    CHECK(world.state("orders") == State::declined);
}

TEST_CASE("one message may ask for two scopes: both are registered, once each, and only an answer that names one binds")
{
    World world;
    world.apply(ask("orders", 10, "wamid.m"));
    world.apply(ask("marketing", 10, "wamid.m"));
    CHECK(world.apply(ask("marketing", 10, "wamid.m")).duplicate);
    CHECK(types_of(world.events()) == std::vector{EventType::prompted, EventType::prompted});
    world.apply(quoting("wamid.m", signal(Intent::affirm, "sí", 50)));
    CHECK(world.last().type == EventType::unmatched);
}

TEST_CASE("an answer to a message not known yet waits for just that question")
{
    World world;
    world.apply(quoting("wamid.m", signal(Intent::affirm, "sí", 50)));
    world.apply(ask("orders", 10, "wamid.o"));
    CHECK(world.state("orders") == State::unknown);
    world.apply(ask("marketing", 10, "wamid.m"));
    CHECK(world.state("orders") == State::unknown);
    CHECK(world.state("marketing") == State::opted_in);
    CHECK(world.last().context_id == "wamid.m");
}

TEST_CASE("a waiting answer remembers where it was sent: a campaign of that number keeps it ambiguous")
{
    Policy policy = demo_policy();
    policy.campaigns.push_back({"orders", "o1", "es", "106540352242922", at(0), at(100), {}});
    policy.campaigns.push_back({"marketing", "v3", "es", "106540352242922", at(0), at(100), {}});
    World world{policy};
    world.apply(signal(Intent::affirm, "sí", 50, "wamid.1"));
    CHECK(world.last().type == EventType::unmatched);
    world.apply(ask("marketing", 10));
    CHECK(world.last().type == EventType::prompted);
    CHECK(world.state("marketing") == State::unknown);
}

TEST_CASE("a campaign's word that is no YES answers campaigns only, be a question ever so late")
{
    Policy policy = demo_policy();
    policy.campaigns.push_back({"orders", "o1", "es", "106540352242922", at(0), at(100), {"quiero"}});
    policy.campaigns.push_back({"marketing", "v3", "es", "106540352242922", at(0), at(100), {"quiero"}});
    World world{policy};
    Signal word = signal(Intent::affirm, "quiero", 50);
    word.readings.clear();
    world.apply(word);
    CHECK(world.last().type == EventType::unmatched);
    world.apply(ask("orders", 10));
    CHECK(world.last().type == EventType::prompted);
    CHECK(world.state("orders") == State::unknown);
}

TEST_CASE("STOP and START in either order of arrival, twice, a day apart: the same state, by their own time")
{
    Signal const stopped = signal(Intent::opt_out, "baja", 5, "wamid.1");
    Signal const started = signal(Intent::opt_in, "alta", 86'405, "wamid.2");
    World forward;
    World backward;
    for (int i = 0; i < 2; ++i) {
        forward.apply(stopped, 90'000);
        forward.apply(started, 90'001);
        backward.apply(started, 90'000);
        backward.apply(stopped, 90'001);
    }
    CHECK(forward.state("*") == State::unknown);
    CHECK(backward.state("*") == State::unknown);
    CHECK(backward.events().back().states == forward.events().back().states);
    CHECK(forward.records.entries("demo") == 2);
}

TEST_CASE("consent told by the business is entered with its evidence, or refused without a trace")
{
    World world;
    Record record;
    record.contact = phone();
    record.scope = "marketing";
    record.opted_in = true;
    record.occurred_at = at(10);
    record.evidence = "form 4711";
    record.actor = "ana";
    record.origin = "web form";
    record.caused_by = "evt_crm";
    record.wording = "v3";
    CHECK(world.apply(record).events.size() == 1);
    Event const event = world.last();
    CHECK(event.source == Source::api);
    CHECK(event.evidence == "form 4711");
    CHECK(event.actor == "ana");
    CHECK(event.origin == "web form");
    CHECK(event.caused_by == "evt_crm");
    CHECK(event.wording == "v3");
    CHECK(event.message_key.empty());
    CHECK(world.apply(record).events.empty());
    CHECK(world.records.entries("demo") == 1);

    world.apply(signal(Intent::opt_out, "baja", 20));
    record.occurred_at = at(30);
    Outcome const outcome = world.apply(record);
    REQUIRE(outcome.refused);
    CHECK(outcome.refused->fault == Fault::conflict);
    CHECK(world.records.entries("demo") == 2);
    CHECK(world.state("marketing") == State::opted_out);

    SECTION("a stranger who is refused stays a stranger")
    {
        record.contact = phone("34600999888");
        record.scope = "newsletter";
        CHECK(world.apply(record).refused->fault == Fault::malformed);
        CHECK(world.records.subjects() == 1);
    }
}

TEST_CASE("a person's words are in the personal part only, and the words of a label count as well")
{
    World world;
    world.apply(signal(Intent::opt_out, "baja", 5));
    Entry const entry = world.records.entry("demo", 1);
    CHECK(entry.fields.find("34600111222") == std::string::npos);
    CHECK(entry.fields.find("wamid") == std::string::npos);
    CHECK(entry.personal.said == R"({"text":"baja","folded":"baja"})");
}

TEST_CASE("an alarm is entered in the ledger between what people say, and changes nothing for them")
{
    World world;
    world.apply(signal(Intent::opt_out, "baja", 1, "wamid.1"));
    Notice const notice{{"disk_space", "store", "7 MB are left", true, at(5)}, at(5)};
    Outcome const outcome = world.apply(notice, 6);
    Event const told = world.last();
    CHECK(outcome.events == std::vector{told.id});
    CHECK(told.type == EventType::alarm);
    CHECK(told.seq == 2);
    CHECK(told.subject.empty());
    CHECK(told.timestamp == at(5));
    CHECK(told.alarm->detail == "7 MB are left");
    CHECK(world.state("marketing") == State::opted_out);
    world.apply(notice, 7);
    CHECK(world.events().size() == 3);  // Each rise is news, though it is told in the same words.
}
