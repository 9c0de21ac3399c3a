// After an erasure nothing personal is left in the store, and everything else still verifies.
#include "consentry/consent/subject_json.hpp"
#include "consentry/forward/delivery_store.hpp"
#include "consentry/store/verify.hpp"
#include "store/database.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <set>
#include <sstream>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

constexpr int erased_at = 5'000;

auto const keeps_nothing = [](std::vector<std::string> const&, bool) { return true; };

Alias const other_phone = phone("34600111333");

Erase forget(Alias contact = phone())
{
    Erase made;
    made.contact = std::move(contact);
    made.brands = {"demo", "sister"};
    made.actor = "eva@example.com";
    made.reason = "asked for it by letter";
    return made;
}

/// In words that are no keyword of a pack: those stay, as the rule that was applied.
Signal said(Intent intent, std::string text, int second, std::string message_id)
{
    Signal made = signal(intent, "word", second, std::move(message_id));
    made.text = text;
    made.folded = text;
    made.readings.front().match.folded = std::move(text);
    return made;
}

/// What somebody leaves: two brands, two names, a question, an answer, an answer that waits, evidence; and a neighbour.
void tell_a_life(SampleStore& sample)
{
    sample.tell(from({phone(), user()}, said(Intent::opt_out, "lo dejo ya", 1, "wamid.stop of Ana")));
    sample.tell(said(Intent::opt_in, "lo dejo no", 2, "wamid.start of Ana"), true);
    sample.tell(ask("marketing", 3, "wamid.question to Ana"));
    sample.tell(quoting("wamid.question to Ana", said(Intent::affirm, "sí quiero", 4, "wamid.yes of Ana")));
    sample.tell(quoting("wamid.unknown", said(Intent::decline, "no quiero", 5, "wamid.no of Ana")));
    sample.tell(from(other_phone, said(Intent::opt_out, "basta ya", 6, "wamid.stop of Eva")));
}

Result<void> purge(SampleStore& sample, std::vector<DestinationName> const& destinations = {})
{
    return sample.store->upkeep().purge(sample.clock.now(), destinations, keeps_nothing);
}

void erase(SampleStore& sample)
{
    sample.clock.set(seen_at(erased_at));
    REQUIRE(sample.tell(forget()).events.size() == 2);
}

std::string octets_of(std::filesystem::path const& file)
{
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

/// What of the person can be read in the files of the store, by whoever has them.
std::vector<std::string> left_of(SampleStore const& sample)
{
    std::string all;
    for (auto const& file : std::filesystem::directory_iterator{sample.folder.path()})
        all += octets_of(file.path());
    std::vector<std::string> found;
    for (std::string const& trace : {phone().value, user().value, std::string{"lo dejo"}, std::string{"quiero"},
             std::string{"of Ana"}, std::string{"to Ana"}, std::string{"eva@example.com"}, std::string{"by letter"}}) {
        if (all.find(trace) != std::string::npos)
            found.push_back(trace);
    }
    return found;
}

std::string verified(SampleStore const& sample)
{
    std::string all;
    Verification const found = verify(sample.options).value();
    for (std::string const& problem : found.problems)
        all += problem + "\n";
    return all;
}

bool may_write(SampleStore& sample, std::string_view scope, Alias contact)
{
    return sample.check(scope, std::move(contact)).allowed;
}

/// A destination that has come to every entry, and delivered all but those that are named.
void acknowledge(SampleStore& sample, std::string_view brand, std::vector<Seq> const& undelivered)
{
    forward::Place const place = sample.store->deliveries().open(brand, "crm");
    forward::Settlement settlement;
    settlement.cursors.push_back({place.number, sample.store->delivery_reader().head(brand)});
    for (Seq const seq : undelivered) {
        forward::Delivery delivery;
        delivery.id = {place.number, seq};
        delivery.state = forward::DeliveryState::waiting;
        delivery.last_error = "answered 503";
        settlement.rows.push_back(delivery);
    }
    std::promise<Result<void>> promise;
    sample.store->deliveries().settle(
        std::move(settlement), [&](Result<void> outcome) { promise.set_value(std::move(outcome)); });
    REQUIRE(promise.get_future().get());
}

}  // namespace

