#include "consentry/keywords/matcher.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace consentry;
using namespace consentry::keywords;

namespace {

constexpr char const* english = R"(
language = "en"
version = 7
[opt_out]
strong = ["stop", "unsubscribe", "leave me alone", { text = "stop promotions", category = "marketing" },
    { text = "stopall", all = true }]
weak = ["cancel", "✋"]
[opt_in]
strong = ["start"]
[affirm]
strong = ["yes", "ya"]
weak = ["y"]
[acknowledge]
strong = ["ok", "👍", "fine"]
[decline]
strong = ["no", "❌"]
[help]
strong = ["help"]
[courtesy]
greetings = ["hi", "good morning"]
please = ["please", "now"]
thanks = ["thanks", "thank you"]
address = ["team", "mr"]
[argument]
all = ["all"]
articles = ["the", "your"]
marketing = ["offers", "special offers", { text = "special", behind_article = false }]
utility = ["alerts"]
)";

constexpr char const* other = R"(
language = "xx"
version = 1
[opt_out]
strong = ["dừng", "停止", "ne", "well, bye"]
weak = ["stopp"]
[affirm]
strong = ["ne da"]
[decline]
strong = ["đừng", "ya", "нет"]
[courtesy]
please = ["请", "bitte"]
[argument]
marketing = ["促销"]
)";

constexpr char const* everywhere = R"(
language = "und"
version = 1
[opt_out]
strong = ["🛑"]
[courtesy]
thanks = ["merci"]
)";

Pack pack(std::string_view text, std::string const& file)
{
    auto parsed = parse_pack(text, file);
    REQUIRE(parsed.has_value());
    return std::move(*parsed);
}

Matcher matcher(std::vector<OwnWord> const& own_words = {})
{
    std::vector<Pack> const packs{pack(english, "en.toml"), pack(everywhere, "und.toml"), pack(other, "xx.toml")};
    Result<Matcher> built = Matcher::build(packs, own_words);
    REQUIRE(built.has_value());
    return std::move(*built);
}

std::vector<Reading> readings(Matcher const& matcher, std::string_view text)
{
    Scratch scratch;
    std::vector<Reading> result;
    matcher.match(text, scratch, result);
    return result;
}

/// The readings in short: `courtesy en/opt_out/stop (offers, marketing)`, one behind the other.
std::string read(Matcher const& matcher, std::string_view text)
{
    std::string result;
    for (Reading const& reading : readings(matcher, text)) {
        result += (result.empty() ? "" : "; ") + std::string{to_string(reading.tier)} + ' ' + std::string{reading.rule};
        if (reading.has_argument() || !reading.category.empty() || reading.all)
            result += " (" + reading.argument + ", " + std::string{reading.all ? "all" : reading.category} + ')';
    }
    return result;
}

}  // namespace

TEST_CASE("a keyword that is the whole message is exact")
{
    Matcher const m = matcher();
    for (char const* const text : {"stop", "STOP.", "stop!!", "*STOP*", "S T O P", "stoooop", "🙃 stop", "STOP\n"})
        CHECK(read(m, text) == "exact en/opt_out/stop");
    CHECK(read(m, "Leave me alone!") == "exact en/opt_out/leave-me-alone");
    CHECK(read(m, "停止") == "exact xx/opt_out/停止");
    CHECK(read(m, "STOPALL") == "exact en/opt_out/stopall (, all)");
    CHECK(read(m, "stop promotions") == "exact en/opt_out/stop-promotions (, marketing)");
}

TEST_CASE("a reading says where it comes from")
{
    Matcher const m = matcher();
    Reading const reading = readings(m, "CANCEL").at(0);
    CHECK(reading.intent == Intent::opt_out);
    CHECK(reading.tier == Tier::exact);
    CHECK(reading.strength == Strength::weak);
    CHECK(reading.keyword == "cancel");
    CHECK(reading.language == "en");
    CHECK(reading.rule == "en/opt_out/cancel");
    CHECK(reading.pack == m.packs().front());
    CHECK(reading.pack.starts_with("en@7+"));
    CHECK_FALSE(reading.has_argument());
}

