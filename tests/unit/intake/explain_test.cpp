#include "consentry/intake/explain.hpp"

#include "ear.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;

namespace {

Verdict verdict(std::string_view text, std::string_view language = "")
{
    static Brand const brand = demo_brand();
    return explain(brand, text, language);
}

}  // namespace

TEST_CASE("a text is explained: what it says, what is done, and by which word of which pack")
{
    Verdict const baja = verdict("Hola, BAJA por favor");
    CHECK(baja.signal == "opt_out");
    CHECK(baja.decision == "act");
    CHECK(baja.tier == "courtesy");
    CHECK(baja.language == "es");
    CHECK(baja.keyword == "baja");
    CHECK(baja.rule == "es/opt_out/baja");
    CHECK(baja.pack.starts_with("es@1+"));
    CHECK(baja.scopes.empty());
    CHECK_FALSE(baja.why.tokens.empty());
    CHECK(verdict("BAJA").tier == "exact");
}

TEST_CASE("a text without a signal is noted, and still says what was read")
{
    Verdict const hello = verdict("qué buen día hace");
    CHECK(hello.signal == "none");
    CHECK(hello.decision == "note");
    CHECK(hello.tier.empty());
    CHECK(hello.rule.empty());
    CHECK_FALSE(hello.why.folded.empty());
}

TEST_CASE("strong words act, weak ones hold, answers are noted")
{
    CHECK(verdict("STOP").decision == "act");
    CHECK(verdict("START").decision == "act");
    CHECK(verdict("cancelar").decision == "hold");
    CHECK(verdict("weiter", "de").signal == "opt_in");
    CHECK(verdict("weiter", "de").decision == "note");
    CHECK(verdict("sí").decision == "note");
    CHECK(verdict("sí").signal == "affirm");
    CHECK(verdict("👍").signal == "acknowledge");
    CHECK(verdict("ayuda").decision == "note");
}

TEST_CASE("the scope an argument names is told")
{
    CHECK(verdict("STOP OFFERS").scopes == std::vector<std::string>{"marketing"});
    CHECK(verdict("STOP OFFERS").decision == "act");
    CHECK(verdict("stop by at 5").signal == "none");
}

TEST_CASE("a given language breaks ties before the brand's own")
{
    CHECK(verdict("STOP", "fr").language != "es");
    CHECK(verdict("ja", "de").signal == "affirm");
    CHECK(verdict("ja", "de").language == "de");
}

TEST_CASE("without a configuration the packs alone speak")
{
    Brand const bare = bare_brand(matcher());
    CHECK(explain(bare, "STOP", "").decision == "act");
    CHECK(explain(bare, "BAJA", "").signal == "opt_out");
    CHECK(explain(bare, "hola", "").signal == "none");
}

TEST_CASE("without a configuration each category is a scope, so that its words act")
{
    Brand const bare = bare_brand(matcher());
    Verdict const promotions = explain(bare, "Stop promotions", "");
    CHECK(promotions.signal == "opt_out");
    CHECK(promotions.decision == "act");
    CHECK(promotions.scopes == std::vector<std::string>{"marketing"});
}