TEST_CASE("nothing personal of somebody who was erased is left in any file of the store, and the rest verifies")
{
    SampleStore sample;
    tell_a_life(sample);
    CHECK(left_of(sample).size() > 4);
    erase(sample);
    CHECK(verified(sample).empty());
    CHECK(sample.store->upkeep().erasures().pending == 0);
    REQUIRE(purge(sample));
    CHECK(left_of(sample).empty());
    CHECK(sample.store->upkeep().erasures().purged == 1);
    CHECK(verified(sample).empty());
    sample.close();
    sample.open();
    CHECK(verified(sample).empty());
    CHECK(left_of(sample).empty());
    CHECK(sample.check("marketing", other_phone).state == State::opted_out);
    for (Event const& event : sample.store->reader().events("demo", 0, 100).events)
        CHECK(event.wa_id
            == (event.subject == sample.store->reader().events("demo", 0, 1).events[0].subject ? ""
                                                                                               : other_phone.value));
}

TEST_CASE("from the erasure on every scope answers erased, even one that lets strangers be written to")
{
    SampleStore sample;
    Policy open = *sample.demo;
    for (Scope& scope : open.scopes)
        scope.unknown_allowed = true;
    sample.demo = shared(std::move(open));
    tell_a_life(sample);
    erase(sample);
    for (int purged = 0; purged < 2; ++purged) {
        for (Alias const& name : {phone(), user()}) {
            CheckAnswer const answer = sample.check("orders", name);
            CHECK_FALSE(answer.allowed);
            CHECK(answer.reason == Reason::erased);
            CHECK(answer.since == at(erased_at));
        }
        CHECK(may_write(sample, "orders", phone("34600777666")));
        REQUIRE(purge(sample));
        sample.close();
        sample.open();
    }
    CHECK_FALSE(sample.store->reader().subject(*sample.demo, phone()));
    CHECK(sample.store->reader().history(*sample.demo, phone(), 0, 10).events.empty());
}

TEST_CASE("a brand of the portfolio that has heard nothing yet does not write to who was erased either")
{
    SampleStore sample;
    Policy open = *sample.demo;
    open.brand = "newest";
    open.scopes.front().unknown_allowed = true;
    tell_a_life(sample);
    erase(sample);
    CheckQuestion const erased{phone(), &open.scopes.front(), {}};
    CheckQuestion const stranger{phone("34600777666"), &open.scopes.front(), {}};
    EventTime const now = event_time(sample.clock.now());
    CHECK(sample.store->reader().check(open, {&erased, 1}, now).at(0).reason == Reason::erased);
    CHECK_FALSE(sample.store->reader().check(open, {&erased, 1}, now).at(0).allowed);
    CHECK(sample.store->reader().check(open, {&stranger, 1}, now).at(0).allowed);
}

