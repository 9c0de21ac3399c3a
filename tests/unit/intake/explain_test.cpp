#include "consentry/intake/explain.hpp"

#include "consentry/keywords/pack.hpp"
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
    CHECK(baja.pack.starts_with("es@"));
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

TEST_CASE("every entry of every pack, alone and in its own language, comes out as what it is listed for")
{
    Brand const bare = bare_brand(matcher());
    auto const packs = keywords::load_packs(CONSENTRY_SOURCE_DIR "/keywords");
    REQUIRE(packs.has_value());
    for (keywords::Pack const& pack : *packs)
        for (std::size_t i = 0; i < keywords::intent_count; ++i)
            for (keywords::Entry const& entry : pack.entries[i]) {
                auto const intent = static_cast<keywords::Intent>(i);
                INFO(pack.language << ": " << entry.text);
                Verdict const found = explain(bare, entry.text, pack.language);
                CHECK(found.signal == to_string(intent));
                CHECK(found.tier == "exact");
                if (intent == keywords::Intent::opt_out && entry.strength == keywords::Strength::strong)
                    CHECK(found.decision == "act");
            }
}

TEST_CASE("messages that ask for an end are acted on")
{
    Brand const bare = bare_brand(matcher());
    char const* const text = GENERATE("SSSTTTOOOPPP", "stopstop", "S T O P  S T O P", "S TOP", "*S*TOP", "СТОP", "ЅТОР",
        "stoр", "STОP", "STΟP", "CTОП", "CTOП", "no thanks, stop", "No thank you. Stop.", "No gracias, baja",
        "Non merci, stop", "Nein danke. Bitte abmelden", "No grazie, stop", "لا شكرا، توقف", "Tidak terima kasih, stop",
        "нет спасибо, отпишите меня", "não obrigado, pare", "Good morning Mr Smith, please stop",
        "Good morning Mr. Smith, please stop", "Hola señor García, baja", "Hallo Frau Meier, stopp", "Hola Ana, baja",
        "Hi Will, stop", "Добрый день, Мария. Стоп", "Hi, Maria. Stop", "darme de baja\n\nJuan Pérez",
        "STOP\n\nSent from my iPhone", "बन्द करो", "बंद करदो", "stop करो", "اوقفو", "وقفو", "بطلوا", "berenti",
        "jgn kirim lagi", "no publicidad", "no spam", "desapuntarme", "no pubblicità", "désabo", "снимите с рассылки",
        "отказаться от рассылки", "stop your messages", "do not message me again", "remove me from your mailing list",
        "STOP svp", "stop ya", "Halo kak, stop", "stop?");
    INFO(text);
    CHECK(explain(bare, text, "").signal == "opt_out");
    CHECK(explain(bare, text, "").decision == "act");
}

TEST_CASE("messages that may ask for an end wait for a person")
{
    Brand const bare = bare_brand(matcher());
    char const* const text = GENERATE("no más", "ya no", "ya no más", "Maria, stop", "Stop, Maria", "STOP INVOICES",
        "STOP NEWS", "¿Baja?", "Abmelden?", "Stop? No.", "¿Baja? No, gracias", "Stopp? Nein", "no molestar",
        "bitte nicht stören", "ne pas déranger", "no messages", "keine Nachrichten", "mat bhejo", "बंद", "jangan kirim",
        "لا ترسل", "не отправляйте", "td", "off", "bas stop", "🔕", "turn off notifications?", "stop offers?",
        "Stop. Is it open?", "stop\nthe red one");
    INFO(text);
    CHECK(explain(bare, text, "").signal == "opt_out");
    CHECK(explain(bare, text, "").decision == "hold");
}

TEST_CASE("messages that ask for no end are left alone")
{
    Brand const bare = bare_brand(matcher());
    char const* const text = GENERATE("Não, quero receber", "não, envie mais", "No, quiero recibir mensajes",
        "No. Quiero mensajes", "No, más ofertas", "لا، أريد رسائل", "Не, присылайте", "tidak, mau promo",
        "No, more messages please", "不，要广告", "band hai", "alto y claro", "alto o baja", "отпишусь",
        "dar de baja los anuncios", "quiero dar de baja el anuncio", "¿puedo dar de baja el anuncio?", "Baja la oferta",
        "baja el total", "parar o anúncio", "stop the deal", "Yes, cancel", "Sí, cancelar", "ok, delete",
        "buenas noches 🔕", "ssss", "nanti", "belum", "plus tard", "später", "позже", "alto voltaje", "baja temporada",
        "stop by", "stop here please", "Maria, cancel");
    INFO(text);
    CHECK(explain(bare, text, "").signal == "none");
}

TEST_CASE("a YES keeps its meaning beside the courtesy of its language")
{
    Brand const bare = bare_brand(matcher());
    char const* const text = GENERATE(
        "Ja danke", "ja, vielen Dank", "ya, terima kasih", "certo, grazie mille", "sip gracias", "не против", "好啊");
    INFO(text);
    CHECK(explain(bare, text, "").signal == "affirm");
}

TEST_CASE("never is a no, and a region of a language is the language")
{
    Brand const bare = bare_brand(matcher());
    CHECK(explain(bare, "أبداً شكرا", "").signal == "decline");
    CHECK(explain(bare, "certo", "pt-BR").signal == "acknowledge");
    CHECK(explain(bare, "ya", "es_MX").signal == "acknowledge");
    CHECK(explain(bare, "ya", "id").signal == "affirm");
}
