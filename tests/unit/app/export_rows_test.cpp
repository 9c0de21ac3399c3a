#include "app/export_rows.hpp"

#include "support/catch.hpp"
#include "unit/consent/builders.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::consent;

namespace {

KnownPerson person(std::vector<Fact> facts, std::vector<Alias> aliases = {phone(), user()})
{
    KnownPerson made;
    made.standing.public_id = "sub_1";
    made.standing.aliases = std::move(aliases);
    made.standing.facts = std::move(facts);
    for (Fact const& fact : made.standing.facts) {
        Event& event = made.bases.emplace_back();
        event.seq = fact.seq;
        event.id = "evt_" + std::to_string(made.bases.size());
        event.source = Source::whatsapp_message;
    }
    return made;
}

std::vector<ExportRow> rows(KnownPerson const& who, ExportFilter const& filter = {})
{
    return rows_of(demo_policy(), who, filter, at(1000));
}

}  // namespace

TEST_CASE("there is a row for each scope of which something was said, with what it rests on")
{
    auto const found = rows(person({yes("marketing", 5)}));
    REQUIRE(found.size() == 1);
    CHECK(found[0].contact == "+34600111222");
    CHECK(found[0].scope == "marketing");
    CHECK(found[0].state == State::opted_in);
    CHECK(found[0].allowed);
    CHECK(found[0].occurred_at == at(5));
    CHECK(found[0].event == "evt_1");
    CHECK(found[0].source == "whatsapp_message");
    CHECK(found[0].evidence == "event evt_1 of brand demo");
    CHECK(found[0].user_id == "ES.13491208655302741918");
    CHECK(rows(person({stop("*", 5)})).size() == 2);
}

TEST_CASE("who has no phone number is told by user id")
{
    CHECK(rows(person({yes("marketing", 5)}, {user()}))[0].contact == "ES.13491208655302741918");
}

TEST_CASE("what Meta's setting denies is not allowed, whatever the state")
{
    auto const found = rows(person({yes("marketing", 5), meta_fact(FactKind::meta_stop, "1", 9)}));
    REQUIRE(found.size() == 1);
    CHECK(found[0].state == State::opted_in);
    CHECK_FALSE(found[0].allowed);
    CHECK(found[0].reason == Reason::meta_preference);
}

TEST_CASE("what is denied under a number that may be the same line is not allowed")
{
    KnownPerson who = person({yes("marketing", 5)});
    who.standing.shared = {stop("*", 9)};
    auto const found = rows(who);
    REQUIRE(found.size() == 2);
    CHECK(found[0].state == State::opted_out);
    CHECK_FALSE(found[0].allowed);
}

TEST_CASE("where consent has to be given twice, once is as good as never")
{
    Policy policy = demo_policy();
    policy.scopes[0].asks_twice_in = {"ES"};
    auto const found = rows_of(policy, person({yes("marketing", 5)}), {}, at(1000));
    CHECK(std::ranges::none_of(found, &ExportRow::allowed));
}

TEST_CASE("rows are chosen by scope and by state")
{
    KnownPerson const who = person({yes("marketing", 5), stop("orders", 6)});
    CHECK(rows(who).size() == 2);
    CHECK(rows(who, {.scope = "orders", .state = {}})[0].state == State::opted_out);
    CHECK(rows(who, {.scope = {}, .state = "opted_in"})[0].scope == "marketing");
    CHECK(rows(who, {.scope = "orders", .state = "opted_in"}).empty());
}

TEST_CASE("a row is a line of CSV, quoted where it has to be, or a JSON object without what is not there")
{
    ExportRow row = rows(person({yes("marketing", 5)}, {phone()}))[0];
    row.wording = "v3, \"long\"";
    CHECK(csv_head()
        == "contact,scope,state,allowed,reason,occurred_at,valid_until,wording,confirmed,source,evidence,event,subject,"
           "phone,user_id,parent_user_id");
    CHECK(to_csv(row)
        == "+34600111222,marketing,opted_in,true,opted_in,2026-11-22T09:30:05Z,,\"v3, \"\"long\"\"\",false,"
           "whatsapp_message,event evt_1 of brand demo,evt_1,sub_1,+34600111222,,");
    CHECK(app::to_json(row)
        == R"({"contact":"+34600111222","scope":"marketing","state":"opted_in","allowed":true,"reason":"opted_in",)"
           R"("occurred_at":"2026-11-22T09:30:05Z","wording":"v3, \"long\"","confirmed":false,"source":"whatsapp_message",)"
           R"("evidence":"event evt_1 of brand demo","event":"evt_1","subject":"sub_1","phone":"+34600111222"})");
}