TEST_CASE("courtesy, names and repetitions are taken off at both ends")
{
    Matcher const m = matcher();
    for (char const* const text :
        {"hi, stop please!!", "Stop. Thank you", "stop stop stop", "Please stop now", "ok stop", "thanks, stop",
            "stop ok", "yes, stop", "Hi Maria, stop", "Good morning Mr Smith, please stop. Thanks",
            "Stop. Thanks, Maria", "Stop please. Thank you. John Smith", "stop thanks Maria", "hi team stop",
            "no, stop", "No. Stop!", "stop, no.", "❌ stop", "stop 👍", "stop cancel"}) {
        INFO(text);
        CHECK(read(m, text) == "courtesy en/opt_out/stop");
    }
    CHECK(read(m, "请停止") == "courtesy xx/opt_out/停止");
    CHECK(read(m, "please no thanks") == "courtesy en/decline/no");
    CHECK(read(m, "ok yes thanks") == "courtesy en/affirm/yes");
    CHECK(read(m, "yes start") == "courtesy en/opt_in/start; courtesy en/affirm/yes");
}

TEST_CASE("ordinary sentences give no reading")
{
    Matcher const m = matcher();
    for (char const* const text :
        {"Please don't stop sending these", "Can I stop by", "No, the red one", "yes please send me the link",
            "hello dont stop", "hi dont stop", "never mind", "no stop", "no, don't stop", "please", "hi", "hi Maria",
            "", "   ", "...", "停车位", "stop@example.com", "www.stop.com", "nonstop", "the stop", "stop the",
            "cancel order", "no good", "yes no", "no yes", "stopping", "yes thanks to you", "stop, your invoices",
            "hi no, the stop", "maria, cancel", "yes, cancel", "ok, cancel", "hi thanks, fine gentlemen. stop",
            "stop\nroom 5", "stop\nthe red one", "leave me. alone", "leave, me alone"}) {
        INFO(text);
        CHECK(read(m, text).empty());
    }
}

TEST_CASE("an acknowledgement alone is one; beside something else it is courtesy")
{
    Matcher const m = matcher();
    CHECK(read(m, "ok") == "exact en/acknowledge/ok");
    CHECK(read(m, "thank you!") == "exact en/acknowledge/thank-you");
    CHECK(read(m, "👍🏽") == "exact en/acknowledge/👍");
    CHECK(read(m, "ok thanks") == "courtesy en/acknowledge/ok");
    CHECK(read(m, "ok no") == "courtesy en/decline/no");
    CHECK(read(m, "no, fine") == "courtesy en/decline/no");
    CHECK(read(m, "no fine").empty());
}

TEST_CASE("a raised hand greets beside words, and holds alone")
{
    Matcher const m = matcher();
    CHECK(read(m, "✋") == "exact en/opt_out/✋");
    CHECK(read(m, "✋✋") == "courtesy en/opt_out/✋");
    CHECK(read(m, "hi ✋").empty());
    CHECK(read(m, "yes ✋") == "courtesy en/affirm/yes");
    CHECK(read(m, "yes ❌").empty());
}

TEST_CASE("a question is no answer, and no weak opt-out")
{
    Matcher const m = matcher();
    for (char const* const text : {"yes?", "ok?", "start?", "thanks?"})
        CHECK(read(m, text).empty());
    CHECK(read(m, "stop?") == "probable en/opt_out/stop");
    CHECK(read(m, "cancel?") == "probable en/opt_out/cancel");
    CHECK(read(m, "stop what?").empty());
    CHECK(read(m, "no?") == "exact en/decline/no");
}

TEST_CASE("a question that is answered with no is none of an opt-out")
{
    Matcher const m = matcher();
    CHECK(read(m, "Stop? No.") == "probable en/opt_out/stop");
    CHECK(read(m, "🛑?") == "exact und/opt_out/🛑");
}

TEST_CASE("thanks end a no, so that what follows stands for itself")
{
    Matcher const m = matcher();
    for (char const* const text : {"no thanks, stop", "No thank you. Stop.", "no thanks stop", "no please, stop"}) {
        INFO(text);
        CHECK(read(m, text) == "courtesy en/opt_out/stop");
    }
    CHECK(read(m, "no please stop").empty());
}

