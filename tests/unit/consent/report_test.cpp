// Questions that the business tells with the message itself, as Meta reports on that message: in any order.
#include "unit/consent/world.hpp"

#include "support/catch.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::consent;

namespace {

Ask reported(int second, bool failed = false)
{
    Ask made = ask("marketing", second, "wamid.ask");
    made.source = Source::meta_status;
    made.withdrawn = failed;
    return made;
}

Signal yes(int second) { return signal(Intent::affirm, "si", second, "wamid.yes"); }

}  // namespace

TEST_CASE("a report registers the question once, whichever comes first and however often")
{
    World world;
    world.apply(reported(12));
    world.apply(reported(12));
    world.apply(reported(15));
    CHECK(types_of(world.events()) == std::vector{EventType::prompted});
    world.apply(yes(20));
    CHECK(world.state("marketing") == State::opted_in);
}

TEST_CASE("the earliest report tells when it was asked, though it comes last: an answer in between is bound")
{
    World world;
    world.apply(reported(30));  // Read …
    world.apply(yes(20));
    CHECK(world.state("marketing") == State::unknown);
    world.apply(reported(10));  // … and sent, which Meta tells later.
    CHECK(world.state("marketing") == State::opted_in);
}

TEST_CASE("a message that failed has asked nothing, whether that is told before or after")
{
    bool const failed_first = GENERATE(true, false);
    World world;
    world.apply(reported(10, failed_first));
    world.apply(reported(11, !failed_first));
    world.apply(yes(20));
    CHECK(world.state("marketing") == State::unknown);
}

TEST_CASE("a message that failed has asked nothing, though its failure does not tell what it had asked")
{
    World world;
    world.apply(reported(10));
    Ask orders = reported(10);
    orders.scope = "orders";
    orders.wording = "o1";
    world.apply(orders);
    Ask failure = reported(11, true);
    failure.scope.clear();
    failure.wording.clear();
    SECTION("of that message, all that it asked is closed, once")
    {
        world.apply(failure);
        world.apply(failure);
        CHECK(types_of(world.events()) == std::vector<EventType>(4, EventType::prompted));
        world.apply(yes(20));
        CHECK(world.state("marketing") == State::unknown);
        CHECK(world.state("orders") == State::unknown);
    }
    SECTION("of another message, or of somebody else, nothing is entered")
    {
        failure.message_id = "wamid.other";
        CHECK(world.apply(failure).events.empty());
        failure.message_id = "wamid.ask";
        failure.who = {phone("34600999888")};
        CHECK(world.apply(failure).events.empty());
        CHECK(world.events().size() == 2);
        CHECK_FALSE(world.known(phone("34600999888")));
    }
}

TEST_CASE("a question that the API told is closed by the failure of its message as well")
{
    World world;
    world.apply(ask("marketing", 10, "wamid.ask"));
    Ask failure = reported(11, true);
    failure.scope.clear();
    failure.wording.clear();
    world.apply(failure);
    world.apply(yes(20));
    CHECK(world.state("marketing") == State::unknown);
}

TEST_CASE("an answer that was bound stays, though the message is said to have failed later")
{
    World world;
    world.apply(reported(10));
    world.apply(yes(20));
    world.apply(reported(30, true));
    CHECK(world.state("marketing") == State::opted_in);
}

TEST_CASE("reports and a quoting answer lead to the same in every order")
{
    std::vector<Matter::What> said{reported(10), reported(12), reported(30), quoting("wamid.ask", yes(20))};
    std::vector<std::size_t> order{0, 1, 2, 3};
    do {
        World world;
        for (std::size_t const i : order)
            world.apply(said[i]);
        CHECK(world.state("marketing") == State::opted_in);
    } while (std::ranges::next_permutation(order).found);
}
