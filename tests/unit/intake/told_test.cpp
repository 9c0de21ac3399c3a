// A message that somebody else passes on is heard as if it had come from Meta.
#include "consentry/intake/told.hpp"
#include "ear.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;
using consent::Intent;

namespace {

ToldMessage message(std::string text, std::string payload = "", std::string id = "spoki-1")
{
    ToldMessage made;
    made.id = std::move(id);
    made.contact = {consent::AliasKind::phone, "34600111222"};
    made.text = std::move(text);
    made.payload = std::move(payload);
    made.at = half_past_nine;
    return made;
}

std::string said(consent::Signal const& signal)
{
    return signal.readings.empty() ? "" : std::string{name_of(signal.readings.front().intent)};
}

}  // namespace

TEST_CASE("who, when, in which words and through whom: all that was told stands in the signal")
{
    ToldMessage told = message("BAJA");
    told.context_id = "wamid.asked";
    told.origin = "spoki";
    told.teller = "crm";
    consent::Signal const signal = hear(demo_brand(), told);
    CHECK(said(signal) == "opt_out");
    CHECK(signal.who == std::vector{told.contact});
    CHECK(signal.at == half_past_nine);
    CHECK(signal.text == "BAJA");
    CHECK(signal.message_id == "spoki-1");
    CHECK(signal.context_id == "wamid.asked");
    CHECK(signal.origin == "spoki");
    CHECK(signal.actor == "crm");
    CHECK(signal.source == consent::Source::message_api);
}

TEST_CASE("where a brand has one number it is the one that was written to; of several none is guessed")
{
    CHECK(hear(demo_brand(), message("BAJA")).number == meta::bodies::number);
    Brand const two = demo_brand(demo_policy(), "demo secret", {"1", "2"});
    CHECK(hear(two, message("BAJA")).number.empty());
    ToldMessage told = message("BAJA");
    told.number = "2";
    CHECK(hear(two, told).number == "2");
}

TEST_CASE("consentry's own payloads count as payloads only, never as typed text")
{
    auto const* const ours = GENERATE("consentry:stop", "consentry:yes:marketing:v3", "consentry:no:marketing");
    INFO(ours);
    CHECK_FALSE(said(hear(demo_brand(), message("", ours))).empty());
    CHECK(said(hear(demo_brand(), message(ours))).empty());
}

TEST_CASE("a payload that nobody knows leaves the word to the label, of which only strong words count")
{
    CHECK(said(hear(demo_brand(), message("STOP", "opaque-17"))) == "opt_out");
    CHECK(said(hear(demo_brand(), message("Cancel", "opaque-17"))).empty());
    CHECK(said(hear(demo_brand(), message("", "opaque-17"))).empty());
    CHECK(said(hear(demo_brand(), message("Sí", "consentry:yes:nothing"))).empty());
}

TEST_CASE("a button's words are no campaign's, as they would be if they had been typed")
{
    consent::Policy policy = demo_policy();
    policy.campaigns.push_back(
        {"marketing", "v3", "es", "", half_past_nine - 1h, half_past_nine + 1h, {std::string{"promo"}}});
    CHECK(hear(demo_brand(policy), message("Promo")).folded == "promo");
    CHECK(hear(demo_brand(policy), message("Promo", "opaque-17")).folded.empty());
}

TEST_CASE("the same words under the same id are the same message, whenever they are told")
{
    ToldMessage later = message("BAJA");
    later.at += 10s;
    consent::Signal const first = hear(demo_brand(), message("BAJA"));
    consent::Signal const again = hear(demo_brand(), later);
    CHECK(first.identity == again.identity);
    CHECK(first.stamped == again.stamped);

    SECTION("and other words are not, so that a STOP is never taken for a repetition")
    {
        CHECK(hear(demo_brand(), message("hola")).identity != first.identity);
        CHECK(hear(demo_brand(), message("BAJA", "", "spoki-2")).identity != first.identity);
    }
}

TEST_CASE("a typed message of Meta's is the item that Meta's own webhook tells")
{
    Ear ear;
    auto const matters = ear.hear_text("BAJA");
    REQUIRE(matters.size() == 1);
    consent::Signal const& by_meta = signal_of(matters[0]);
    ToldMessage told = message("BAJA", "", by_meta.message_id);
    told.at = by_meta.at;
    consent::Signal const by_another = hear(demo_brand(), told);
    REQUIRE(consent::is_id_of_meta(told.id));
    CHECK(by_another.identity == by_meta.identity);
    CHECK(by_another.stamped == by_meta.stamped);
    CHECK(by_another.number == by_meta.number);
}