TEST_CASE("no keyword goes on behind a pause, unless it is written so")
{
    Matcher const m = matcher();
    CHECK(read(m, "leave-me alone") == "exact en/opt_out/leave-me-alone");
    CHECK(read(m, "stop, promotions").find("stop-promotions") == std::string::npos);
    CHECK(read(m, "停，止").empty());
    CHECK(read(m, "well, bye") == "exact xx/opt_out/well-bye");
    CHECK(read(m, "well bye") == "exact xx/opt_out/well-bye");
}

TEST_CASE("each language takes off its own courtesy, and what is heard in every one")
{
    Matcher const m = matcher();
    CHECK(read(m, "bitte stopp") == "courtesy xx/opt_out/stopp");
    CHECK(read(m, "bitte start").empty());
    CHECK(read(m, "bitte 🛑") == "courtesy und/opt_out/🛑");
    CHECK(read(m, "merci, stop") == "courtesy en/opt_out/stop");
}

TEST_CASE(
    "a single letter is a keyword only as the whole message, and letters that are a keyword together are that one")
{
    Matcher const m = matcher();
    CHECK(read(m, "y") == "exact en/affirm/y");
    CHECK(read(m, "y thanks").empty());
    CHECK(read(m, "thanks y").empty());
    for (char const* const text : {"S TOP", "STO P", "*S*TOP", "s-top"}) {
        INFO(text);
        CHECK(read(m, text) == "exact en/opt_out/stop");
    }
    CHECK(read(m, "O.K.") == "exact en/acknowledge/ok");
    CHECK(read(m, "n o") == "exact en/decline/no");
    CHECK(read(m, "y a").find("affirm/y;") == std::string::npos);
}

TEST_CASE("repeated and stretched writings are the word itself")
{
    Matcher const m = matcher();
    for (char const* const text : {"stopstop", "STOPSTOPSTOP", "S T O P  S T O P"}) {
        INFO(text);
        CHECK(read(m, text) == "exact en/opt_out/stop");
    }
    for (char const* const text : {"nono", "yyyy", "okok"}) {
        INFO(text);
        CHECK(read(m, text).empty());
    }
    // Accents between the letters, which are dropped: more than three of one letter stand in a row then.
    CHECK(read(m, "stooo\u0301ooop") == "exact en/opt_out/stop");
    CHECK(read(m, "aaa\u0301aaa\u0301aaa").empty());
}

TEST_CASE("look-alikes of other alphabets are the letters they look like, where the whole word is a keyword then")
{
    Matcher const m = matcher();
    for (char const* const text : {"ЅТОР", "stoр", "STОP", "STΟP", "СТОP", "ΣΤΟΡ", "ѕtооооp"}) {
        INFO(text);
        CHECK(read(m, text) == "exact en/opt_out/stop");
    }
    for (char const* const text : {"HET", "НEТ", "нет"}) {
        INFO(text);
        CHECK(read(m, text) == "exact xx/decline/нет");
    }
    CHECK(read(m, "сто").empty());
}

TEST_CASE("names stand behind greetings and forms of address, and at the end of a letter")
{
    Matcher const m = matcher();
    for (char const* const text : {"Hi, Maria. Stop", "hi mr Smith, stop", "hi mr. smith, please stop",
             "Hi leave, stop", "stop\n\nJuan Pérez", "stop please\nJohn van Doe"}) {
        INFO(text);
        CHECK(read(m, text) == "courtesy en/opt_out/stop");
    }
    CHECK(read(m, "hi, yes. stop") == "courtesy en/opt_out/stop");
    CHECK(read(m, "cancel\nJohn Doe") == "courtesy en/opt_out/cancel");
}

TEST_CASE("an unknown word that a comma sets apart may be a name: a person has to look")
{
    Matcher const m = matcher();
    CHECK(read(m, "Maria, stop") == "probable en/opt_out/stop");
    CHECK(read(m, "Stop, Maria") == "probable en/opt_out/stop");
    CHECK(read(m, "Maria, yes").empty());
}

TEST_CASE("STOP beside START or HELP is for a person to judge")
{
    Matcher const m = matcher();
    CHECK(read(m, "stop start") == "probable en/opt_out/stop; exact en/opt_out/stop (start, )");
    CHECK(read(m, "start, stop") == "probable en/opt_out/stop");
    CHECK(read(m, "help stop please") == "probable en/opt_out/stop");
}

