#include "store/sqlite_reader.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <thread>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

TEST_CASE("nobody who never said anything is known")
{
    SampleStore sample;
    CHECK_FALSE(sample.check("marketing").allowed);
    CHECK(sample.check("marketing").reason == Reason::unknown);
    CHECK_FALSE(sample.check("marketing").event);
    CHECK_FALSE(sample.store->reader().subject(*sample.demo, phone()));
    CHECK(sample.store->reader().history(*sample.demo, phone(), 0, 10).events.empty());
    CHECK(sample.store->reader().events("demo", 0, 10).events.empty());
}

TEST_CASE("a check answers from the moment of the commit, with reason and event")
{
    SampleStore sample;
    Record yes;
    yes.contact = phone();
    yes.scope = "orders";
    yes.opted_in = true;
    yes.occurred_at = at(1);
    yes.wording = "o1";
    yes.evidence = "form";
    Outcome const first = sample.tell(yes);
    CHECK(sample.check("orders").state == State::expired);
    sample.clock.set(seen_at(2));
    CHECK(sample.check("orders").allowed);
    CHECK(sample.check("orders").event == first.events.at(0));
    CHECK(sample.check("orders").since == at(1));

    Outcome const second = sample.tell(signal(Intent::opt_out, "baja", 2));
    CheckAnswer const no = sample.check("orders");
    CHECK_FALSE(no.allowed);
    CHECK(no.reason == Reason::opted_out);
    CHECK(no.event == second.events.at(0));
}

namespace {

/// From the phone number of everybody else here to another one.
Naming moved(int second)
{
    Naming naming;
    naming.who = {phone("34600999888")};
    naming.former = {phone()};
    naming.at = at(second);
    naming.stamped = at(second);
    naming.source = Source::system;
    naming.identity = "system/" + std::to_string(second);
    return naming;
}

Record agreed(int second)
{
    Record yes;
    yes.contact = phone();
    yes.scope = "marketing";
    yes.opted_in = true;
    yes.occurred_at = at(second);
    yes.wording = "v3";
    yes.evidence = "form";
    return yes;
}

}  // namespace

TEST_CASE("a no stays with the number it was said under, until its next owner says yes; a yes does not")
{
    SampleStore sample;
    SECTION("a no")
    {
        Outcome const no = sample.tell(signal(Intent::opt_out, "baja", 10));
        sample.tell(moved(20));
        CheckAnswer const left = sample.check("marketing");
        CHECK_FALSE(left.allowed);
        CHECK(left.reason == Reason::opted_out);
        CHECK(left.event == no.events.at(0));
        CHECK(sample.tell(agreed(30)).refused);  // Of whom the list speaks nobody knows.
        Record shown = agreed(30);
        shown.may_reopen = true;
        sample.tell(shown);
        CHECK(sample.check("marketing").allowed);
        CHECK(sample.check("marketing", phone("34600999888")).state == State::opted_out);
    }
    SECTION("a no said after the move is not the number's")
    {
        sample.tell(agreed(5));
        sample.tell(moved(20));
        sample.tell(from(phone("34600999888"), signal(Intent::opt_out, "baja", 30)));
        CHECK(sample.check("marketing").state == State::unknown);
    }
    SECTION("a yes")
    {
        sample.tell(agreed(5));
        REQUIRE(sample.check("marketing").allowed);
        sample.tell(moved(20));
        CHECK(sample.check("marketing").state == State::unknown);
        CHECK(sample.check("marketing", phone("34600999888")).allowed);
    }
    SECTION("whoever writes from it may be answered")
    {
        sample.tell(signal(Intent::opt_out, "baja", 10));
        sample.tell(moved(20));
        CheckQuestion const reply{phone(), sample.demo->scope("marketing"), {{}, true}};
        CHECK(sample.store->reader().check(*sample.demo, {&reply, 1}, at(100)).at(0).allowed);
    }
}

TEST_CASE("a list is answered in its order")
{
    SampleStore sample;
    sample.tell(signal(Intent::opt_out, "baja", 1));
    std::vector<CheckQuestion> questions;
    for (Alias const& contact : {phone("34600111333"), phone(), user()})
        questions.push_back({contact, sample.demo->scope("marketing"), {}});
    auto const answers = sample.store->reader().check(*sample.demo, questions, at(10));
    REQUIRE(answers.size() == 3);
    CHECK(answers[0].state == State::unknown);
    CHECK(answers[1].state == State::opted_out);
    CHECK(answers[2].state == State::unknown);
}

TEST_CASE("a brand does not know what was said to another, but who it was said by")
{
    SampleStore sample;
    sample.tell(from({phone(), user()}, signal(Intent::opt_out, "baja", 1)), true);
    CHECK(sample.check("marketing").state == State::unknown);
    auto const known = sample.store->reader().subject(*sample.demo, user());
    REQUIRE(known);
    CHECK(known->standing.facts.empty());
    CHECK(known->standing.aliases.size() == 2);
    CHECK_FALSE(known->last_event);
    CHECK(sample.store->reader().history(*sample.demo, user(), 0, 10).events.empty());
    CHECK(sample.store->reader().subject(*sample.sister, user())->last_event == sample.clock.now());
}

