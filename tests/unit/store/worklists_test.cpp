// What waits for somebody, as the store tells it: holds, people to ask again, ends of consent, how questions were
// taken.
#include "consentry/store/verify.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

Alias const ben = phone("34600999888");

Signal doubtful(int seconds, Alias who = phone(), std::string message_id = "wamid.d")
{
    Signal made = from(std::move(who), signal(Intent::opt_out, "enough", seconds, std::move(message_id)));
    made.readings.front().hold = true;
    return made;
}

Record agreed(Alias who, int seconds, std::string wording = "o1")
{
    Record made;
    made.contact = std::move(who);
    made.scope = "orders";
    made.opted_in = true;
    made.occurred_at = at(seconds);
    made.wording = std::move(wording);
    return made;
}

std::vector<std::string> contents(HoldPage const& page)
{
    std::vector<std::string> found;
    for (WaitingHold const& hold : page.holds)
        found.push_back(hold.aliases.at(0).value + " " + hold.event.scope + " " + hold.event.text);
    return found;
}

HoldPage queue(SampleStore& sample, Seq after = 0, std::size_t limit = 10)
{
    return sample.store->worklists().holds("demo", after, limit, event_time(sample.clock.now()));
}

std::vector<RenewalReason> reasons(SampleStore& sample, std::chrono::seconds within, Scope const& scope)
{
    std::vector<RenewalReason> found;
    auto const page
        = sample.store->worklists().renewals(*sample.demo, {&scope, within, 0, 10}, event_time(sample.clock.now()));
    for (Renewal const& renewal : page.renewals)
        found.push_back(renewal.why);
    return found;
}

void check_whole(SampleStore& sample)
{
    sample.close();
    Result<Verification> const found = verify(sample.options);
    REQUIRE(found);
    CHECK(found->problems == std::vector<std::string>{});
}

}  // namespace

TEST_CASE("holds wait in the order in which they came, with the words, until somebody settles them")
{
    SampleStore sample;
    sample.tell(doubtful(1));
    sample.tell(doubtful(2, ben, "wamid.e"));
    CHECK(contents(queue(sample))
        == std::vector<std::string>{"34600111222 marketing enough", "34600999888 marketing enough"});
    HoldFigures const figures = sample.store->worklists().hold_figures("demo", at(1'000));
    CHECK(figures.count == 2);
    CHECK(figures.oldest == seen_at(1'000));

    SECTION("page by page")
    {
        HoldPage const first = queue(sample, 0, 1);
        CHECK(first.more);
        HoldPage const second = queue(sample, first.next, 1);
        CHECK_FALSE(second.more);
        CHECK(contents(second) == std::vector<std::string>{"34600999888 marketing enough"});
    }
    SECTION("released by somebody of the business")
    {
        sample.tell(Review{1, false, "ana", "no"});
        CHECK(contents(queue(sample)) == std::vector<std::string>{"34600999888 marketing enough"});
    }
    SECTION("by the person's next clear word")
    {
        sample.tell(signal(Intent::opt_out, "stop", 5, "wamid.s"));
        CHECK(contents(queue(sample)) == std::vector<std::string>{"34600999888 marketing enough"});
    }
    SECTION("by a clear word that was said later and arrived before")
    {
        sample.tell(signal(Intent::opt_out, "stop", 5, "wamid.s"));
        sample.tell(doubtful(3, phone(), "wamid.late"));
        CHECK(contents(queue(sample)) == std::vector<std::string>{"34600999888 marketing enough"});
        CHECK(sample.store->worklists().hold_figures("demo", at(1'000)).count == 1);
    }
    SECTION("not by what the business says")
    {
        sample.tell(agreed(phone(), 5));
        CHECK(queue(sample).holds.size() == 2);
    }
    SECTION("and a merge keeps them")
    {
        sample.tell(from({user(), phone()}, signal(Intent::help, "help", 9)));
        CHECK(queue(sample).holds.size() == 2);
    }
    check_whole(sample);
}

TEST_CASE("whom to ask again is told with the reason, and who said no is left alone")
{
    SampleStore sample;
    sample.tell(agreed(phone(), 10));
    sample.tell(agreed(ben, 20, ""));
    sample.clock.set(seen_at(22));
    Scope scope = *sample.demo->scope("orders");
    REQUIRE(scope.valid_for == 8s);
    CHECK(reasons(sample, 0s, scope) == std::vector{RenewalReason::ended});
    CHECK(reasons(sample, 10s, scope) == std::vector{RenewalReason::ended, RenewalReason::ends});
    scope.required_wordings = {"o1"};
    CHECK(reasons(sample, 0s, scope) == std::vector{RenewalReason::ended, RenewalReason::old_wording});
    scope.required_wordings.clear();
    scope.asks_twice_in = {"ES"};
    CHECK(reasons(sample, 0s, scope) == std::vector{RenewalReason::ended, RenewalReason::unconfirmed});
    sample.tell(signal(Intent::opt_out, "stop", 21));
    CHECK(reasons(sample, 0s, scope) == std::vector{RenewalReason::unconfirmed});
}

TEST_CASE("ends of consent come in their order, each second as a whole")
{
    SampleStore sample;
    for (int i = 0; i < 6; ++i)
        sample.tell(agreed(phone("3460000000" + std::to_string(i)), 10 + i / 3));
    Worklists& lists = sample.store->worklists();
    auto const all = lists.ended("demo", EventTime{}, at(1'000'000), 100);
    REQUIRE(all.size() == 6);
    auto const first = lists.ended("demo", EventTime{}, at(1'000'000), 2);
    CHECK(first.size() == 3);
    auto const rest = lists.ended("demo", first.back().end, at(1'000'000), 2);
    CHECK(rest.size() == 3);
    CHECK(lists.ended("demo", rest.back().end, at(1'000'000), 2).empty());
    CHECK(lists.ended("demo", EventTime{}, all.front().end - 1s, 2).empty());
}

TEST_CASE("how far a round has come is there at the next start")
{
    SampleStore sample;
    sample.tell(agreed(phone(), 10));
    CHECK(sample.store->round("demo", "ends").empty());
    REQUIRE(sample.store->note_round("demo", "ends", "2026-11-22T09:30:00Z"));
    sample.close();
    sample.open();
    CHECK(sample.store->round("demo", "ends") == "2026-11-22T09:30:00Z");
    check_whole(sample);
}

TEST_CASE("each question counts once, and so does each answer that finds it")
{
    SampleStore sample;
    sample.tell(ask("marketing", 1, "wamid.q1"));
    sample.tell(ask("marketing", 1, "wamid.q2", ben));
    sample.tell(quoting("wamid.q1", signal(Intent::affirm, "si", 5, "wamid.a")));
    sample.tell(from(ben, quoting("wamid.q2", signal(Intent::opt_out, "baja", 5, "wamid.b"))));
    auto const figures = sample.store->worklists().receptions("demo");
    REQUIRE(figures.size() == 1);
    CHECK(figures[0].scope == "marketing");
    CHECK(figures[0].wording == "v3");
    CHECK(figures[0].asked == 2);
    CHECK(figures[0].opted_in == 1);
    CHECK(figures[0].opted_out == 1);
    check_whole(sample);
}
