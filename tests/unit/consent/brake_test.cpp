// How much is too much: counting changes of a source, and what a brake that holds lets through.
#include "consentry/consent/brake.hpp"

#include "builders.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

constexpr BrakeBounds bounds{600s, 10, 20, 5};

/// A source of a brand that knows so many people.
struct Source_ {
    std::int64_t subjects = 0;
    Brake brake{};
    int asked = 0;

    bool change(int second, Direction direction = Direction::opt_outs)
    {
        auto const count = [this] {
            ++asked;
            return subjects;
        };
        return pass(brake, bounds, direction, count, at(second));
    }

    /// How many of so many at that time pass.
    int changes(int count, int second, Direction direction = Direction::opt_outs)
    {
        int passed = 0;
        for (int i = 0; i < count; ++i)
            passed += change(second, direction) ? 1 : 0;
        return passed;
    }
};

}  // namespace

TEST_CASE("a person's own words are never braked")
{
    auto const source = GENERATE(Source::whatsapp_message, Source::whatsapp_button, Source::whatsapp_flow,
        Source::meta_preference, Source::message_api, Source::system);
    CHECK_FALSE(is_braked(source));
}

TEST_CASE("what status codes, the API, lists and the command line tell can be")
{
    CHECK(is_braked(GENERATE(Source::meta_status, Source::api, Source::import, Source::cli)));
}

TEST_CASE("the sources between which a caller may choose are counted as one")
{
    CHECK(counted_as(GENERATE(Source::api, Source::import, Source::cli)) == Source::api);
    CHECK(counted_as(Source::meta_status) == Source::meta_status);
}

TEST_CASE("up to the floor everything passes, and one more takes hold for good")
{
    Source_ source;
    CHECK(source.changes(15, 0) == 10);
    CHECK(source.brake.held_since == at(0));
    CHECK(source.brake.stopped == 5);
    CHECK_FALSE(source.change(100'000));
}

TEST_CASE("opt-ins have a floor of their own")
{
    Source_ source;
    CHECK(source.changes(30, 0, Direction::opt_ins) == 20);
}

TEST_CASE("with many people it is their share that counts, and they are counted only beyond the floor")
{
    Source_ source{.subjects = 1'000};
    CHECK(source.changes(10, 0) == 10);
    CHECK(source.asked == 0);
    CHECK(source.changes(100, 1) == 40);
}

TEST_CASE("what was long ago no longer counts, and what was just before the window still does")
{
    Source_ source;
    CHECK(source.changes(8, 599) == 8);
    SECTION("a moment later") { CHECK(source.changes(8, 600) == 2); }
    SECTION("half a window later")
    {
        // The window began with the first change, so at 1499 half of what was in the one before it still counts.
        CHECK(source.changes(10, 1'499) == 6);
    }
    SECTION("two windows later") { CHECK(source.changes(10, 1'800) == 10); }
}

TEST_CASE("a slow stream passes for ever")
{
    Source_ source;
    int passed = 0;
    for (int second = 0; second < 100'000; second += 100)
        passed += source.change(second) ? 1 : 0;
    CHECK(passed == 1'000);
}

TEST_CASE("released, it counts anew, and so many more pass as were said to come")
{
    Source_ source;
    source.changes(11, 0);
    BrakeRelease let_go{Source::import, Direction::opt_outs, 100, 3600s, "ana", "the list of May"};
    release(source.brake, let_go, at(50));
    CHECK(source.brake.released_by == "ana");
    CHECK(source.changes(200, 60) == 110);

    release(source.brake, let_go, at(5'000));
    CHECK(source.changes(200, 5'000 + 3'600) == 10);
}

TEST_CASE("a clock that is set back does not stop the counting")
{
    Source_ source;
    source.changes(5, 10'000);
    CHECK(source.changes(20, 0) == 10);
}

TEST_CASE("without a window nothing is braked")
{
    Brake brake;
    BrakeBounds off = bounds;
    off.window = 0s;
    for (int i = 0; i < 1'000; ++i)
        CHECK(pass(brake, off, Direction::opt_ins, [] { return 0; }, at(0)));
}
