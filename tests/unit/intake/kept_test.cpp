// From a signed webhook to consent: what is heard, applied to records in memory.
#include "consentry/consent/apply.hpp"
#include "ear.hpp"
#include "support/catch.hpp"
#include "support/memory_records.hpp"

using namespace consentry;
using namespace consentry::intake;
using namespace consentry::meta::bodies;
using consent::State;

namespace {

/// Ear and records together: a webhook in, states out.
struct Desk {
    explicit Desk(Brand const& brand = demo_brand())
        : policy{*brand.policy}
        , ear{{brand}}
    {
    }

    void receive(std::string_view members, std::string_view field = "messages")
    {
        for (consent::Matter const& matter : ear.hear(members, field))
            consent::apply(records, matter, half_past_nine + 60s, context);
    }

    State state(std::string_view scope)
    {
        auto const alias = context.keys.of_alias("demo", {consent::AliasKind::phone, std::string{ana}});
        auto const subject = records.subject_of("demo", alias, half_past_nine);
        if (!subject)
            return State::unknown;
        return consent::fold(records.standing("demo", *subject).facts, scope, half_past_nine + 120s).state;
    }

    consent::Policy policy;
    Ear ear;
    SystemRandom random;
    test::MemoryRecords records;
    consent::ApplyContext context{random, "suppression key"};
};

}  // namespace

TEST_CASE("BAJA is kept: the next question says no")
{
    Desk desk;
    desk.receive(messages(text_message("BAJA")));
    CHECK(desk.state("marketing") == State::opted_out);
    CHECK(desk.state("orders") == State::opted_out);
    desk.receive(messages(text_message("BAJA")));
    CHECK(desk.records.entries("demo") == 1);
}

TEST_CASE("STOP OFFERS leaves orders alone")
{
    Desk desk;
    desk.receive(messages(button("consentry:yes:orders", "Sí")));
    desk.receive(messages(text_message("STOP OFFERS", "wamid.2")));
    CHECK(desk.state("marketing") == State::opted_out);
    CHECK(desk.state("orders") == State::opted_in);
}

TEST_CASE("a weak word holds marketing in Spain and acts in the United States")
{
    Desk desk;
    desk.receive(messages(text_message("cancel")));
    CHECK(desk.state("marketing") == State::held);
    CHECK(desk.state("orders") == State::unknown);
    auto const american = desk.ear.hear_message(
        R"({"from":"12025550123","id":"w","timestamp":"1795339800","type":"text","text":{"body":"cancel"}})");
    REQUIRE(american.size() == 1);
    consent::apply(desk.records, american[0], half_past_nine + 60s, desk.context);
    auto const subject = desk.records.subject_of(
        "demo", desk.context.keys.of_alias("demo", {consent::AliasKind::phone, "12025550123"}), half_past_nine);
    REQUIRE(subject);
    CHECK(consent::fold(desk.records.standing("demo", *subject).facts, "*", half_past_nine).state == State::opted_out);
}

TEST_CASE("a button of ours opens its scope with its wording, and a flow likewise")
{
    Brand brand = demo_brand();
    brand.flow_fields = {{"tracking", "orders", ""}};
    Desk desk{brand};
    desk.receive(messages(button("consentry:yes:marketing:v3", "Sí, quiero")));
    CHECK(desk.state("marketing") == State::opted_in);
    CHECK(desk.state("orders") == State::unknown);
    desk.receive(messages(flow(R"({\"tracking\":true})")));
    CHECK(desk.state("orders") == State::opted_in);
    auto const last = consent::read_entry(desk.records.entry("demo", 1));
    REQUIRE(last);
    CHECK(last->wording == "v3");
}

TEST_CASE("stop, resume and stop again in WhatsApp: the second stop is no repetition of the first")
{
    Desk desk;
    auto const at_second = [](std::string members, char const* second) {
        members.replace(members.find("1795339800"), 10, second);
        return members;
    };
    desk.receive(at_second(preference("stop"), "1795339800"), "user_preferences");
    desk.receive(at_second(preference("resume"), "1795339801"), "user_preferences");
    desk.receive(at_second(preference("stop"), "1795339802"), "user_preferences");
    CHECK(desk.records.entries("demo") == 3);
}

TEST_CASE("Meta's stop denies what obeys it, a YES does not lift it, a resume does")
{
    Desk desk;
    desk.receive(messages(button("consentry:yes:marketing", "Sí")));
    desk.receive(preference("stop"), "user_preferences");
    auto const allowed = [&] {
        auto const alias = desk.context.keys.of_alias("demo", {consent::AliasKind::phone, std::string{ana}});
        auto const facts = desk.records.standing("demo", *desk.records.subject_of("demo", alias, half_past_nine)).facts;
        return consent::permission(desk.policy.scopes[0], facts, {number, false}, half_past_nine + 120s).allowed;
    };
    CHECK_FALSE(allowed());
    desk.receive(messages(button("consentry:yes:marketing", "Sí")));
    CHECK_FALSE(allowed());
    std::string later = preference("resume");
    later.replace(later.find("1795339800"), 10, "1795339810");
    desk.receive(later, "user_preferences");
    CHECK(allowed());
}
