// Contacts are found under every spelling of their line, and what other lines share is told as such.
#include "store/sqlite_reader.hpp"
#include "store/suppression_key.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

Alias const with_nine = phone("5531987654321");
Alias const without_nine = phone("553187654321");
Alias const mobile = phone("5491123456789");
Alias const perhaps = phone("541123456789");
Alias const argentine{AliasKind::user_id, "AR.1"};

Signal stop(int second) { return signal(Intent::opt_out, "parar", second, "wamid." + std::to_string(second)); }

}  // namespace

TEST_CASE("a check finds the other spelling of a line, and says so")
{
    SampleStore sample;
    sample.tell(told_of(with_nine, true, 10));
    CHECK(sample.check("marketing", with_nine).matched == Matched::exact);
    CheckAnswer const found = sample.check("marketing", without_nine);
    CHECK(found.allowed);
    CHECK(found.matched == Matched::variant);

    Outcome const no = sample.tell(from(without_nine, stop(20)));
    CheckAnswer const denied = sample.check("marketing", with_nine);
    CHECK_FALSE(denied.allowed);
    CHECK(denied.event == no.events.back());
    CHECK(denied.matched == Matched::exact);
    CHECK(sample.check("marketing", without_nine).matched == Matched::exact);  // By now it is a name like the other.
    CHECK(sample.check("marketing", phone("5531932123456")).matched == Matched::exact);
    check_sound(sample);
}

TEST_CASE("a subject and its history are found under the other spelling")
{
    SampleStore sample;
    sample.tell(told_of(with_nine, true, 10));
    auto const view = sample.store->reader().subject(*sample.demo, without_nine);
    REQUIRE(view);
    CHECK(view->matched == Matched::variant);
    CHECK(view->standing.aliases == std::vector{with_nine});
    CHECK(sample.store->reader().subject(*sample.demo, with_nine)->matched == Matched::exact);
    CHECK(sample.store->reader().history(*sample.demo, without_nine, 0, 10).events.size() == 1);
}

TEST_CASE("a no stays with the line that it was said under, whatever the spelling, until its next owner says yes")
{
    SampleStore sample;
    sample.tell(from(without_nine, stop(10)));
    sample.tell(changed({without_nine}, {phone("5531911112222")}, 20));
    for (Alias const& spelling : {with_nine, without_nine}) {
        CHECK_FALSE(sample.check("marketing", spelling).allowed);
        CHECK(sample.check("marketing", spelling).reason == Reason::opted_out);
    }
    sample.tell(from(with_nine, signal(Intent::help, "ajuda", 25, "wamid.help")));  // Their next owner, who is known.
    auto const view = sample.store->reader().subject(*sample.demo, with_nine);
    REQUIRE(view);
    Scope const& scope = *sample.demo->scope("marketing");
    Question const question = question_about(scope, view->standing);
    CHECK(permission(scope, view->standing, view->standing.considered(), question, at(30)).reason == Reason::opted_out);
    Record const list = told_of(with_nine, true, 30);
    CHECK(sample.store->reader().weigh(*sample.demo, {&list, 1}, sample.clock.now()).front().refused);
    CHECK(sample.tell(list).refused);
    Record shown = told_of(with_nine, true, 30);
    shown.may_reopen = true;
    sample.tell(shown);
    CHECK(sample.check("marketing", with_nine).allowed);
    CHECK(sample.check("marketing", without_nine).allowed);
    CHECK(sample.check("marketing", without_nine).matched == Matched::variant);
    CHECK(sample.check("marketing", phone("5531911112222")).state == State::opted_out);
    check_sound(sample);
}

TEST_CASE("what was said before the move in a spelling that comes up late leaves the ledger and its tables sound")
{
    SampleStore sample;
    sample.tell(told_of(with_nine, true, 10));
    sample.tell(changed({with_nine}, {phone("5531911112222")}, 100));
    bool const taken = GENERATE(false, true);
    if (taken)
        sample.tell(from(without_nine, signal(Intent::help, "ajuda", 150, "wamid.next")));
    sample.tell(from(without_nine, stop(50)));
    CHECK(sample.check("marketing", phone("5531911112222")).state == State::opted_out);
    sample.tell(from(without_nine, signal(Intent::help, "ajuda", 160, "wamid.later")));
    CHECK(sample.store->reader().subject(*sample.demo, with_nine)->standing.facts.empty());
    check_sound(sample);
}

TEST_CASE("a dry run tells apart who had a line under one spelling from who came to it under the other")
{
    SampleStore sample;
    sample.tell(from({with_nine, user("BR.1")}, stop(10)));
    sample.tell(changed({with_nine}, {phone("5531911112222")}, 100));
    sample.tell(from(without_nine, signal(Intent::help, "ajuda", 150, "wamid.next")));
    Record const list = told_of(without_nine, true, 50);
    CHECK(sample.store->reader().weigh(*sample.demo, {&list, 1}, sample.clock.now()).front().refused);
    CHECK(sample.tell(list).refused);
}

TEST_CASE("two subjects of a store from before spellings were known deny for one another until they are merged")
{
    SampleStore sample;
    sample.tell(told_of(with_nine, true, 10));
    Alias const stranger = phone("34600111333");
    sample.tell(from(stranger, stop(20)));
    sample.close();
    {
        // The stranger had the other spelling all along.
        Database database{{sample.options.path, {}}, Access::write};
        Keyer keys{read_suppression_key(sample.options.suppression_key).value()};
        ShortKey const key = short_key(keys.of_alias("demo", without_nine));
        database.prepare("UPDATE alias SET value = ?1, key = ?2 WHERE value = ?3")
            .run(without_nine.value, key.key, stranger.value);
        database.prepare("UPDATE alias_key SET key = ?1, tag = ?2 WHERE subject = 2").run(key.key, key.tag);
    }
    sample.open();
    CHECK(sample.check("marketing", with_nine).state == State::opted_out);
    CHECK(sample.check("marketing", without_nine).state == State::opted_out);
    sample.tell(from(with_nine, signal(Intent::help, "ajuda", 30, "wamid.help")));
    CHECK(sample.store->reader().subject(*sample.demo, with_nine)->standing.facts.size() == 2);
}

