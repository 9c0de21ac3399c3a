// Numbers that change hands, in a store on disk: what was heard under them, and whether the tables still follow from
// the ledger. What it means is told in unit/consent/changing_hands_test.cpp.
#include "sample_store.hpp"
#include "support/catch.hpp"
#include "unit/consent/generator.hpp"

#include <fstream>
#include <sstream>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;
using consentry::test::Generator;

namespace {

Alias const old_phone = phone("34600111222");
Alias const new_phone = phone("34600999888");
Alias const old_user{AliasKind::user_id, "ES.1"};
Alias const new_user{AliasKind::user_id, "ES.2"};

Signal said(Intent intent, std::vector<Alias> who, int second)
{
    Signal made = signal(intent, std::string{name_of(intent)}, second, "wamid." + std::to_string(second));
    made.who = std::move(who);
    return made;
}

}  // namespace

TEST_CASE("what is given back is in the tables as the ledger tells it: words, holds, questions and answers that wait")
{
    SampleStore sample;
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 10));
    Ask question = ask("marketing", 140, "wamid.ask", old_phone);
    sample.tell(question);
    sample.tell(said(Intent::affirm, {old_phone}, 150));
    Signal unclear = said(Intent::opt_out, {old_phone}, 160);
    unclear.readings.front().hold = true;
    sample.tell(unclear);
    Signal waits = said(Intent::decline, {old_phone}, 170);
    waits.context_id = "wamid.unknown";
    sample.tell(waits);
    check_sound(sample);
    auto const held
        = [&] { return sample.store->worklists().holds("demo", 0, 10, event_time(sample.clock.now())).holds; };
    REQUIRE(held().size() == 1);
    CHECK(held().front().event.user_id == old_user.value);

    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    CHECK(sample.check("marketing", new_phone).state == State::opted_out);
    CHECK(sample.check("marketing", old_user).state == State::opted_out);
    CHECK(sample.check("marketing", old_phone).state == State::held);
    REQUIRE(held().size() == 1);
    CHECK(held().front().event.wa_id == old_phone.value);
    CHECK(held().front().event.user_id.empty());
    sample.tell(ask("orders", 165, "wamid.unknown", old_phone));
    CHECK(sample.check("orders", old_phone).state == State::declined);
    CHECK(sample.check("orders", old_user).state == State::opted_out);
    check_sound(sample);
    sample.close();
    sample.open();
    CHECK(sample.check("marketing", old_phone).state == State::held);
}

TEST_CASE("who went away from a number and came back, as it is told in the other order, leaves a sound store")
{
    SampleStore sample;
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 400));
    sample.tell(changed({old_phone, old_user}, {new_phone, old_user}, 100));
    sample.tell(changed({new_phone, old_user}, {old_phone, old_user}, 300));
    check_sound(sample);
    CHECK(sample.check("marketing", old_user).state == State::opted_out);
}

TEST_CASE("a number that is told to have been left earlier than it was, and is taken up again, leaves a sound store")
{
    SampleStore sample;
    Alias const again = phone("34600111333");
    Alias const first_user{AliasKind::user_id, "ES.9"};
    sample.tell(said(Intent::opt_out, {old_phone, first_user}, 436));
    sample.tell(changed({old_phone, first_user}, {new_phone, first_user}, 755));
    sample.tell(said(Intent::opt_in, {new_phone, new_user}, 340));
    sample.tell(changed({old_phone, first_user}, {again, new_user}, 691));  // Two who turn out to be one.
    check_sound(sample);
    sample.tell(said(Intent::help, {old_phone, first_user}, 842));
    check_sound(sample);
    CHECK(sample.check("marketing", old_phone).state == State::opted_out);
}

TEST_CASE("who comes back to a number keeps what they said under it, though it is told late where they were")
{
    SampleStore sample;
    Alias const between = phone("34600111333");
    sample.tell(said(Intent::help, {old_phone, old_user}, 5));
    sample.tell(from(old_phone, pressed_yes(10)));
    sample.tell(changed({old_phone}, {new_phone}, 100));
    sample.tell(changed({between, old_user}, {old_phone, old_user}, 300));
    CHECK(sample.check("marketing", old_user).state == State::opted_in);
    CHECK(sample.check("marketing", old_phone).state == State::opted_in);
    check_sound(sample);
}

TEST_CASE("what the business tells of a number's next owner does not take away the no that stays with it")
{
    SampleStore sample;
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 10));
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    CHECK_FALSE(sample.tell(told_of(old_phone, false, 150)).refused);
    CHECK(sample.tell(told_of(old_phone, true, 160)).refused);
}

TEST_CASE("a no that the business told stays with the number as one that was said does: check and record agree")
{
    SampleStore sample;
    sample.tell(said(Intent::help, {old_phone, old_user}, 5));
    sample.tell(told_of(old_phone, false, 10));
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    CHECK_FALSE(sample.check("marketing", old_phone).allowed);
    Record record = told_of(old_phone, true, 150);
    CHECK(sample.store->reader().weigh(*sample.demo, {&record, 1}, sample.clock.now()).front().refused);
    CHECK(sample.tell(record).refused);
    record.may_reopen = true;
    CHECK_FALSE(sample.tell(record).refused);
    CHECK(sample.check("marketing", old_phone).allowed);
}

