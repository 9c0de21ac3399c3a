// The packs that are shipped: each entry means what it is listed for, and what means two things is known.

#include "consentry/keywords/matcher.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace consentry;
using namespace consentry::keywords;

namespace {

std::vector<Pack> const& shipped()
{
    static std::vector<Pack> const packs = [] {
        auto loaded = load_packs(CONSENTRY_SOURCE_DIR "/keywords");
        if (!loaded)
            for (PackProblem const& problem : loaded.error())
                FAIL_CHECK(to_string(problem));
        REQUIRE(loaded.has_value());
        return std::move(*loaded);
    }();
    return packs;
}

Matcher const& everything()
{
    static Matcher const matcher = std::move(Matcher::build(shipped()).value());
    return matcher;
}

std::vector<Reading> read(std::string_view text)
{
    Scratch scratch;
    std::vector<Reading> readings;
    everything().match(text, scratch, readings);
    return readings;
}

bool says(std::string_view text, Intent intent)
{
    return std::ranges::any_of(read(text), [intent](Reading const& reading) { return reading.intent == intent; });
}

}  // namespace

TEST_CASE("the languages that are shipped")
{
    std::set<std::string> languages;
    for (Pack const& pack : shipped())
        languages.insert(pack.language);
    for (char const* const expected : {"und", "en", "es", "pt", "fr", "de", "it", "ar", "hi", "id", "ru", "zh"})
        CHECK(languages.contains(expected));
}

TEST_CASE("every entry of every pack reads as itself, with its own intent and strength, exactly")
{
    for (Pack const& pack : shipped())
        for (std::size_t i = 0; i < intent_count; ++i)
            for (Entry const& entry : pack.entries[i]) {
                INFO(pack.language << ": " << entry.text);
                auto const itself = [&](Reading const& reading) {
                    return reading.intent == static_cast<Intent>(i) && reading.language == pack.language
                        && reading.tier == Tier::exact && reading.keyword == entry.text
                        && reading.strength == entry.strength && reading.all == entry.all
                        && reading.category == entry.category && !reading.has_argument();
                };
                CHECK(std::ranges::any_of(read(entry.text), itself));
            }
}

TEST_CASE("every strong opt-out stays one with courtesy of its language around it, in capitals and with a mark behind")
{
    for (Pack const& pack : shipped())
        for (Entry const& entry : pack.entries[static_cast<std::size_t>(Intent::opt_out)]) {
            if (entry.strength == Strength::weak || pack.greetings.empty())
                continue;
            for (std::string const& text :
                {pack.greetings.front().text + ", " + entry.text + "!", entry.text + ", " + pack.please.front().text,
                    entry.text + ". " + pack.thanks.front().text + "!!", pack.please.front().text + ", " + entry.text,
                    '*' + entry.text + "*", entry.text + ' ' + entry.text}) {
                INFO(text);
                CHECK(says(text, Intent::opt_out));
            }
        }
}

TEST_CASE("words of thanks are acknowledgements, greetings and please say nothing by themselves")
{
    for (Pack const& pack : shipped()) {
        for (Entry const& entry : pack.thanks) {
            INFO(pack.language << ": " << entry.text);
            CHECK(says(entry.text, Intent::acknowledge));
        }
        for (Entry const& entry : pack.greetings) {
            INFO(pack.language << ": " << entry.text);
            for (Reading const& reading : read(entry.text))
                CHECK(reading.language != pack.language);
        }
    }
}

