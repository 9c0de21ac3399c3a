#include "intake/readings.hpp"

#include "consentry/keywords/folding.hpp"
#include "ear.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::intake;
using consent::Intent;

namespace {

using Scopes = std::vector<std::string>;

Brand brand_with_buttons()
{
    Brand brand = demo_brand();
    brand.buttons = {{"UNSUB_PROMO", Intent::opt_out, "marketing", ""}, {"UNSUB", Intent::opt_out, "", ""},
        {"YES_PROMO", Intent::affirm, "marketing", "v3"}, {"YES", Intent::affirm, "", ""},
        {"OK", Intent::acknowledge, "", ""}, {"OK_PROMO", Intent::acknowledge, "marketing", ""},
        {"NO", Intent::decline, "", ""}};
    return brand;
}

/// The readings of a text under the rules of a brand.
std::vector<consent::Reading> readings(std::string_view text, consent::Policy policy = demo_policy())
{
    Brand const brand = demo_brand(std::move(policy));
    keywords::Scratch scratch;
    std::vector<keywords::Reading> found;
    brand.matcher->match(text, scratch, found);
    return readings_for(brand, found, keywords::folded(text), Written::typed, {});
}

bool all_hold(std::vector<consent::Reading> const& readings)
{
    return !readings.empty() && std::ranges::all_of(readings, &consent::Reading::hold);
}

}  // namespace

TEST_CASE("the first tier that fits wins")
{
    for (char const* const text : {"no más", "ya no", "hola, STOP", "好啊", "stop"}) {
        INFO(text);
        auto const all = readings(text);
        REQUIRE_FALSE(all.empty());
        for (consent::Reading const& reading : all)
            CHECK(reading.match.tier == all.front().match.tier);
    }
}

TEST_CASE("a doubt of the matcher stays, whatever the scopes")
{
    CHECK(all_hold(readings("¿parar promociones?")));
    CHECK_FALSE(all_hold(readings("parar promociones")));
}

TEST_CASE("one word behind STOP that is no scope holds, a sentence says nothing")
{
    CHECK(all_hold(readings("STOP INVOICES")));
    CHECK(all_hold(readings("STOP SUPPORT")));
    CHECK(readings("stop by at 5").empty());
    CHECK(readings("stop the bus").empty());
    CHECK(readings("alto voltaje").empty());
}

TEST_CASE("a scope may be called like a keyword")
{
    consent::Policy policy = demo_policy();
    policy.scopes.push_back({"help_desk", consent::Category::service, {"support", "info"}, false, {}, false});
    for (char const* const text : {"STOP SUPPORT", "stop info", "please stop support"}) {
        INFO(text);
        auto const found = readings(text, policy);
        REQUIRE_FALSE(found.empty());
        for (consent::Reading const& reading : found) {
            CHECK(reading.scopes == Scopes{"help_desk"});
            CHECK_FALSE(reading.hold);
        }
    }
}

TEST_CASE("the law names a weak word that is typed alone")
{
    auto const named
        = [](std::string_view text) { return std::ranges::any_of(readings(text), &consent::Reading::named_by_fcc); };
    CHECK(named("CANCEL"));
    CHECK_FALSE(named("please cancel"));
    CHECK_FALSE(named("cancelar"));
}

TEST_CASE("our own payloads carry their scope and wording with them")
{
    auto const [payload, intent, wording] = GENERATE(table<std::string, Intent, std::string>({
        {"consentry:yes:marketing", Intent::affirm, ""},
        {"consentry:yes:marketing:v3", Intent::affirm, "v3"},
        {"consentry:no:marketing", Intent::decline, ""},
        {"consentry:no:marketing:v3", Intent::decline, "v3"},
        {"consentry:stop:marketing", Intent::opt_out, ""},
    }));
    auto const reading = reading_of_payload(demo_brand(), payload);
    REQUIRE(reading);
    CHECK(reading->intent == intent);
    CHECK(reading->scopes == Scopes{"marketing"});
    CHECK(reading->wording == wording);
    CHECK(reading->addressed);
    CHECK_FALSE(reading->hold);
    CHECK(reading->match.tier == "id");
    CHECK(reading->match.keyword == payload);
    CHECK(reading->match.rule == "id/" + payload);
}

TEST_CASE("a stop without a scope is of every scope")
{
    auto const* const payload = GENERATE("consentry:stop", "consentry:stop:", "consentry:stop:*");
    auto const reading = reading_of_payload(demo_brand(), payload);
    REQUIRE(reading);
    CHECK(reading->intent == Intent::opt_out);
    CHECK(reading->scopes.empty());
    CHECK_FALSE(reading->hold);
}