TEST_CASE("of a person with two numbers the one that is asked for counts, and their user id means both")
{
    SampleStore sample;
    Alias const third = phone("34600111333");
    Alias const owner{AliasKind::user_id, "ES.4"};
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 10));
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    sample.tell(said(Intent::help, {third, owner}, 150));
    CHECK_FALSE(sample.tell(told_of(third, true, 155)).refused);
    sample.tell(said(Intent::help, {old_phone, owner}, 160));
    CHECK(sample.check("marketing", third).allowed);
    CHECK_FALSE(sample.check("marketing", old_phone).allowed);
    CHECK_FALSE(sample.check("marketing", owner).allowed);
    CHECK_FALSE(sample.tell(told_of(third, true, 170)).refused);
    CHECK(sample.tell(told_of(old_phone, true, 170)).refused);
}

TEST_CASE("a late message under a number that was left does not tell of a no that stays with it")
{
    SampleStore sample;
    Alias const third = phone("34600111333");
    Alias const owner{AliasKind::user_id, "ES.4"};
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 10));
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 50));
    sample.tell(said(Intent::help, {old_phone, owner}, 60));
    sample.tell(changed({old_phone, owner}, {third, owner}, 100));
    CHECK_FALSE(sample.tell(told_of(third, true, 120)).refused);
    Outcome const late = sample.tell(said(Intent::help, {old_phone}, 70));
    CHECK(sample.store->reader().event("demo", late.events.back())->states.front().allowed);
    CHECK(sample.check("marketing", owner).allowed);
}

TEST_CASE("a number known under both spellings ends with both, and no event of that tells of its former no")
{
    SampleStore sample;
    Alias const line = phone("5531987654321");
    Alias const respelt = phone("553187654321");
    Alias const owner{AliasKind::user_id, "BR.4"};
    sample.tell(said(Intent::opt_out, {line, {AliasKind::user_id, "BR.1"}}, 10));
    sample.tell(changed({line, {AliasKind::user_id, "BR.1"}}, {new_phone, {AliasKind::user_id, "BR.1"}}, 50));
    sample.tell(said(Intent::help, {line, owner}, 60));
    sample.tell(said(Intent::help, {respelt, owner}, 61));
    Outcome const ended = sample.tell(changed({line, owner}, {phone("5531911112222"), owner}, 100));
    for (std::string const& id : ended.events)
        CHECK(sample.store->reader().event("demo", id)->states.front().reason == Reason::unknown);
    CHECK(ended.events.size() >= 2);
    check_sound(sample);
}

TEST_CASE("a no that stays with a number stands against a record of its next owner, whichever is heard first")
{
    SampleStore sample;
    sample.tell(said(Intent::help, {old_phone, old_user}, 5));
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    CHECK_FALSE(sample.tell(told_of(old_phone, true, 150)).refused);
    CHECK(sample.check("marketing", old_phone).allowed);
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 50));
    CHECK_FALSE(sample.check("marketing", old_phone).allowed);
    CHECK(sample.check("marketing", old_phone).reason == Reason::opted_out);
    sample.tell(from(old_phone, pressed_yes(170)));
    CHECK(sample.check("marketing", old_phone).allowed);
}

TEST_CASE("a number's next owner who says START has spoken: the no of who had it before is theirs no more")
{
    SampleStore sample;
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 10));
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    CHECK(sample.check("marketing", old_phone).state == State::opted_out);
    sample.tell(said(Intent::opt_in, {old_phone}, 150));
    CHECK(sample.check("marketing", old_phone).state == State::unknown);
    CHECK_FALSE(sample.tell(told_of(old_phone, true, 160)).refused);
    CHECK(sample.check("marketing", new_phone).state == State::opted_out);
}

TEST_CASE("asked by user id, a no that stays with the number of who has it counts, as their states say")
{
    SampleStore sample;
    Alias const next_user{AliasKind::user_id, "ES.4"};
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 10));
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    sample.tell(said(Intent::help, {old_phone, next_user}, 150));
    CHECK(sample.check("marketing", next_user).state == State::opted_out);
    auto const view = sample.store->reader().subject(*sample.demo, next_user);
    REQUIRE(view);
    Scope const& scope = *sample.demo->scope("marketing");
    Question const question = question_about(scope, view->standing);
    CHECK(permission(scope, view->standing, view->standing.facts, question, at(200)).reason == Reason::opted_out);
    CHECK(sample.tell(told_of(next_user, true, 160)).refused);
}