TEST_CASE("what packs read in more than one way, all of it")
{
    std::map<std::string, std::string> found;
    for (Collision const& collision : everything().collisions())
        for (Reading const& reading : collision.readings)
            found[collision.text] += (found[collision.text].empty() ? "" : " ") + std::string{reading.rule};
    std::map<std::string, std::string> const expected{
        {"acha", "bn/acknowledge/acha hi/acknowledge/acha sw/opt_out/acha ur/acknowledge/acha"},
        {"aha", "de/acknowledge/aha hu/affirm/aha lt/affirm/aha"},
        {"apu", "fi/help/apu te/opt_out/apu"},
        {"certo", "it/affirm/certo pt/acknowledge/certo"},
        {"chan", "mr/acknowledge/chan vi/opt_out/chặn"},
        {"dai", "he/opt_out/dai th/acknowledge/dai"},
        {"dung", "vi/opt_out/dừng vi/opt_out/dung vi/affirm/đúng"},
        {"iya", "id/affirm/iya ja/decline/iya"},
        {"jo",
            "cs/affirm/jo da/affirm/jo de/affirm/jo hu/acknowledge/jó lt/affirm/jo nb/affirm/jo sq/decline/jo "
            "sv/affirm/jo"},
        {"ki", "ha/decline/ki ka/affirm/ki"},
        {"naam", "ar/affirm/naam ha/acknowledge/naam sw/affirm/naam"},
        {"nae", "da/decline/næ ko/affirm/nae si/decline/nae sv/decline/nä sv/decline/näe"},
        {"nai", "el/affirm/nai hi/decline/nai pa/decline/nai ur/decline/nai"},
        {"ne",
            "bg/decline/ne cs/decline/ne de/decline/ne el/affirm/ne hr/decline/ne ko/affirm/ne lt/decline/ne "
            "lv/decline/nē sl/decline/ne sr/decline/ne"},
        {"reg", "af/acknowledge/reg id/opt_in/reg"},
        {"sahi hai", "hi/affirm/sahi-hai ur/acknowledge/sahi-hai"},
        {"sip", "es/affirm/sip id/acknowledge/sip"},
        {"t", "fi/acknowledge/t id/decline/t"},
        {"ta", "ga/affirm/tá pt/acknowledge/tá"},
        {"tak", "da/acknowledge/tak id/decline/tak ms/decline/tak pl/affirm/tak uk/affirm/tak"},
        {"tolak", "id/opt_out/tolak ms/decline/tolak"},
        {"tu choi", "vi/opt_out/tu-choi vi/decline/từ-chối"},
        {"ya", "en/affirm/ya es/acknowledge/ya id/affirm/ya ms/affirm/ya"},
        {"ابدا", "ar/opt_in/ابدأ ar/opt_in/ابدا ar/decline/أبدا"},
    };
    CHECK(found == expected);
}

TEST_CASE("the words of the law and of the carriers are in the English pack")
{
    for (char const* const word : {"stop", "quit", "end", "revoke", "opt out", "opt-out", "cancel", "unsubscribe",
             "STOPALL", "STOP ALL", "OPTOUT", "REMOVE"}) {
        INFO(word);
        auto const of_english
            = [](Reading const& reading) { return reading.intent == Intent::opt_out && reading.language == "en"; };
        CHECK(std::ranges::any_of(read(word), of_english));
    }
    for (char const* const word : {"START", "UNSTOP", "SUBSCRIBE"})
        CHECK(says(word, Intent::opt_in));
}

TEST_CASE("never is no start")
{
    for (char const* const never : {"أبدا", "أبداً", "أبداً شكرا"}) {
        INFO(never);
        CHECK(says(never, Intent::decline));
        CHECK_FALSE(says(never, Intent::opt_in));
    }
    REQUIRE(read("ابدأ").size() == 1);
    CHECK(read("ابدأ")[0].strength == Strength::strong);
    REQUIRE(read("ابدا").size() == 1);
    CHECK(read("ابدا")[0].strength == Strength::weak);
}

TEST_CASE("messages that ask for an end")
{
    for (char const* const text :
        {"STOP", "Stop. Thank you", "hi, stop please!!", "*STOP*", "stop stop stop", "ok stop", "🛑", "ok 🛑",
            "Good morning team, please unsubscribe me. Regards, John Smith", "Hola, buenas tardes. Baja, gracias!",
            "BAJA por favor", "ya no quiero recibir mensajes, gracias", "No me manden mas mensajes",
            "quiero darme de baja por favor", "arret svp", "Bonjour, merci de me désinscrire",
            "ne m’envoyez plus de messages s'il vous plaît", "Retirez-moi de la liste, merci", "Hallo, bitte abmelden",
            "Werbung abbestellen", "keine nachrichten mehr!!", "hoeren sie auf", "basta messaggi grazie",
            "Buongiorno, cancellatemi dalla lista. Grazie", "não me mandem mais mensagens por favor",
            "quero sair da lista, obrigado", "me tira dessa lista pfv", "СТОП пожалуйста",
            "Здравствуйте, отпишите меня", "больше не пишите мне!", "توقف", "توقفففف", "إلغاء الاشتراك من فضلك",
            "السلام عليكم، أوقفوا الرسائل لو سمحتم", "la tb3at", "कृपया बंद करें", "band kr do bhai",
            "mujhe message mat bhejo please", "berhenti ya kak", "tolong hapus nomor saya", "UNREG",
            "jangan kirim pesan lagi pak", "停止", "请停止，谢谢", "退订吧谢谢", "不要再发了", "請不要再傳訊息給我",
            "唔好再send俾我"}) {
        INFO(text);
        CHECK(says(text, Intent::opt_out));
    }
}

