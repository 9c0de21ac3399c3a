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