TEST_CASE("the event that tells that a number ended no longer tells of a no that stays with it")
{
    SampleStore sample;
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 10));
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    Alias const next_user{AliasKind::user_id, "ES.4"};
    sample.tell(said(Intent::help, {old_phone, next_user}, 150));
    Outcome const left = sample.tell(changed({old_phone, next_user}, {phone("34600111333"), next_user}, 200));
    auto const event = sample.store->reader().event("demo", left.events.back());
    REQUIRE(event);
    CHECK(event->type == EventType::renumbered);
    CHECK(event->states.front().reason == Reason::unknown);
    CHECK(sample.check("marketing", next_user).state == State::unknown);
}

TEST_CASE("a dry run says of each name of a person what taking the row in would")
{
    SampleStore sample;
    sample.tell(said(Intent::opt_out, {old_phone, old_user}, 10));
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 50));
    Alias const next_user{AliasKind::user_id, "ES.4"};
    Alias const third = phone("34600111333");
    sample.tell(said(Intent::help, {old_phone, next_user}, 60));
    sample.tell(changed({old_phone, next_user}, {third, next_user}, 100));
    std::vector<Record> const rows{told_of(old_phone, true, 70), told_of(third, true, 120)};
    auto const weighed = sample.store->reader().weigh(*sample.demo, rows, sample.clock.now());
    CHECK(weighed[0].refused);
    CHECK_FALSE(weighed[1].refused);
    for (std::size_t i = 0; i < rows.size(); ++i)
        CHECK(sample.tell(rows[i]).refused.has_value() == weighed[i].refused.has_value());
}

TEST_CASE("two who had a number until the same second and are one go on having it in a sound store")
{
    SampleStore sample;
    Alias const first_user{AliasKind::user_id, "ES.9"};
    sample.tell(said(Intent::help, {old_phone, first_user}, 10));
    sample.tell(changed({old_phone, first_user}, {new_phone, first_user}, 100));
    sample.tell(said(Intent::opt_out, {phone("34600111333"), new_user}, 20));
    Naming also = changed({old_phone, new_user}, {phone("34600111333"), new_user}, 100);
    also.identity += " of another";
    sample.tell(also);
    sample.tell(said(Intent::help, {first_user, new_user}, 120));
    check_sound(sample);
    sample.tell(said(Intent::help, {old_phone, first_user}, 150));
    check_sound(sample);
    CHECK(sample.check("marketing", old_phone).state == State::opted_out);
}

TEST_CASE("however numbers change hands, and in whatever order that is told, the store is sound")
{
    std::vector<Alias> const phones{
        phone("5531987654321"), phone("553187654321"), phone("34600111222"), phone("34600999888")};
    std::vector<Alias> const users{
        {AliasKind::user_id, "ES.1"}, {AliasKind::user_id, "ES.2"}, {AliasKind::user_id, "ES.3"}};
    Generator choose;
    INFO("CONSENTRY_TEST_SEED=" << choose.seed());
    for (int round = 0; round < 20; ++round) {
        SampleStore sample;
        for (int i = 0; i < 30; ++i) {
            int const second = 1 + choose.below(900);
            std::vector<Alias> who{choose.one_of(phones)};
            if (choose.once_in(2))
                who.push_back(choose.one_of(users));
            bool const to_sister = choose.once_in(3);
            if (choose.once_in(20)) {
                Erase forget;
                forget.contact = who.back();
                forget.brands = {"demo", "sister"};
                sample.tell(forget);
                continue;
            }
            if (choose.once_in(3)) {
                sample.tell(changed({choose.one_of(phones), choose.one_of(users)}, who, second), to_sister);
                continue;
            }
            static constexpr std::array intents{Intent::opt_out, Intent::opt_in, Intent::affirm, Intent::decline};
            Signal word = said(choose.one_of(intents), who, second);
            word.readings.front().hold = word.readings.front().intent == Intent::opt_out && choose.once_in(3);
            sample.tell(word, to_sister);
            if (choose.once_in(4))
                sample.tell(ask("marketing", second, "", who.front()), to_sister);
        }
        INFO("round " << round);
        check_sound(sample);
    }
}

TEST_CASE("who is erased is forgotten in the entry, too, in which their word was taken for somebody else's")
{
    SampleStore sample;
    sample.tell(said(Intent::affirm, {old_phone, old_user}, 10));
    Signal word = said(Intent::opt_out, {old_phone}, 150);
    word.text = "lo dejo ya";
    sample.tell(word);
    sample.tell(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    Erase forget;
    forget.contact = old_phone;
    forget.brands = {"demo", "sister"};
    REQUIRE(sample.tell(forget).events.size() == 1);
    REQUIRE(sample.store->upkeep().purge(sample.clock.now(), {}, [](auto const&, bool) { return true; }));
    check_sound(sample);
    for (auto const& file : std::filesystem::directory_iterator{sample.folder.path()}) {
        std::ostringstream octets;
        octets << std::ifstream{file.path(), std::ios::binary}.rdbuf();
        INFO(file.path());
        CHECK(octets.str().find("lo dejo ya") == std::string::npos);
    }
    CHECK(sample.check("marketing", old_user).state == State::unknown);  // Of somebody else, who waits for a question.
}