TEST_CASE("STOP with an argument")
{
    Matcher const m = matcher();
    CHECK(read(m, "STOP ALL") == "exact en/opt_out/stop (all, all)");
    CHECK(read(m, "please stop all") == "courtesy en/opt_out/stop (all, all)");
    CHECK(read(m, "STOP OFFERS") == "exact en/opt_out/stop (offers, marketing)");
    CHECK(read(m, "stop: offers") == "exact en/opt_out/stop (offers, marketing)");
    CHECK(read(m, "Offers stop") == "exact en/opt_out/stop (offers, marketing)");
    CHECK(read(m, "stop the special offers please") == "courtesy en/opt_out/stop (special offers, marketing)");
    CHECK(read(m, "stop all offers") == "exact en/opt_out/stop (all offers, marketing)");
    CHECK(read(m, "stop offers alerts") == "exact en/opt_out/stop (offers alerts, )");
    CHECK(read(m, "停止促销") == "exact xx/opt_out/停止 (促 销, marketing)");
    CHECK(read(m, "cancel alerts") == "exact en/opt_out/cancel (alerts, utility)");
    CHECK(read(m, "cancel all").empty());
    CHECK(read(m, "STOP INVOICES") == "exact en/opt_out/stop (invoices, )");
    CHECK(read(m, "please stop your monthly reports thanks") == "courtesy en/opt_out/stop (monthly reports, )");
    CHECK(read(m, "stop by at 5") == "exact en/opt_out/stop (by at 5, )");
    CHECK(read(m, "stop by at 5 pm").empty());
    CHECK(read(m, "stop the bus") == "courtesy en/opt_out/stop (bus, )");
    CHECK(read(m, "stop special") == "exact en/opt_out/stop (special, marketing)");
    CHECK(read(m, "stop the special") == "courtesy en/opt_out/stop (special, )");
    CHECK(read(m, "leave me alone with that") == "exact en/opt_out/leave-me-alone (with that, )");
}

TEST_CASE("accents tell apart what differs in nothing else, and are forgiven elsewhere")
{
    Matcher const m = matcher();
    CHECK(read(m, "dừng") == "exact xx/opt_out/dừng");
    CHECK(read(m, "đừng") == "exact xx/decline/đừng");
    CHECK(read(m, "dung") == "exact xx/opt_out/dừng; exact xx/decline/đừng");
    CHECK(read(m, "stóp") == "exact en/opt_out/stop");
}

TEST_CASE("umlauts may be spelt out")
{
    std::vector<Pack> const packs{pack("language = \"de\"\nversion = 1\n[opt_out]\nstrong = [\"aufhören\"]\n"
                                       "[courtesy]\nthanks = [\"schöne Grüße\"]\n",
        "de.toml")};
    Matcher const m = std::move(Matcher::build(packs).value());
    for (char const* const text : {"aufhören", "AUFHÖREN", "aufhoeren", "aufhoren"})
        CHECK(read(m, text) == "exact de/opt_out/aufhören");
    CHECK(read(m, "Aufhoeren! Schoene Gruesse") == "courtesy de/opt_out/aufhören");
}

TEST_CASE("a longer greeting is no acknowledgement")
{
    std::vector<Pack> const packs{pack("language = \"zh\"\nversion = 1\n[acknowledge]\nstrong = [\"好\"]\n"
                                       "[courtesy]\naddress = [\"你\"]\ngreetings = [\"你好\"]\n",
        "zh.toml")};
    Matcher const m = std::move(Matcher::build(packs).value());
    CHECK(read(m, "你好").empty());
    CHECK(read(m, "好") == "exact zh/acknowledge/好");
    CHECK(read(m, "你好，好") == "courtesy zh/acknowledge/好");
}

TEST_CASE("a collision gives every reading")
{
    Matcher const m = matcher();
    CHECK(read(m, "ya") == "exact en/affirm/ya; exact xx/decline/ya");
    std::vector<std::string> texts;
    for (Collision const& collision : m.collisions())
        texts.push_back(collision.text);
    CHECK(texts == std::vector<std::string>{"dung", "ya"});
}

