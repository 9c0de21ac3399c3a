#include "sample_packs.hpp"

using namespace consentry;
using namespace consentry::keywords;
using namespace consentry::keywords::test;

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
            "cancel order", "no good", "yes no", "no yes", "stopping", "yes thanks to you", "hi no, the stop",
            "maria, cancel", "yes, cancel", "ok, cancel", "leave me. alone", "leave, me alone"}) {
        INFO(text);
        CHECK(read(m, text).empty());
    }
}

TEST_CASE("a keyword that is a sentence or a line of its own is for a person to judge, where the rest says nothing")
{
    Matcher const m = matcher();
    for (char const* const text :
        {"stop, your invoices", "hi thanks, fine gentlemen. stop", "stop\nroom 5", "stop\nthe red one"}) {
        INFO(text);
        CHECK(read(m, text) == "probable en/opt_out/stop");
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