TEST_CASE("a YES to what is not configured says nothing")
{
    auto const* const payload = GENERATE("consentry:yes", "consentry:yes:", "consentry:yes:newsletter",
        "consentry:yes:marketing:v9", "consentry:no:newsletter", "consentry:maybe:marketing", "consentry:", "consentry",
        "consentry:yes:*", "CONSENTRY:STOP", " consentry:stop", "");
    INFO(payload);
    CHECK_FALSE(reading_of_payload(demo_brand(), payload));
}

TEST_CASE("a stop of a scope that is not configured is not lost: a person has to look")
{
    auto const reading = reading_of_payload(demo_brand(), "consentry:stop:newsletter");
    REQUIRE(reading);
    CHECK(reading->intent == Intent::opt_out);
    CHECK(reading->hold);
    CHECK(reading->scopes.empty());
}

TEST_CASE("only words of the configuration come into the chain, whatever a payload holds")
{
    auto const* const payload
        = GENERATE("consentry:stop:34600111222", "consentry:stop::34600111222", "consentry:stop:marketing:34600111222");
    auto const reading = reading_of_payload(demo_brand(), payload);
    REQUIRE(reading);
    for (std::string const& chained : {reading->match.keyword, reading->match.rule, reading->wording}) {
        INFO(chained);
        CHECK(chained.find("346") == std::string::npos);
    }
}

TEST_CASE("a brand's own buttons say what the configuration says")
{
    Brand const brand = brand_with_buttons();
    auto const scoped = reading_of_payload(brand, "UNSUB_PROMO");
    REQUIRE(scoped);
    CHECK(scoped->intent == Intent::opt_out);
    CHECK(scoped->scopes == Scopes{"marketing"});
    CHECK(reading_of_payload(brand, "UNSUB")->scopes.empty());
    auto const yes = reading_of_payload(brand, "YES_PROMO");
    REQUIRE(yes);
    CHECK(yes->addressed);
    CHECK(yes->wording == "v3");
    CHECK(reading_of_payload(brand, "OK_PROMO")->addressed);
    CHECK_FALSE(reading_of_payload(brand, "unsub"));
}

TEST_CASE("an answering button without a scope answers whatever was asked, like a typed word")
{
    auto const* const id = GENERATE("YES", "NO", "OK");
    auto const reading = reading_of_payload(brand_with_buttons(), id);
    REQUIRE(reading);
    CHECK_FALSE(reading->addressed);
    CHECK(reading->scopes.empty());
}

TEST_CASE("a payload says it all; only an unknown one leaves the word to the label")
{
    Ear ear{{brand_with_buttons()}};
    auto const known = ear.hear_message(button("YES_PROMO", "STOP"));
    CHECK(said(known) == "affirm");
    CHECK(signal_of(known[0]).text == "STOP");
    CHECK(signal_of(known[0]).context_id == "wamid.asked");
    CHECK(said(ear.hear_message(button("unknown", "STOP"))) == "opt_out");
    CHECK(ear.hear_message(button("unknown", "Ver ofertas")).empty());
    CHECK(said(ear.hear_message(reply("list_reply", "consentry:stop:marketing", "Adiós"))) == "opt_out");
}

TEST_CASE("a button of ours that asks for what is not configured answers nothing else by its label; a STOP stays one")
{
    Ear ear;
    CHECK(ear.hear_message(button("consentry:yes:newsletter", "Sí")).empty());
    CHECK(ear.hear_message(button("consentry:no:newsletter", "No")).empty());
    CHECK(said(ear.hear_message(button("consentry:no:newsletter", "STOP"))) == "opt_out");
    CHECK(said(ear.hear_message(button("of another", "Sí"))) == "affirm");
}

TEST_CASE("our payloads count in buttons and lists only, never as typed text")
{
    Ear ear;
    CHECK(said(ear.hear_message(button("consentry:stop", "Adiós"))) == "opt_out");
    CHECK(ear.hear_text("consentry:stop:marketing").empty());
    CHECK(ear.hear_message(button("unknown", "consentry:stop:marketing")).empty());
}

TEST_CASE("each intent of the words is one of the rules")
{
    CHECK(intent_of(keywords::Intent::opt_out) == Intent::opt_out);
    CHECK(intent_of(keywords::Intent::opt_in) == Intent::opt_in);
    CHECK(intent_of(keywords::Intent::affirm) == Intent::affirm);
    CHECK(intent_of(keywords::Intent::acknowledge) == Intent::acknowledge);
    CHECK(intent_of(keywords::Intent::decline) == Intent::decline);
    CHECK(intent_of(keywords::Intent::help) == Intent::help);
}