TEST_CASE("events come in pages, and each by its id")
{
    SampleStore sample;
    std::vector<std::string> ids;
    for (int i = 1; i <= 5; ++i) {
        Signal const said = signal(Intent::opt_out, "word", i, "wamid." + std::to_string(i));
        ids.push_back(sample.tell(i == 3 ? from(phone("34600111333"), said) : said).events.at(0));
    }
    Reader& reader = sample.store->reader();
    EventPage page = reader.events("demo", 0, 2);
    REQUIRE(page.events.size() == 2);
    CHECK(page.events[0].id == ids[0]);
    CHECK(page.more);
    page = reader.events("demo", 3, 2);
    REQUIRE(page.events.size() == 2);
    CHECK(page.events[0].id == ids[3]);
    CHECK_FALSE(page.more);
    CHECK(reader.events("nobody", 0, 2).events.empty());

    page = reader.history(*sample.demo, phone(), 1, 2);
    REQUIRE(page.events.size() == 2);
    CHECK(page.events[0].id == ids[1]);
    CHECK(page.events[1].id == ids[3]);
    CHECK(page.more);

    for (std::string const& id : ids)
        CHECK(reader.event("demo", id)->id == id);
    CHECK(reader.event("demo", ids[0])->text == "word");
    CHECK_FALSE(reader.event("sister", ids[0]));
    CHECK_FALSE(reader.event("demo", "evt_none"));
    std::string forged = ids[0];
    forged.back() = forged.back() == '0' ? '4' : '0';
    CHECK_FALSE(reader.event("demo", forged));
}

TEST_CASE("after a merge one history has it all")
{
    SampleStore sample;
    sample.tell(from(phone(), signal(Intent::opt_out, "baja", 1, "wamid.1")));
    sample.tell(from(user(), signal(Intent::opt_in, "start", 2, "wamid.2")));
    sample.tell(from({phone(), user()}, signal(Intent::help, "ayuda", 3, "wamid.3")));
    auto const by_phone = sample.store->reader().history(*sample.demo, phone(), 0, 100);
    auto const by_user = sample.store->reader().history(*sample.demo, user(), 0, 100);
    CHECK(by_phone.events.size() == by_user.events.size());
    CHECK(by_phone.events.size() >= 4);
    CHECK(sample.store->reader().subject(*sample.demo, phone())->standing.public_id
        == sample.store->reader().subject(*sample.demo, user())->standing.public_id);
}

TEST_CASE("more threads than connections wait for their turn, and all are answered")
{
    SampleStore sample{false};
    sample.options.readers = 2;
    sample.open();
    sample.tell(signal(Intent::opt_out, "baja", 1));
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 6; ++i) {
            threads.emplace_back([&] {
                for (int j = 0; j < 20; ++j)
                    right += sample.check("marketing").state == State::opted_out ? 1 : 0;
            });
        }
    }
    CHECK(right == 120);
}

TEST_CASE("records are weighed one after the other as they would be kept, and nothing is")
{
    SampleStore sample;
    sample.clock.set(seen_at(2));
    Record no = agreed(1);
    no.opted_in = false;
    Record other = agreed(1);
    other.contact = phone("34600999888");
    std::vector const records{agreed(1), agreed(1), no, other};
    auto const weighed = sample.store->reader().weigh(*sample.demo, records, sample.clock.now());
    REQUIRE(weighed.size() == 4);
    CHECK(weighed[0].changes);
    CHECK(weighed[0].before == State::unknown);
    CHECK(weighed[0].after == State::opted_in);
    CHECK_FALSE(weighed[1].changes);
    CHECK(weighed[2].after == State::opted_out);
    CHECK(weighed[3].before == State::unknown);
    CHECK(sample.store->reader().events("demo", 0, 10).events.empty());

    sample.tell(signal(Intent::opt_out, "baja", 1));
    CHECK(sample.store->reader().weigh(*sample.demo, {&records[0], 1}, sample.clock.now())[0].refused);
}

TEST_CASE("everybody who said something is listed, page by page, with what their consent rests on")
{
    SampleStore sample;
    sample.clock.set(seen_at(2));
    CHECK(sample.store->reader().people(*sample.demo, 0, 10, event_time(sample.clock.now())).empty());
    for (char const* const digits : {"34600111221", "34600111222", "34600111223"}) {
        Record yes = agreed(1);
        yes.contact = phone(digits);
        sample.tell(yes);
    }
    auto const page = [&](SubjectNumber after) {
        return sample.store->reader().people(*sample.demo, after, 2, event_time(sample.clock.now()));
    };
    auto const first = page(0);
    REQUIRE(first.size() == 2);
    CHECK(first[0].standing.aliases == std::vector{phone("34600111221")});
    REQUIRE(first[0].bases.size() == 1);
    CHECK(first[0].bases[0].type == EventType::opted_in);
    auto const second = page(first[1].standing.subject);
    REQUIRE(second.size() == 1);
    CHECK(second[0].standing.aliases == std::vector{phone("34600111223")});
    CHECK(page(second[0].standing.subject).empty());
}

TEST_CASE("a brake is as it was left, also for another process and after a restart")
{
    SampleStore sample;
    CHECK(sample.store->reader().brakes("demo").empty());
    sample.tell(
        BrakeRelease{Source::meta_status, Direction::opt_ins, 7, std::chrono::hours{1}, "ana", "the list of May"});
    sample.close();
    sample.open();
    auto const brakes = sample.store->reader().brakes("demo");
    REQUIRE(brakes.size() == 1);
    CHECK(brakes[0].source == Source::meta_status);
    CHECK(brakes[0].direction == Direction::opt_ins);
    CHECK(brakes[0].brake.expected == 7);
    CHECK(brakes[0].brake.expected_until == event_time(sample.clock.now()) + std::chrono::hours{1});
    CHECK(brakes[0].brake.released_by == "ana");
    CHECK(sample.store->reader().brakes("sister").empty());
}