TEST_CASE("a brand adds words of its own")
{
    Matcher const m = matcher({{"Basta ya!", Intent::opt_out, {"AR", "UY"}}, {"11", Intent::opt_out, {}}});
    Reading const reading = readings(m, "basta ya").at(0);
    CHECK(reading.rule == "own/opt_out/basta-ya");
    CHECK(reading.keyword == "Basta ya!");
    CHECK(reading.language == "und");
    CHECK(reading.pack == "own");
    CHECK(std::vector<std::string>{reading.countries.begin(), reading.countries.end()}
        == std::vector<std::string>{"AR", "UY"});
    CHECK(read(m, "۱۱ please") == "courtesy own/opt_out/11");
    CHECK(read(matcher({{"T", Intent::opt_out, {}}}), "t please") == "courtesy own/opt_out/t");
}

TEST_CASE("a brand switches words off, or says what they mean, but STOP stays STOP")
{
    Matcher const m
        = matcher({{"cancel", std::nullopt, {}}, {"ya", Intent::help, {}}, {"help", Intent::affirm, {"DE"}}});
    CHECK(read(m, "cancel").empty());
    CHECK(read(m, "ya") == "exact own/help/ya");
    CHECK(read(m, "help") == "exact own/affirm/help; exact en/help/help");

    std::vector<Pack> const packs{pack(english, "en.toml")};
    std::vector<OwnWord> const bad{
        {"*STOP*", std::nullopt, {}}, {"stop", Intent::affirm, {}}, {"...", Intent::opt_out, {}}};
    Result<Matcher> const refused = Matcher::build(packs, bad);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().fault == Fault::malformed);
    CHECK(std::ranges::count(refused.error().detail, '\n') == 2);
    CHECK(refused.error().detail.find("always means stop") != std::string::npos);
    CHECK(refused.error().detail.find("neither letters nor emoji") != std::string::npos);
}

TEST_CASE("an explanation tells what was taken off, what won and what lost")
{
    Matcher const m = matcher();
    Explanation const won = m.explain("Hi, please STOP!!");
    CHECK(won.folded == "hi please stop");
    CHECK(won.tokens == std::vector<std::string>{"hi", "please", "stop"});
    CHECK(won.taken_off == std::vector<std::string>{"hi", "please"});
    REQUIRE(won.candidates.size() == 1);
    CHECK(won.candidates[0].won);
    CHECK(won.candidates[0].why == "The whole message is this keyword once \"hi\", \"please\" is taken off.");

    Explanation const lost = m.explain("can I stop here");
    CHECK(lost.readings.empty());
    REQUIRE(lost.candidates.size() == 1);
    CHECK(lost.candidates[0].reading.rule == "en/opt_out/stop");
    CHECK_FALSE(lost.candidates[0].won);
    CHECK(lost.candidates[0].why == "Other words stand beside it: \"can\", \"i\", \"here\".");

    CHECK(m.explain("yes?").candidates.at(0).why == "A question is no answer.");
    CHECK(m.explain("dừng").candidates.at(1).why == "Another keyword is spelt with these very accents.");
    CHECK(m.explain("stop invoices").candidates.at(0).why.find("\"invoices\"") != std::string::npos);
}

TEST_CASE("one scratch serves text after text, and a moved matcher keeps its strings")
{
    Matcher first = matcher();
    Scratch scratch;
    std::vector<Reading> found;
    first.match("baja? a sentence of some length, with STOP in it", scratch, found);
    CHECK(found.empty());
    first.match("СТОП, ok?", scratch, found);
    CHECK(found.empty());
    first.match("stop", scratch, found);
    REQUIRE(found.size() == 1);
    Matcher const second = std::move(first);
    CHECK(found[0].rule == "en/opt_out/stop");
    second.match("start", scratch, found);
    REQUIRE(found.size() == 1);
    CHECK(found[0].intent == Intent::opt_in);
}

TEST_CASE("a long angry STOP is heard, a text that is cut is not judged")
{
    Matcher const m = matcher();
    std::string angry;
    for (int i = 0; i < 500; ++i)
        angry += "STOP! ";
    CHECK(read(m, angry) == "courtesy en/opt_out/stop");
    while (angry.size() <= text_bytes_max)
        angry += "STOP! ";
    CHECK(read(m, angry).empty());
    CHECK(m.explain(angry).candidates.at(0).why == "The message is longer than what is read.");
}
