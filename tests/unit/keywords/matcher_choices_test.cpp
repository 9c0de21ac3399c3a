// What a keyword is about, where packs differ, and what a brand says itself.
#include "sample_packs.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::keywords;
using namespace consentry::keywords::test;

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