TEST_CASE("a denial under a number that may be the same line denies, and is told as shared")
{
    SampleStore sample;
    Outcome const no = sample.tell(from({mobile, argentine}, stop(10)));
    CheckAnswer const found = sample.check("marketing", perhaps);
    CHECK_FALSE(found.allowed);
    CHECK(found.reason == Reason::opted_out);
    CHECK(found.matched == Matched::shared);
    CHECK(found.event == no.events.front());
    CHECK(found.since == at(10));
    CHECK_FALSE(sample.store->reader().subject(*sample.demo, perhaps));  // It is nobody all the same.

    sample.tell(from(perhaps, signal(Intent::help, "ayuda", 20, "wamid.help")));
    auto const view = sample.store->reader().subject(*sample.demo, perhaps);
    REQUIRE(view);
    CHECK(view->matched == Matched::exact);
    CHECK(view->standing.facts.empty());
    CHECK(view->standing.shared.size() == 2);  // Of each scope.

    sample.tell(from(perhaps, pressed_yes(30)));
    CHECK(sample.check("marketing", perhaps).allowed);
    CHECK(sample.check("marketing", perhaps).matched == Matched::exact);
    CHECK(sample.check("orders", perhaps).matched == Matched::shared);
    CHECK_FALSE(sample.check("marketing", mobile).allowed);
    check_sound(sample);
}

TEST_CASE("a user id shares the denials of its phone number")
{
    SampleStore sample;
    sample.tell(from({perhaps, argentine}, signal(Intent::help, "ayuda", 5, "wamid.help")));
    CHECK(sample.check("marketing", argentine).state == State::unknown);
    sample.tell(from(mobile, stop(10)));
    CHECK(sample.check("marketing", argentine).matched == Matched::shared);
    sample.tell(from(mobile, signal(Intent::opt_in, "start", 20, "wamid.start")));
    CHECK(sample.check("marketing", argentine).state == State::unknown);
}

TEST_CASE("a stop of Meta's layer is shared, an opt-in is not")
{
    SampleStore sample;
    sample.tell(told_of(perhaps, true, 5));
    CHECK(sample.check("marketing", mobile).state == State::unknown);
    CHECK(sample.check("marketing", perhaps).allowed);
    sample.tell(from(mobile, setting(Intent::meta_stop, 10)));
    CheckAnswer const denied = sample.check("marketing", perhaps);
    CHECK(denied.reason == Reason::meta_preference);
    CHECK(denied.matched == Matched::shared);
}

TEST_CASE("who comes back to a number after somebody else had it is told apart from them at every time")
{
    SampleStore sample;
    bool const respelt = GENERATE(false, true);
    Alias const line = with_nine;
    Alias const again = respelt ? without_nine : with_nine;
    Alias const meanwhile = phone("5531911112222");
    Alias const next = phone("5531922223333");
    sample.tell(from(line, stop(10)));
    sample.tell(changed({line}, {meanwhile}, 100));
    sample.tell(from(again, signal(Intent::help, "ajuda", 150, "wamid.next")));
    sample.tell(changed({line}, {next}, 200));
    sample.tell(changed({meanwhile}, {again}, 300));
    CHECK(sample.check("marketing", line).state == State::opted_out);
    CHECK(sample.check("marketing", next).state == State::unknown);

    sample.tell(from(again, pressed_yes(50)));
    sample.tell(from(line, signal(Intent::opt_out, "sair", 160, "wamid.late")));
    for (Alias const& spelling : {with_nine, without_nine})
        CHECK(sample.check("marketing", spelling).allowed);
    CHECK(sample.check("marketing", next).state == State::opted_out);
    check_sound(sample);
}

TEST_CASE("who is found to be the next owner of their own number is one person, and nothing of it is unsound")
{
    SampleStore sample;
    Alias const meanwhile = phone("5531911112222");
    sample.tell(from(without_nine, stop(10)));
    sample.tell(changed({without_nine}, {meanwhile}, 100));
    sample.tell(from(with_nine, signal(Intent::opt_in, "start", 250, "wamid.start")));  // Before the news of it.
    sample.tell(changed({meanwhile}, {with_nine}, 200));
    CHECK(sample.check("marketing", with_nine).state == State::unknown);
    CHECK(sample.check("marketing", without_nine).state == State::unknown);
    CHECK(sample.store->reader().history(*sample.demo, meanwhile, 0, 10).events.empty());
    check_sound(sample);
}

TEST_CASE("a line that gets its other spelling together with another user id has both")
{
    SampleStore sample;
    sample.tell(from(user("BR.1"), stop(10)));
    Naming naming = changed({without_nine}, {with_nine}, 100);
    naming.former.push_back(user("BR.1"));
    naming.who.push_back(user("BR.2"));
    sample.tell(naming);
    for (Alias const& name : {with_nine, without_nine, user("BR.2")})
        CHECK(sample.check("marketing", name).matched == Matched::exact);
    CHECK(sample.check("marketing", without_nine).state == State::opted_out);
    check_sound(sample);
}

TEST_CASE("both spellings told at once are two names, each in an entry")
{
    SampleStore sample;
    sample.tell(from({without_nine, with_nine, user("BR.1")}, stop(10)));
    CHECK(sample.store->reader().subject(*sample.demo, with_nine)->standing.aliases.size() == 3);
    check_sound(sample);
}
