// Names that turn out to be of one person: linking, merging, and what other brands learn of it.
#include "support/catch.hpp"
#include "world.hpp"

using namespace consentry;
using namespace consentry::consent;

using Types = std::vector<EventType>;

namespace {

Policy sister_policy()
{
    Policy policy = demo_policy();
    policy.brand = "sister";
    return policy;
}

Signal with_both_names(Signal signal) { return from({phone(), user()}, std::move(signal)); }

}  // namespace

TEST_CASE("an item with a known and an unknown name links the two")
{
    World world;
    world.apply(signal(Intent::opt_out, "baja", 5, "wamid.1"));
    world.apply(with_both_names(signal(Intent::help, "ayuda", 6, "wamid.2")));
    CHECK(types_of(world.events()) == Types{EventType::opted_out, EventType::linked, EventType::help});
    CHECK(world.records.subjects() == 1);
    CHECK(world.state("marketing", user()) == State::opted_out);
    Event const linked = world.events()[1];
    CHECK(linked.wa_id == "34600111222");
    CHECK(linked.user_id == "ES.13491208655302741918");
    CHECK(linked.effective);
    CHECK(linked.message_id == "wamid.2");
    CHECK(linked.text.empty());

    SECTION("once")
    {
        world.apply(with_both_names(signal(Intent::help, "ayuda", 7, "wamid.3")));
        CHECK(world.last().type == EventType::help);
        CHECK(world.records.entries("demo") == 4);
    }
}

TEST_CASE("of a person with two phone numbers each event names the one it is about")
{
    World world;
    Alias const second = phone("34600999888");
    world.apply(from({phone(), user()}, signal(Intent::help, "ayuda", 5, "wamid.1")));
    world.apply(from({second, user()}, signal(Intent::help, "ayuda", 6, "wamid.2")));
    world.apply(from(phone(), signal(Intent::opt_out, "baja", 7, "wamid.3")));
    CHECK(world.last().wa_id == "34600111222");
    CHECK(world.last().user_id == "ES.13491208655302741918");
    world.apply(from(second, signal(Intent::opt_out, "baja", 8, "wamid.4")));
    CHECK(world.last().wa_id == "34600999888");
}

TEST_CASE("an item that only links is entered for that alone, once")
{
    World world;
    world.apply(signal(Intent::opt_out, "baja", 5, "wamid.1"));
    Signal const ok = with_both_names(signal(Intent::acknowledge, "ok", 6, "wamid.2"));
    CHECK(world.apply(ok).events.size() == 1);
    CHECK(world.last().type == EventType::linked);
    CHECK(world.apply(ok).duplicate);
}

TEST_CASE("a new person with two names is no link")
{
    World world;
    world.apply(with_both_names(signal(Intent::opt_out, "baja", 5)));
    CHECK(types_of(world.events()) == Types{EventType::opted_out});
    CHECK(world.state("*", user()) == State::opted_out);
    CHECK(world.state("*", phone()) == State::opted_out);
}

TEST_CASE("two subjects that are one person are merged, and the union of their facts is folded")
{
    World world;
    world.apply(from(phone(), signal(Intent::opt_out, "baja", 5, "wamid.1")));
    world.apply(from(user(), signal(Intent::opt_in, "alta", 4, "wamid.2")));
    std::string const gone = world.known(phone())->public_id;
    std::string const kept = world.known(user())->public_id;
    REQUIRE(gone != kept);
    CHECK(world.state("*", user()) == State::unknown);

    world.apply(with_both_names(signal(Intent::help, "ayuda", 6, "wamid.3")));
    CHECK(world.records.subjects() == 1);
    CHECK(world.state("*", user()) == State::opted_out);
    Event const merged = world.events()[2];
    CHECK(merged.type == EventType::merged);
    CHECK(merged.subject == kept);
    CHECK(merged.merged_subject == gone);
    CHECK(merged.state == State::opted_out);
    CHECK(merged.states[0].state == State::opted_out);
    CHECK(merged.text.empty());
    CHECK(merged.version > world.events()[0].version);
    CHECK(merged.version > world.events()[1].version);
}

TEST_CASE("what an item says is judged by what is known of all its names")
{
    World world;
    world.apply(ask("orders", 0, "", phone()));
    world.apply(from(user(), signal(Intent::help, "ayuda", 1, "wamid.1")));
    world.apply(with_both_names(signal(Intent::affirm, "sí", 50, "wamid.2")));
    CHECK(world.state("orders", user()) == State::opted_in);
    CHECK(world.state("orders", phone()) == State::opted_in);
}

