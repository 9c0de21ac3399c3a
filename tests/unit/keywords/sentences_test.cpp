// Sentences: words in classes, patterns over them, and what takes a pattern back. Each rule with its reason.

#include "sample_packs.hpp"

using namespace consentry;
using namespace consentry::keywords;
using namespace consentry::keywords::test;

namespace {

constexpr char const* speech = R"(
language = "en"
version = 1
[opt_out]
strong = ["stop"]
weak = ["cancel"]
[affirm]
strong = ["yes", "yes please"]
[words]
cease = ["stop", "quit", "no longer"]
unsubscribe = ["unsubscribe", "take me off"]
send = ["send", "sending", "text*"]
not = ["not", "dont", "no"]
want = ["want"]
dontwant = ["tired of"]
receive = ["receive", "get"]
more = ["more", "anymore"]
message = ["messag*", "newsletter"]
promotion = ["offers"]
me = ["me"]
list = ["list"]
remove = ["remove"]
keep = ["keep", "don't stop"]
mistake = ["by mistake"]
other = ["order*", "bus"]
unless = ["when", "yesterday"]
how = ["how"]
can = ["can you", "please"]
subscribe = ["sign me up"]
probable = ["leave me alone"]
)";

constexpr char const* common = R"(
language = "und"
version = 1
[opt_out]
strong = ["stop"]
[phrases]
opt_out = ["unsubscribe", "{cease send}", "{cease message}", "{cease promotion}", "{not send message|promotion}",
    "{not want message|promotion}", "{dontwant message|promotion}", "not+more+message|promotion", "{remove me list}"]
probable = ["probable", "{not want more}"]
hint = ["remove", "{not send}"]
opt_in = ["{subscribe message|list}", "{keep send}"]
none = ["not+cease"]
)";

/// A language without spaces, and one that writes its particles in one with the word.
constexpr char const* chinese = R"(
language = "zh"
version = 1
[opt_out]
strong = ["退订"]
[words]
cease = ["停止"]
message = ["短信"]
)";
constexpr char const* arabic = R"(
language = "ar"
version = 1
prefixes = ["ال", "و"]
[opt_out]
strong = ["توقف"]
[words]
cease = ["اوقفوا"]
message = ["رسائل"]
)";

Matcher const& matcher_of_sentences()
{
    static Matcher const matcher = [] {
        std::vector<Pack> packs;
        for (auto const& [text, file] : {std::pair{speech, "en.toml"}, std::pair{common, "und.toml"},
                 std::pair{chinese, "zh.toml"}, std::pair{arabic, "ar.toml"}})
            packs.push_back(pack(text, file));
        return std::move(Matcher::build(packs).value());
    }();
    return matcher;
}

std::string said(std::string_view text) { return read(matcher_of_sentences(), text); }

}  // namespace

TEST_CASE("words of the classes that a pattern names, near each other and in any order, are an opt-out")
{
    CHECK(said("I really want you to stop texting my phone") == "phrase en/phrase/cease-send");
    CHECK(said("texting must stop now") == "phrase en/phrase/cease-send");
    CHECK(said("I do not want your newsletter") == "phrase en/phrase/not-want-message|promotion");
    CHECK(said("so tired of these messages") == "phrase en/phrase/dontwant-message|promotion");
    CHECK(said("no more messages from you lot") == "phrase en/phrase/not-more-message|promotion");
    CHECK(said("remove me from the list") == "phrase en/phrase/remove-me-list");
}

TEST_CASE("what names advertising alone is an opt-out of advertising")
{
    CHECK(said("quit those offers") == "phrase en/phrase/cease-promotion (, marketing)");
    CHECK(said("I do not want offers or messages") == "phrase en/phrase/not-want-message|promotion");
    CHECK(said("stop sending me these offers") == "phrase en/phrase/cease-send (, marketing)");
    CHECK(said("stop sending me these offers and messages") == "phrase en/phrase/cease-send");
    CHECK(said("I hate your offers stop texting me") == "phrase en/phrase/cease-send");
}

TEST_CASE("words far apart belong to different thoughts")
{
    CHECK(said("stop at the corner shop where they sell sweets and send love").empty());
    CHECK(said("stop the one two three messages") == "probable en/phrase/cease-message");
}

TEST_CASE("a negated end is none")
{
    CHECK(said("don't stop sending").empty());
    CHECK(said("not stop sending").empty());
    CHECK(said("please keep on and stop sending nothing").empty());
}

TEST_CASE("a report, a condition and another object are no opt-out")
{
    CHECK(said("they stop sending when it rains").empty());
    CHECK(said("did you send yesterday or stop").empty());
    CHECK(said("tell them to stop sending the order").empty());
    CHECK(said("the bus will stop and text").empty());
}

TEST_CASE("where an object is named beside messages, a person has to look")
{
    CHECK(said("stop messages on my order") == "probable en/phrase/cease-message");
}

TEST_CASE("a question holds, unless it is a polite request")
{
    CHECK(said("will the messages stop?") == "probable en/phrase/cease-message");
    CHECK(said("can you stop the messages?") == "phrase en/phrase/cease-message");
    CHECK(said("how can I unsubscribe") == "probable en/phrase/unsubscribe");
}

TEST_CASE("wording that may be an opt-out holds")
{
    CHECK(said("just leave me alone ok") == "probable en/phrase/probable");
    CHECK(said("I dont want more") == "probable en/phrase/not-want-more");
}

TEST_CASE("who stopped by mistake asks to go on; who never did changes nothing by it")
{
    CHECK(said("I wrote that by mistake, keep sending") == "phrase en/phrase/keep-send");
    CHECK(said("keep sending").empty());
    CHECK(said("sign me up for the newsletter") == "phrase en/phrase/subscribe-message|list");
    CHECK(said("no, sign me up for the newsletter").empty());
}

