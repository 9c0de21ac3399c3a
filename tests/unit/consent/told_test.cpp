// Records as lists tell them: texts in, a record or the reason why it is none out.
#include "consentry/consent/told.hpp"

#include "builders.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

Told listed()
{
    Told told;
    told.contact = "600 111 222";
    told.scope = "marketing";
    told.state = "opted_in";
    told.occurred_at = "2026-11-20T18:02:11.9+01:00";
    told.source = "fair in May";
    told.wording = "v3";
    told.evidence = "form 4711";
    return told;
}

Result<Record> read(Told const& told)
{
    Policy policy = demo_policy();
    policy.country = "ES";
    return record_of(told, policy, Source::import);
}

}  // namespace

TEST_CASE("a row is read with all that it tells, in the brand's country")
{
    auto const record = read(listed());
    REQUIRE(record);
    CHECK(record->contact == phone("34600111222"));
    CHECK(record->opted_in);
    CHECK(rfc3339(*record->occurred_at) == "2026-11-20T17:02:11Z");
    CHECK(record->source == Source::import);
    CHECK(record->origin == "fair in May");
    CHECK(record->wording == "v3");
    CHECK(record->evidence == "form 4711");
    CHECK_FALSE(record->may_reopen);
}

TEST_CASE("what is wrong with a row is told with the member's name and nobody's number")
{
    auto const [member, value, field] = GENERATE(table<std::string Told::*, std::string, std::string>(
        {{&Told::contact, "", "contact"}, {&Told::contact, "nobody", "contact"}, {&Told::scope, "", "scope"},
            {&Told::state, "", "state"}, {&Told::confirmed, "perhaps", "confirmed"}, {&Told::state, "yes", "state"},
            {&Told::occurred_at, "20/11/2026", "occurred_at"}}));
    Told told = listed();
    told.*member = value;
    auto const record = read(told);
    REQUIRE_FALSE(record);
    CHECK(record.error().fault == Fault::malformed);
    CHECK(record.error().detail.starts_with(field + ": "));
}

TEST_CASE("a way that is no person's own may be told; any other word is where it was gathered")
{
    Told told = listed();
    told.source = "cli";
    CHECK(read(told)->source == Source::cli);
    CHECK(read(told)->origin.empty());
    told.source = "whatsapp_message";
    CHECK(read(told)->source == Source::import);
    CHECK(read(told)->origin == "whatsapp_message");
}
