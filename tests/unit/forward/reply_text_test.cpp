// What a reply says, and in which language.
#include "forward/reply_text.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;

namespace {

using Languages = std::vector<std::string>;

consent::Event said(std::string keyword, std::string language, std::string tier = "exact")
{
    consent::Event event;
    event.type = consent::EventType::opted_out;
    event.scope = "*";
    event.match.emplace();
    event.match->keyword = std::move(keyword);
    event.match->language = std::move(language);
    event.match->tier = std::move(tier);
    return event;
}

ReplyTarget target()
{
    ReplyTarget made;
    made.called = "Acme";
    made.shared_keywords = {{"stop", {"en", "und"}}, {"parar", {"ca", "es", "pt"}}};
    made.pack_texts = {{"en", ReplyKind::opted_out, {}, "bye from {brand}"}, {"es", ReplyKind::opted_out, {}, "adiós"},
        {"en", ReplyKind::opted_out_scope, {}, "no more {scope}"}, {"zh-HK", ReplyKind::opted_out, {}, "再見"},
        {"zh", ReplyKind::opted_out, {}, "再见"}, {"pt", ReplyKind::opted_out, {}, "adeus"}};
    made.scopes = {{"order_updates", {}}, {"marketing", {{"promocoes", "promoções"}, {"offers", "offers"}}}};
    return made;
}

consent::Policy policy(Languages languages)
{
    consent::Policy made;
    made.languages = std::move(languages);
    return made;
}

std::string answer(consent::Event const& event, ReplyTarget const& to, std::vector<std::string> const& scopes = {})
{
    auto const rules = policy({});
    return text_for(*kind_of(event), scopes, event, to, &rules).value_or("(nothing)");
}

}  // namespace

TEST_CASE("a word of one language is answered in it")
{
    auto const rules = policy({"en"});
    CHECK(languages_for(said("baja", "es"), target(), &rules).front() == "es");
    CHECK(answer(said("baja", "es"), target()) == "adiós");
}

TEST_CASE("STOP is a word of every language: the question, the brand and the number tell which")
{
    auto event = said("stop", "en");
    event.wa_id = "34600111222";
    auto const english_first = policy({"en", "es"});
    CHECK(languages_for(event, target(), &english_first) == Languages{"es", "en", "ca"});
    auto const german = policy({"de"});
    CHECK(languages_for(event, target(), &german) == Languages{"de", "es", "ca", "en"});
    event.prompt.emplace();
    event.prompt->language = "pt-BR";
    CHECK(languages_for(event, target(), &german) == Languages{"pt-BR", "pt", "de", "es", "ca", "en"});
    event.wa_id.clear();
    event.user_id = "FR.1";
    event.prompt.reset();
    CHECK(languages_for(event, target(), nullptr) == Languages{"fr", "en"});
}

TEST_CASE("a word of several languages is of the likeliest of those, by the brand and the number")
{
    auto event = said("parar", "ca");
    event.wa_id = "5511987654321";
    auto const both = policy({"es", "pt"});
    CHECK(languages_for(event, target(), &both) == Languages{"pt", "es", "ca", "en"});
    event.wa_id = "4917012345678";
    CHECK(languages_for(event, target(), &both).front() == "es");
    auto const neither = policy({"de"});
    CHECK(languages_for(event, target(), &neither) == Languages{"ca", "de", "en"});
}

TEST_CASE("courtesy around STOP tells the language again, a button tells none")
{
    auto const rules = policy({"en"});
    CHECK(languages_for(said("stop", "es", "courtesy"), target(), &rules).front() == "es");
    CHECK(languages_for(said("consentry:stop", "und", "id"), target(), &rules).front() == "en");
    consent::Event nothing;
    CHECK(languages_for(nothing, target(), nullptr) == Languages{"en"});
}

TEST_CASE("of a language with regions the plain one is meant, unless only a region has a text")
{
    CHECK(answer(said("停止", "zh"), target()) == "再见");
    CHECK(answer(said("停止", "zh-HK"), target()) == "再見");
    auto own = target();
    own.texts = {{"pt-BR", ReplyKind::opted_out, {}, "tchau"}};
    CHECK(answer(said("sair", "pt"), own) == "tchau");
}

TEST_CASE("the brand's own text goes before the pack's, that of a scope before that of any")
{
    auto own = target();
    own.texts = {{"en", ReplyKind::opted_out_scope, {}, "{brand} sends no more {scope}"},
        {"en", ReplyKind::opted_out_scope, "marketing", "no more of our offers"}};
    auto event = said("stop", "und");
    event.scope = "marketing";
    CHECK(answer(event, own, {"marketing"}) == "no more of our offers");
    CHECK(answer(event, own, {"order_updates"}) == "Acme sends no more order updates");
    CHECK(answer(event, own, {"marketing", "order_updates"}) == "Acme sends no more marketing, order updates");
    CHECK(answer(said("stop", "und"), own) == "bye from Acme");
}

TEST_CASE("a scope is called as the person called it, in the spelling of the configuration")
{
    auto event = said("stop", "und");
    event.scope = "marketing";
    event.match->folded = "stop promocoes";
    CHECK(answer(event, target(), {"marketing"}) == "no more promoções");
    event.match->folded = "stop nopromocoes";
    CHECK(answer(event, target(), {"marketing"}) == "no more marketing");
}

TEST_CASE("without a text in any of the languages there is none")
{
    auto silent = target();
    silent.pack_texts.clear();
    CHECK(answer(said("baja", "es"), silent) == "(nothing)");
}

TEST_CASE("a text may name what is known of its kind, and nothing else")
{
    CHECK_FALSE(unknown_placeholder(ReplyKind::opted_out, "{brand}: reply {start}{start}"));
    CHECK(unknown_placeholder(ReplyKind::opted_out, "no more {scope}") == "{scope}");
    CHECK(unknown_placeholder(ReplyKind::help, "{stopp}") == "{stopp}");
    CHECK(unknown_placeholder(ReplyKind::help, "a { b") == "{");
    CHECK(unknown_placeholder(ReplyKind::help, "a } b") == "}");
    CHECK(unknown_placeholder(ReplyKind::help, "{{stop}}") == "{");
    CHECK(filled_in("{a}{a}-{b}", "a", "{b}") == "{b}{b}-{b}");
    for (auto const kind :
        {ReplyKind::opted_out, ReplyKind::opted_out_scope, ReplyKind::lifted, ReplyKind::opted_in, ReplyKind::help})
        CHECK(reply_kind_of(name_of(kind)) == kind);
}