TEST_CASE("an answer under one name finds its question under another when they turn out to be one person")
{
    World world;
    world.apply(from(user(), signal(Intent::affirm, "sí", 50, "wamid.1")));
    world.apply(ask("orders", 10, "wamid.q", phone()));
    CHECK(world.state("orders", phone()) == State::unknown);
    world.apply(with_both_names(signal(Intent::help, "ayuda", 60, "wamid.2")));
    CHECK(types_of(world.events())
        == Types{EventType::unmatched, EventType::prompted, EventType::merged, EventType::opted_in, EventType::help});
    CHECK(world.state("orders", phone()) == State::opted_in);
    Event const bound = world.events()[3];
    CHECK(bound.text == "sí");
    CHECK(bound.message_id == "wamid.1");
    CHECK(bound.prompt->seq == 2);
    CHECK(bound.effective);
    CHECK(world.known(user())->answers.empty());
}

TEST_CASE("three subjects become one")
{
    World world;
    Alias const parent{AliasKind::parent_user_id, "ES.ENT.2"};
    world.apply(from(phone(), signal(Intent::opt_out, "baja", 5, "wamid.1")));
    world.apply(from(user(), signal(Intent::help, "ayuda", 4, "wamid.2")));
    world.apply(from(parent, signal(Intent::help, "ayuda", 4, "wamid.3")));
    CHECK(world.records.subjects() == 3);
    world.apply(from({parent, phone(), user()}, signal(Intent::help, "ayuda", 6, "wamid.4")));
    CHECK(world.records.subjects() == 1);
    CHECK(types_of(world.events())[3] == EventType::merged);
    CHECK(types_of(world.events())[4] == EventType::merged);
    CHECK(world.state("*", parent) == State::opted_out);
}

TEST_CASE("brands are apart: a STOP to one is none to its sister")
{
    World world;
    world.add_sibling(sister_policy());
    world.apply(signal(Intent::opt_out, "baja", 5));
    CHECK(world.state("*", phone(), "demo") == State::opted_out);
    CHECK(world.state("*", phone(), "sister") == State::unknown);
    CHECK(world.records.entries("sister") == 0);
    CHECK(world.records.subjects() == 1);
}

TEST_CASE("the same item heard by two brands is an item of each")
{
    World world;
    world.add_sibling(sister_policy());
    Signal const item = signal(Intent::opt_out, "baja", 5);
    CHECK_FALSE(world.apply(item).duplicate);
    CHECK_FALSE(world.apply_to_sibling(item).duplicate);
    CHECK(world.state("*", phone(), "sister") == State::opted_out);
}

TEST_CASE("a merge heard by one brand is entered by every brand that knew the subject, without a word of what was said")
{
    World world;
    world.add_sibling(sister_policy());
    world.apply_to_sibling(from(phone(), signal(Intent::opt_out, "baja", 5, "wamid.1")));
    world.apply(from(user(), signal(Intent::help, "ayuda", 6, "wamid.2")));
    Signal linking = quoting("wamid.0", with_both_names(signal(Intent::opt_out, "secreto", 7, "wamid.3")));
    world.apply(linking);

    CHECK(world.state("*", user(), "sister") == State::opted_out);
    Event const merged = world.last("sister");
    CHECK(merged.type == EventType::merged);
    CHECK(merged.brand == "sister");
    CHECK(merged.state == State::opted_out);
    CHECK(merged.subject == world.known(user())->public_id);
    CHECK(merged.user_id == "ES.13491208655302741918");
    CHECK(merged.number.empty());
    CHECK(merged.message_id.empty());
    CHECK(merged.context_id.empty());
    CHECK(merged.message_key.empty());
    CHECK(merged.text.empty());
    CHECK(merged.source == Source::system);
    CHECK(types_of(world.events("demo")) == Types{EventType::help, EventType::merged, EventType::opted_out});
}

TEST_CASE("a sister that never knew the subject hears nothing of the merge")
{
    World world;
    world.add_sibling(sister_policy());
    world.apply(from(phone(), signal(Intent::opt_out, "baja", 5, "wamid.1")));
    world.apply(from(user(), signal(Intent::help, "ayuda", 6, "wamid.2")));
    world.apply(with_both_names(signal(Intent::help, "ayuda", 7, "wamid.3")));
    CHECK(world.records.entries("sister") == 0);
}

TEST_CASE("a merge binds answers that waited at a sister brand, too")
{
    World world;
    world.add_sibling(sister_policy());
    world.apply_to_sibling(from(phone(), signal(Intent::affirm, "sí", 50, "wamid.1")));
    world.apply_to_sibling(ask("orders", 10, "wamid.q", user()));
    world.apply(with_both_names(signal(Intent::help, "ayuda", 60, "wamid.2")));
    CHECK(world.state("orders", user(), "sister") == State::opted_in);
    CHECK(world.last("sister").text == "sí");
    CHECK(world.last("sister").number == "106540352242922");
    CHECK(world.last("demo").type == EventType::help);
}

TEST_CASE("a new name is known from the item's own time, never from the future")
{
    World world;
    world.apply(signal(Intent::opt_out, "baja", 5, "wamid.1"));
    world.apply(with_both_names(signal(Intent::help, "ayuda", 5000, "wamid.2")), 1000);
    CHECK(world.events()[1].timestamp == at(1000));
}
