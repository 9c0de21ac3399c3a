// State is a pure function of what was said and the clock: any order of arrival, any repetition, any grouping.
#include "story.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <set>

using namespace consentry;
using namespace consentry::consent;
using consentry::test::Generator;

namespace {

void tell(World& world, Telling const& telling, int arrival)
{
    if (telling.to_sister)
        world.apply_to_sibling(telling.what, telling.arrival.value_or(arrival));
    else
        world.apply(telling.what, telling.arrival.value_or(arrival));
}

/// Tells every item once or more, in an order of its own, in groups that arrive together.
std::string tell_somehow(World& world, std::vector<Telling> items, Generator& random)
{
    for (int more = random.below(static_cast<int>(items.size()) + 1); more > 0; --more)
        items.push_back(random.one_of(items));
    random.shuffle(items);
    std::string order;
    int arrival = 200;
    for (Telling const& telling : items) {
        if (random.once_in(2))
            arrival += random.below(20);
        tell(world, telling, arrival);
        order += telling.told + "\n";
    }
    return order;
}

/// What may be sent to whom, for everybody in the story, at both brands and both numbers, before and after consent
/// ends.
std::vector<std::string> view(World& world, Story const& story)
{
    std::vector<std::string> lines;
    for (std::string const brand : {"demo", "sister"}) {
        Policy const policy = story_policy(brand);
        for (Alias const& alias : story.aliases) {
            auto const known = world.known(alias, brand);
            std::vector<Fact> const facts = known ? known->facts : std::vector<Fact>{};
            for (int const clock : {5, 15, 1000}) {
                std::string line = brand + " " + alias.value + " " + std::to_string(clock) + ":";
                line.append(" ").append(name_of(fold(facts, "*", at(clock)).state));
                for (Scope const& scope : policy.scopes) {
                    for (char const* const number : {first_number, second_number, ""}) {
                        Permission const permission = consent::permission(scope, facts, {number, false}, at(clock));
                        line.append(" ")
                            .append(name_of(permission.state))
                            .append("/")
                            .append(name_of(permission.reason));
                    }
                }
                lines.push_back(line);
            }
        }
    }
    return lines;
}

World world_of_two_brands()
{
    World world{story_policy("demo")};
    world.add_sibling(story_policy("sister"));
    return world;
}

std::vector<std::string> lines_that_differ(std::vector<std::string> const& a, std::vector<std::string> const& b)
{
    std::vector<std::string> differ;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (a[i] != b[i])
            differ.push_back(a[i] + "  <>  " + b[i]);
    }
    return differ;
}

}  // namespace

TEST_CASE("in any order of arrival, any repetition, any grouping: the same state for every name")
{
    Generator random;
    for (int i = 0; i < 2'000; ++i) {
        Story const story = make_story(random);
        World told = world_of_two_brands();
        for (Telling const& telling : story.prologue)
            tell(told, telling, 150);
        World told_again = told;
        std::string const order = tell_somehow(told, story.items, random);
        std::string const other_order = tell_somehow(told_again, story.items, random);
        auto const difference = lines_that_differ(view(told, story), view(told_again, story));
        if (difference.empty())
            continue;
        INFO("CONSENTRY_TEST_SEED=" << random.seed() << ", story " << i);
        for (Telling const& telling : story.prologue)
            UNSCOPED_INFO("first: " << telling.told);
        INFO("told as\n" << order << "and as\n" << other_order);
        INFO(difference.front());
        REQUIRE(difference.empty());
    }
}

TEST_CASE("whoever applies the highest version of a subject ends with the states of the fold")
{
    Generator random;
    INFO("CONSENTRY_TEST_SEED=" << random.seed());
    Policy const policy = story_policy("demo");
    for (int i = 0; i < 300; ++i) {
        Story const story = make_story(random);
        World world = world_of_two_brands();
        for (Telling const& telling : story.prologue)
            tell(world, telling, 150);
        tell_somehow(world, story.items, random);
        for (Alias const& alias : story.aliases) {
            auto const known = world.known(alias);
            if (!known)
                continue;
            std::vector<Event> const events = world.events();
            Event const* latest = nullptr;
            for (Event const& event : events) {
                if (event.subject == known->public_id && (!latest || event.version > latest->version))
                    latest = &event;
            }
            // A subject that only the sister brand heard of has no entry here, and no facts either.
            if (!latest) {
                REQUIRE(known->facts.empty());
                continue;
            }
            EventTime const then = event_time(latest->recorded_at);
            for (ScopeState const& told : latest->states) {
                Permission const now = permission(*policy.scope(told.scope), known->facts, {}, then);
                if (told.state != now.state || told.allowed != now.allowed || told.reason != now.reason) {
                    INFO("story " << i << ", " << alias.value << ", " << told.scope);
                    REQUIRE(name_of(told.reason) == name_of(now.reason));
                    REQUIRE(name_of(told.state) == name_of(now.state));
                }
            }
        }
    }
}

TEST_CASE("the stories of these tests say enough to be worth telling")
{
    Generator random;
    INFO("CONSENTRY_TEST_SEED=" << random.seed());
    std::set<EventType> seen;
    for (int i = 0; i < 300; ++i) {
        Story const story = make_story(random);
        World world = world_of_two_brands();
        for (Telling const& telling : story.prologue)
            tell(world, telling, 150);
        tell_somehow(world, story.items, random);
        for (Event const& event : world.events())
            seen.insert(event.answer && event.answer->answered != 0 ? EventType::released : event.type);
    }
    for (EventType const type :
        {EventType::opted_out, EventType::opted_in, EventType::declined, EventType::lifted, EventType::held,
            EventType::prompted, EventType::unmatched, EventType::violated, EventType::preference_stopped,
            EventType::preference_resumed, EventType::linked, EventType::merged, EventType::released}) {
        INFO(name_of(type));
        CHECK(seen.contains(type));
    }
}