TEST_CASE("who was erased begins anew with their own word, and is written to then only")
{
    SampleStore sample;
    tell_a_life(sample);
    erase(sample);
    REQUIRE(purge(sample));
    sample.clock.set(seen_at(erased_at + 1'000));
    CHECK(sample.tell(signal(Intent::opt_out, "baja", 7, "wamid.late")).erased);
    CHECK(sample.tell(ask("marketing", erased_at + 10, "wamid.anew")).events.size() == 1);
    CHECK(sample.check("marketing").reason == Reason::erased);
    sample.tell(quoting("wamid.anew", signal(Intent::affirm, "sí", erased_at + 20, "wamid.yes anew")));
    CHECK(sample.check("marketing").allowed);
    CHECK(sample.check("orders").reason == Reason::erased);
    CHECK(sample.check("marketing", user()).reason == Reason::erased);
    CHECK(sample.tell(signal(Intent::opt_out, "baja", 8, "wamid.later")).erased);
    CHECK(sample.check("marketing").allowed);
    CHECK(verified(sample).empty());
    // And may be erased once more.
    sample.clock.set(seen_at(erased_at + 2'000));
    CHECK(sample.tell(forget()).events.size() == 1);
    CHECK(sample.check("marketing").since == at(erased_at + 2'000));
    REQUIRE(purge(sample));
    CHECK(verified(sample).empty());
    CHECK(left_of(sample).empty());
}

TEST_CASE("of who began anew a subject is shown as a check answers, under each of its names")
{
    SampleStore sample;
    Policy open = *sample.demo;
    for (Scope& scope : open.scopes)
        scope.unknown_allowed = true;
    sample.demo = shared(std::move(open));
    tell_a_life(sample);
    erase(sample);
    sample.clock.set(seen_at(erased_at + 1'000));
    Alias const new_user{AliasKind::user_id, "ES.2"};
    Ask anew = ask("marketing", erased_at + 10, "wamid.anew");
    anew.who.push_back(new_user);
    sample.tell(anew);
    sample.tell(from(new_user, quoting("wamid.anew", signal(Intent::affirm, "sí", erased_at + 20, "wamid.yes anew"))));
    for (Alias const& name : {phone(), new_user}) {
        CHECK(sample.check("marketing", name).reason == Reason::opted_in);
        CheckAnswer const answer = sample.check("orders", name);
        CHECK(answer.reason == Reason::erased);
        CHECK(answer.since == at(erased_at));
        SubjectView const view = sample.store->reader().subject(*sample.demo, name).value();
        std::string const shown = to_json(*sample.demo, view, event_time(sample.clock.now()));
        std::string const orders = R"("orders":{"state":"unknown","allowed":false,"reason":"erased","since":")";
        CHECK(shown.find(orders + rfc3339(at(erased_at))) != std::string::npos);
    }
    std::vector<KnownPerson> const people
        = sample.store->reader().people(*sample.demo, 0, 10, event_time(sample.clock.now()));
    REQUIRE(people.size() == 2);  // The neighbour, who was never erased, comes first.
    CHECK_FALSE(people[0].standing.erased);
    CHECK(people[1].standing.erased == at(erased_at));
}

TEST_CASE("what is personal stays until every receiver has acknowledged it, for thirty days at most")
{
    SampleStore sample;
    std::vector<DestinationName> const destinations{{"demo", "crm"}};
    sample.store->deliveries().open("demo", "crm");
    tell_a_life(sample);
    erase(sample);
    REQUIRE(purge(sample, destinations));  // The destination has come to nothing yet.
    CHECK(left_of(sample).size() > 4);
    CHECK(sample.store->upkeep().erasures().pending == 1);
    CHECK(sample.store->upkeep().erasures().oldest == at(erased_at));
    acknowledge(sample, "demo", {1});
    REQUIRE(purge(sample, destinations));
    CHECK(left_of(sample).size() > 4);
    CHECK(verified(sample).empty());
    SECTION("thirty days")
    {
        sample.clock.set(seen_at(erased_at) + erasure_waits);
        REQUIRE(purge(sample, destinations));
        forward::DeliveryId const id{sample.store->deliveries().open("demo", "crm").number, 1};
        auto const delivery = sample.store->delivery_reader().delivery_view(id);
        REQUIRE(delivery);
        CHECK(delivery->delivery.last_error.empty());
    }
    SECTION("a destination that is configured no more") { REQUIRE(purge(sample)); }
    CHECK(left_of(sample).empty());
    CHECK(verified(sample).empty());
}

TEST_CASE("the names stay for who looks for them outside of the tables, until nothing is left there")
{
    SampleStore sample;
    tell_a_life(sample);
    erase(sample);
    std::vector<std::string> told;
    auto const has_to_stay = [&](std::vector<std::string> const& names, bool at_any_rate) {
        CHECK_FALSE(at_any_rate);
        told = names;
        return false;
    };
    REQUIRE(sample.store->upkeep().purge(sample.clock.now(), {}, has_to_stay));
    CHECK(std::set<std::string>(told.begin(), told.end()) == std::set{phone().value, user().value});
    CHECK(sample.store->upkeep().erasures().pending == 1);
    CHECK(verified(sample).empty());
    sample.close();
    sample.open();
    REQUIRE(purge(sample));
    CHECK(left_of(sample).empty());
}

TEST_CASE("two subjects that were found to be one person are forgotten together")
{
    SampleStore sample;
    sample.tell(said(Intent::opt_out, "lo dejo ya", 1, "wamid.stop of Ana"));
    sample.tell(from(user(), said(Intent::opt_in, "lo dejo no", 2, "wamid.start of Ana")), true);
    sample.tell(from({phone(), user()}, said(Intent::help, "ayuda de Ana", 3, "wamid.help of Ana")));
    erase(sample);
    REQUIRE(purge(sample));
    CHECK(left_of(sample).empty());
    CHECK(verified(sample).empty());
    CHECK(sample.check("marketing", user()).reason == Reason::erased);
}

TEST_CASE("a crowd is forgotten out of a larger one, page by page")
{
    SampleStore sample;
    auto const number = [](int i) { return phone("3460" + std::to_string(7'000'000 + i)); };
    auto const words = [](int i) {
        return "words " + std::to_string(1'000'000 + i) + std::string(static_cast<std::size_t>(80 + i % 40), '.');
    };
    constexpr int crowd = 600;
    for (int i = 0; i < crowd; ++i)
        sample.tell(from(number(i), said(Intent::opt_out, words(i), i % 900 + 1, "wamid." + words(i))), i % 3 == 0);
    // A second name makes rows in the middle of a table, where pages are cut in two.
    for (int i = 0; i < crowd; i += 2) {
        Alias const second{AliasKind::user_id, "ES.1" + std::to_string(2'000'000 + i)};
        sample.tell(from({number(i), second}, said(Intent::opt_out, words(i), 950, "wamid.2" + words(i))), i % 5 == 0);
    }
    sample.clock.set(seen_at(erased_at));
    for (int i = 0; i < crowd; i += 3)
        REQUIRE_FALSE(sample.tell(forget(number(i))).events.empty());
    REQUIRE(purge(sample));
    CHECK(verified(sample).empty());
    std::string const all = octets_of(sample.options.path) + octets_of(sample.options.path.string() + "-wal");
    int left = 0;
    for (int i = 0; i < crowd; i += 3)
        left += all.find(number(i).value) != std::string::npos || all.find(words(i)) != std::string::npos
            || all.find("ES.1" + std::to_string(2'000'000 + i)) != std::string::npos;
    CHECK(left == 0);
    CHECK(all.find(number(1).value) != std::string::npos);
}

TEST_CASE("who takes away what is personal without an erasure is found out, and so is who lets the erased back in")
{
    SampleStore sample;
    tell_a_life(sample);
    erase(sample);
    REQUIRE(purge(sample));
    sample.close();
    auto const [sql, problem] = GENERATE(table<std::string, std::string>({
        {"DELETE FROM personal WHERE place = (SELECT max(place) FROM personal)",
            "neither an erasure nor the retention explains it"},
        {"UPDATE alias_key SET erased = NULL", "is suppressed no more"},
        {"UPDATE alias_key SET erased = erased - 1 WHERE subject = 0", "is suppressed no more"},
        {"UPDATE alias_key SET erased = erased + 1 WHERE subject = 0", "another erasure than the entries"},
        {"UPDATE alias_key SET tag = tag + 1 WHERE subject = 0", "is suppressed no more"},
        {"DELETE FROM alias_key WHERE subject = 0", "is suppressed no more"},
        {"INSERT INTO alias_key VALUES (7, 7, 1, 0, NULL, NULL, 5)", "another erasure than the entries"},
        {"DELETE FROM erasure", "the table erasure tells something else"},
        {"UPDATE erasure SET at = at + 1", "the table erasure tells something else"},
        {"INSERT INTO erasure VALUES (2, 5, NULL)", "of which no entry says that it was erased"},
        {"INSERT INTO erasure_name VALUES (1, 1, 'phone', '34600111222')", "something personal is left of it"},
        {"INSERT INTO alias VALUES (1, 1, 7, 'phone', '34600111222', 5, NULL)", "was erased and still has names"},
        {"INSERT INTO fact SELECT brand, 1, 1, kind, scope, at, valid_until, authority, number, annuls, '', NULL, 0, "
         "event FROM fact",
            "the table has a fact that it does not state"},
    }));
    INFO(sql);
    {
        Database database{{sample.options.path, {}}, Access::write};
        database.execute(sql);
    }
    INFO(verified(sample));
    CHECK(verified(sample).find(problem) != std::string::npos);
}

TEST_CASE("who shared the denials of somebody erased is written to no more than before, until they agree themselves")
{
    Alias const mobile = phone("5491123456789");
    Alias const perhaps = phone("541123456789");
    SampleStore sample;
    Policy open = *sample.demo;
    for (Scope& scope : open.scopes)
        scope.unknown_allowed = true;
    sample.demo = shared(std::move(open));
    sample.tell(from(mobile, said(Intent::opt_out, "basta", 1, "wamid.stop")));
    CHECK(sample.check("orders", perhaps).matched == Matched::shared);
    sample.clock.set(seen_at(erased_at));
    REQUIRE(sample.tell(forget(mobile)).events.size() == 1);
    CheckAnswer const answer = sample.check("orders", perhaps);
    CHECK_FALSE(answer.allowed);
    CHECK(answer.reason == Reason::erased);
    CHECK(answer.matched == Matched::shared);

    sample.clock.set(seen_at(erased_at + 10));
    Record synced;
    synced.contact = perhaps;
    synced.scope = "marketing";
    synced.opted_in = true;
    synced.occurred_at = at(erased_at - 10);
    CHECK(sample.tell(synced).refused->fault == Fault::conflict);
    Signal yes = said(Intent::affirm, "sí", erased_at + 5, "wamid.yes");
    yes.readings.front().addressed = true;
    yes.readings.front().scopes = {"marketing"};
    sample.tell(from(perhaps, yes));
    CHECK(sample.check("marketing", perhaps).allowed);
    CHECK(verified(sample).empty());
}
