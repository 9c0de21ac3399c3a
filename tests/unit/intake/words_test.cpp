// Words under the rules of a brand: scopes, strength, campaigns, words of its own.
#include "ear.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::intake;
using namespace consentry::meta::bodies;
using consent::Intent;

namespace {

using Scopes = std::vector<std::string>;

/// The only opt-out reading of a text: languages may agree, then any of theirs.
consent::Reading opt_out_of(std::vector<consent::Matter> const& matters)
{
    REQUIRE(matters.size() == 1);
    for (consent::Reading const& reading : signal_of(matters[0]).readings) {
        if (reading.intent == Intent::opt_out)
            return reading;
    }
    FAIL("no opt-out");
    return {};
}

}  // namespace

TEST_CASE("an argument of STOP names a scope by its name or alias")
{
    Ear ear;
    auto const* const text = GENERATE("STOP OFFERS", "stop offers please", "STOP ofertas", "stop marketing");
    INFO(text);
    consent::Reading const reading = opt_out_of(ear.hear_text(text));
    CHECK(reading.scopes == Scopes{"marketing"});
    CHECK_FALSE(reading.hold);
}

TEST_CASE("STOP PROMOTIONS names the scopes of its category")
{
    consent::Policy policy = demo_policy();
    policy.scopes.push_back({"news", consent::Category::marketing, {}, false, {}, false});
    Ear ear{{demo_brand(policy)}};
    CHECK(opt_out_of(ear.hear_text("STOP PROMOTIONS")).scopes == Scopes{"marketing", "news"});
    CHECK(opt_out_of(ear.hear_text("detener promociones")).scopes == Scopes{"marketing", "news"});
}

TEST_CASE("what looks like a scope but is none of the brand's holds")
{
    consent::Policy policy = demo_policy();
    policy.scopes.erase(policy.scopes.begin());
    Ear ear{{demo_brand(policy)}};
    consent::Reading const reading = opt_out_of(ear.hear_text("STOP PROMOTIONS"));
    CHECK(reading.hold);
    CHECK(reading.scopes.empty());
}

TEST_CASE("a sentence is no argument")
{
    Ear ear;
    CHECK(ear.hear_text("stop by at 5").empty());
    CHECK(ear.hear_text("stop the car").empty());
}

TEST_CASE("STOP ALL names every scope, so that even a hold would cover them")
{
    Ear ear;
    CHECK(opt_out_of(ear.hear_text("STOPALL")).scopes == Scopes{"*"});
    CHECK(opt_out_of(ear.hear_text("STOP ALL")).scopes == Scopes{"*"});
}

TEST_CASE("a weak word is heard typed, with what the law says of it, and never from a label")
{
    Ear ear;
    consent::Reading const cancel = opt_out_of(ear.hear_text("cancel"));
    CHECK(cancel.weak);
    CHECK(cancel.named_by_fcc);
    consent::Reading const spanish = opt_out_of(ear.hear_text("cancelar"));
    CHECK(spanish.weak);
    CHECK_FALSE(spanish.named_by_fcc);
    CHECK_FALSE(opt_out_of(ear.hear_text("STOP")).weak);
    CHECK(ear.hear_message(button("x", "Cancel")).empty());
    CHECK(ear.hear_message(reply("button_reply", "x", "Cancelar")).empty());
    CHECK(said(ear.hear_message(button("x", "STOP"))) == "opt_out");
}

TEST_CASE("collisions are handed on with every reading")
{
    Ear ear;
    auto const matters = ear.hear_text("STOP");
    REQUIRE(matters.size() == 1);
    CHECK(std::ranges::any_of(
        signal_of(matters[0]).readings, [](auto const& reading) { return reading.match.language == "und"; }));
}

TEST_CASE("YES, NO, OK, START and HELP are heard as such")
{
    Ear ear;
    CHECK(said(ear.hear_text("sí")) == "affirm");
    CHECK(said(ear.hear_text("nope")) == "decline");
    CHECK(said(ear.hear_message(message(R"("context":{"id":"wamid.0"},"type":"text","text":{"body":"👍"})")))
        == "acknowledge");
    CHECK(said(ear.hear_text("alta")) == "opt_in");
    CHECK(said(ear.hear_text("START")) == "opt_in");
    CHECK(said(ear.hear_text("ayuda")) == "help");
    CHECK(ear.tally.value(Count::affirmations) == 1);
    CHECK(ear.tally.value(Count::declines) == 1);
    CHECK(ear.tally.value(Count::acknowledgements) == 1);
    CHECK(ear.tally.value(Count::opt_ins) == 2);
    CHECK(ear.tally.value(Count::helps) == 1);
}

TEST_CASE("OK that quotes nothing answers nothing: it is counted, and costs no look at the store")
{
    Ear ear;
    CHECK(ear.hear_text("ok").empty());
    CHECK(ear.tally.value(Count::acknowledgements) == 1);
    consent::Policy policy = demo_policy();
    policy.campaigns.push_back({"marketing", "v3", "es", "", half_past_nine, half_past_nine + 1h, {"ok"}});
    Ear campaigning{{demo_brand(policy)}};
    CHECK(said(campaigning.hear_text("ok")) == "acknowledge");
}

TEST_CASE("a campaign's word is heard on its number though no pack knows it")
{
    consent::Policy policy = demo_policy();
    policy.campaigns.push_back(
        {"marketing", "v3", "es", std::string{number}, half_past_nine, half_past_nine + 1h, {"verano azul ya"}});
    Ear ear{{demo_brand(policy)}};
    auto const matters = ear.hear_text("¡Verano AZUL ya!");
    REQUIRE(matters.size() == 1);
    CHECK(signal_of(matters[0]).readings.empty());
    CHECK(signal_of(matters[0]).folded == "verano azul ya");
    CHECK(signal_of(matters[0]).text == "¡Verano AZUL ya!");
    CHECK(ear.hear_text("otra cosa").empty());
    // A label is the business's own word, and a campaign binds what people type.
    CHECK(ear.hear_message(button("x", "Verano azul ya")).empty());

    policy.campaigns[0].number = "200000000000001";
    Ear elsewhere{{demo_brand(policy)}};
    CHECK(elsewhere.hear_text("verano azul ya").empty());
}

TEST_CASE("a brand's own word counts in its countries, a word it switched off does not")
{
    Brand brand = demo_brand();
    brand.matcher = matcher_of({{"chau ofertas", keywords::Intent::opt_out, {"AR"}},
        {"corten ya", keywords::Intent::opt_out, {}}, {"parar", std::nullopt, {}}});
    Ear ear{{brand}};
    CHECK(ear.hear_text("chau ofertas").empty());
    CHECK(said(ear.hear_text("corten ya")) == "opt_out");
    CHECK(ear.hear_text("parar").empty());
    auto const from = [](std::string const& who) {
        return R"({)" + who + R"(,"id":"w","timestamp":"1795339800","type":"text","text":{"body":"chau ofertas"}})";
    };
    CHECK(said(ear.hear_message(from(R"("from":"5491123456789")"))) == "opt_out");
    CHECK(said(ear.hear_message(from(R"("from_user_id":"AR.13491208655302741918")"))) == "opt_out");
    CHECK(ear.hear_message(from(R"("from_user_id":"ES.13491208655302741918")")).empty());
}