TEST_CASE("messages that ask for no end")
{
    for (char const* const text : {"Can I stop by", "Please don't stop sending these", "cancel my order",
             "¿puedo dar de baja el anuncio?", "no parar", "no stop", "jangan berhenti", "لا توقف", "non stop",
             "停车位", "停车位在哪里", "取消订单", "fine thanks", "hi fine", "The bus stop is closed", "end of month",
             "para mañana", "alto y guapo", "la baja médica", "ich kündige den Vertrag", "das ist das ende",
             "fin de semana", "la fine del mese", "не останавливайтесь", "band kab hoga", "dukan band hai",
             "toko tutup jam berapa", "yes", "no", "hola", "ok", "👍", "hi ✋", "нет", "لا", "नहीं", "tidak", "不要"}) {
        INFO(text);
        for (Reading const& reading : read(text))
            CHECK((reading.intent != Intent::opt_out
                || (reading.has_argument() && !reading.all && reading.category.empty())));
    }
}

TEST_CASE("yes, no and thanks in each language")
{
    for (char const* const text : {"yes", "Yes please", "sí", "SI", "sim", "oui", "Ja, gerne", "sì grazie", "نعم",
             "أيوه", "हाँ", "haan ji", "iya", "Да, конечно", "是的", "好啊"}) {
        INFO(text);
        CHECK(says(text, Intent::affirm));
        CHECK_FALSE(says(text, Intent::opt_out));
    }
    for (char const* const text : {"no", "No thanks", "no gracias", "não, obrigada", "non merci", "nein danke",
             "لا شكراً", "नहीं धन्यवाद", "nahi", "tidak, terima kasih", "нет спасибо", "不用了，谢谢"}) {
        INFO(text);
        CHECK(says(text, Intent::decline));
        CHECK_FALSE(says(text, Intent::affirm));
    }
    for (char const* const text :
        {"ok", "thanks", "👍", "vale, gracias", "beleza", "d'accord merci", "alles klar, danke", "va bene grazie",
            "تمام شكرا", "ठीक है", "theek hai", "oke kak", "хорошо, спасибо", "好的，谢谢"}) {
        INFO(text);
        CHECK((says(text, Intent::acknowledge) || says(text, Intent::affirm)));
        CHECK_FALSE(says(text, Intent::opt_out));
    }
}

TEST_CASE("no text is taken for an opt-out and for an opt-in or a yes at once")
{
    for (Pack const& pack : shipped())
        for (Entry const& entry : pack.entries[static_cast<std::size_t>(Intent::opt_out)]) {
            INFO(pack.language << ": " << entry.text);
            CHECK_FALSE(says(entry.text, Intent::opt_in));
            CHECK_FALSE(says(entry.text, Intent::affirm));
        }
}

TEST_CASE("behind STOP every language names everything, and each category of scopes")
{
    for (Pack const& pack : shipped()) {
        if (pack.language == "und")
            continue;
        INFO(pack.language);
        std::set<std::string_view> named;
        for (ArgumentWord const& word : pack.argument_words)
            named.insert(word.category);
        CHECK(named == std::set<std::string_view>{"", "marketing", "utility", "authentication", "service"});
    }
}

TEST_CASE(
    "what people are answered stands in every pack, with words that mean in that language what they are named for")
{
    auto const means = [](Pack const& pack, std::string const& word, Intent intent) {
        auto const readings = read(word);
        bool const only_that = std::ranges::all_of(
            readings, [intent](Reading const& reading) { return reading.intent == intent && !reading.has_argument(); });
        return only_that && std::ranges::any_of(readings, [&pack](Reading const& reading) {
            return (reading.language == pack.language || reading.language == "und") && reading.tier == Tier::exact
                && reading.strength == Strength::strong && reading.category.empty();
        });
    };
    for (Pack const& pack : shipped()) {
        if (pack.language == "und")
            continue;
        INFO(pack.language);
        CHECK(means(pack, pack.reply.start, Intent::opt_in));
        CHECK(means(pack, pack.reply.stop, Intent::opt_out));
        CHECK(pack.reply.opted_out.contains("{start}"));
        CHECK(pack.reply.opted_out_scope.contains("{start}"));
        CHECK(pack.reply.opted_out_scope.contains("{scope}"));
        CHECK(pack.reply.help.contains("{brand}"));
        CHECK(pack.reply.help.contains("{stop}"));
        for (std::string const& text : {pack.reply.opted_out, pack.reply.opted_out_scope, pack.reply.help})
            CHECK(text.size() < 600);
    }
}