TEST_CASE("a keyword that is a sentence of its own is judged by the rest")
{
    CHECK(said("Stop. I get too many messages") == "phrase und/opt_out/stop; phrase en/opt_out/stop");
    CHECK(said("Nice weather. Stop") == "probable und/opt_out/stop; probable en/opt_out/stop");
    CHECK(said("Stop. My order is late") == "probable und/opt_out/stop");
    CHECK(said("Stop. Sorry, that was by mistake").empty());
    CHECK(said("https://stop.example").empty());
}

TEST_CASE("misspelt words are mended where the rest of the text is known")
{
    CHECK(said("stop sendign mesages") == "phrase en/phrase/cease-send");
    CHECK(said("unsubscrbe") == "phrase en/phrase/unsubscribe");
    CHECK(said("Kensington newslettr reading club").empty());
}

TEST_CASE("scripts without spaces are read word by word")
{
    CHECK(said("请你停止发短信") == "phrase zh/phrase/cease-message");
    CHECK(said("停车位的短信").empty());
}

TEST_CASE("particles that are written in one with a word belong to it")
{
    CHECK(said("اوقفوا الرسائل") == "phrase ar/phrase/cease-message");
    CHECK(said("واوقفوا رسائل") == "phrase ar/phrase/cease-message");
}

TEST_CASE("an explanation tells how many words of a text each language knows")
{
    Explanation const why = matcher_of_sentences().explain("please send no more messages about golf");
    REQUIRE_FALSE(why.languages.empty());
    CHECK(why.languages.front().language == "en");
    CHECK(why.languages.front().known == 4);  // "No" is a word of many: two letters tell no language.
}

TEST_CASE("who stopped by mistake and asks to go on takes it back, in one clause or two")
{
    CHECK(said("I sent stop by mistake, keep sending") == "phrase en/phrase/keep-send");
    CHECK(said("I sent stop by mistake keep sending") == "phrase en/phrase/keep-send");
}

TEST_CASE("a report or a condition about messages is left to a person")
{
    CHECK(said("when will you stop the messages") == "probable en/phrase/cease-message");
    CHECK(said("they stop sending when it rains").empty());
}

TEST_CASE("who says much else in the same breath may mean something else")
{
    CHECK(said("stop messages to me one two three four five six seven eight nine") == "phrase en/phrase/cease-message");
    CHECK(said("stop messages to me one two three four five six seven eight nine ten")
        == "probable en/phrase/cease-message");
    CHECK(said("leave me alone one two three four five") == "probable en/phrase/probable");
    CHECK(said("leave me alone one two three four five six").empty());
}

TEST_CASE("who does not speak of themselves, or says it in one word, has to be briefer")
{
    CHECK(said("stop messages one two three four") == "phrase en/phrase/cease-message");
    CHECK(said("stop messages one two three four five") == "probable en/phrase/cease-message");
    CHECK(said("stop messages one two three four five six seven eight nine").empty());
    CHECK(said("I one two three unsubscribe") == "phrase en/phrase/unsubscribe");
    CHECK(said("I one two three four unsubscribe") == "probable en/phrase/unsubscribe");
}

TEST_CASE("a weak word with more behind it does not hide a sentence that says it clearly")
{
    CHECK(said("cancel offers, I do not want messages") == "phrase en/phrase/not-want-message|promotion");
    CHECK(said("cancel") == "exact en/opt_out/cancel");
}

TEST_CASE("a yes that goes on about messages is a yes")
{
    CHECK(said("yes please send me those offers") == "phrase en/affirm/yes-please");
    CHECK(said("yes I want that") == "phrase en/affirm/yes");
    CHECK(said("yes").starts_with("exact"));
}

TEST_CASE("a yes that goes on about something else, asks, refuses or goes on for long is none")
{
    CHECK(said("yes I came home").empty());
    CHECK(said("yes I want my order").empty());
    CHECK(said("yes can you send me that?").empty());
    CHECK(said("yes but I do not want that").empty());
    CHECK(said("yes I want the one two three").empty());
    CHECK(said("yes I want to cancel messages").empty());
}

TEST_CASE("two hints in different clauses are an opt-out, one is nothing")
{
    CHECK(said("leave me alone, do not send") == "phrase en/phrase/probable");
    CHECK(said("do not send, remove") == "phrase en/phrase/not-send");
    CHECK(said("do not send that").empty());
    CHECK(said("remove and do not send").empty());
    CHECK(said(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty more, do not send, remove")
            .empty());
    CHECK(said("leave me alone, remove that order") == "probable en/phrase/probable");
    CHECK(said("leave me alone, remove that one and two") == "probable en/phrase/probable");
}

TEST_CASE("a threat with a condition waits, and so does the question for the way out")
{
    CHECK(said("leave me alone when home") == "probable en/phrase/probable");
    CHECK(said("how did you unsubscribe") == "probable en/phrase/unsubscribe");
}

TEST_CASE("who refuses one way of sending and asks for another leaves it to a person")
{
    CHECK(said("you should stop sending me that") == "phrase en/phrase/cease-send");
    CHECK(said("you should stop sending me that, text me") == "probable en/phrase/cease-send");
    CHECK(said("you should stop sending me that, do not text me") == "phrase en/phrase/cease-send");
}

TEST_CASE("a STOP is not lifted in passing, nor by a short word that nobody wrote")
{
    CHECK(said("sign me up for the newsletter") == "phrase en/phrase/subscribe-message|list");
    CHECK(said("sign me up one two three four five six newsletter").empty());
}
