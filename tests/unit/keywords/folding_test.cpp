#include "consentry/keywords/folding.hpp"

#include "support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace consentry::keywords;

namespace {

std::vector<std::string> marked(std::string_view text)
{
    Scratch scratch;
    fold(text, scratch);
    std::vector<std::string> result;
    for (Token const& token : scratch.tokens())
        result.emplace_back(token.marked);
    return result;
}

Gap gap_before_last(std::string_view text)
{
    Scratch scratch;
    fold(text, scratch);
    REQUIRE_FALSE(scratch.tokens().empty());
    return scratch.tokens().back().before;
}

}  // namespace

TEST_CASE("writings of one word fold to one text")
{
    std::pair<char const*, std::vector<char const*>> const families[]{
        {"stop",
            {"STOP", "stop.", " Stop!! ", "*STOP*", "_stop_", "~stop~", "\"stop\"", "«stop»", "“Stop”", "(stop)",
                "/stop", "#STOP", "stop\n", "ＳＴＯＰ", "ｓｔｏｐ", "𝐒𝐓𝐎𝐏", "Ⓢⓣⓞⓟ", "🆂🆃🅾🅿", "🅢🅣🅞🅟", "ꜱᴛᴏᴘ",
                "st\u200Bop", "s\u00ADtop", "\u200Fstop\u200E", "\uFEFFstop", "s\u0336t\u0336o\u0336p\u0336", "stop 😀",
                "🙄stop🙄", "stooooop", "SSSSTOPPPP", "S T O P", "s.t.o.p.", "S-T-O-P", "S👏T👏O👏P", "s\nt\no\np"}},
        {"iptal", {"İPTAL", "IPTAL", "iptal", "ıptal", "i\u0307ptal"}},
        {"dont", {"don't", "don’t", "dont", "DON´T", "don`t", "donʼt"}},
        {"yoq", {"yo‘q", "yoʻq", "yo'q"}},
        {"cancella", {"cancel·la", "cancella"}},
        {"strasse", {"Straße", "STRASSE", "STRAẞE"}},
        {"arrete", {"arrêté", "ARRÊTE", "arrete", "arre\u0302te"}},
        {"да", {"ДА", "да!", "«да»"}},
        {"еще", {"ещё", "Еще", "ЕЩЁ"}},
        {"ναι", {"Ναι", "ΝΑΙ", "ναί"}},
        {"οσ", {"ος", "ΟΣ"}},
        {"γεια", {"γειά", "ΓΕΙΑ"}},
        {"გაუქმება", {"გაუქმება", "ᲒᲐᲣᲥᲛᲔᲑᲐ"}},
        {"الغاء", {"إلغاء", "الغاء", "إلـــغاء", "إِلْغَاء", "آلغاء", "؟إلغاء،", "\u200Fإلغاء"}},
        {"لا", {"ﻻ", "لا", "لآ"}},
        {"ايقاف", {"إيقاف", "إیقاف", "ایقاف"}},
        {"כן", {"כֵּן", "כן"}},
        {"हां", {"हाँ", "हां", "हां।"}},
        {"बंद", {"बंद", "\u200Dबंद\u200C", "बन्द"}},
        {"संपर्क", {"संपर्क", "सम्पर्क"}},
        {"तुम्हारा", {"तुम्हारा"}},
        {"ok", {"O.K.", "o k", "OK"}},
        {"जरूर", {"ज़रूर", "जरूर", "ज\u093Cरूर"}},
        {"11", {"11", "١١", "۱۱", "১১", "१১", "１１", "๑๑"}},
        {"1", {"1️⃣", "①", "1"}},
        {"👍", {"👍", "👍🏽", "👍🏿", "👍\uFE0F", "👍!"}},
        {"🙅", {"🙅", "🙅‍♂️", "🙅🏽‍♀️"}},
        {"ガンバ", {"ガンバ", "ｶﾞﾝﾊﾞ"}},
    };
    for (auto const& [text, writings] : families)
        for (char const* const writing : writings) {
            INFO(writing);
            std::string joined = folded(writing);
            if (std::string_view{text} == "ガンバ")
                std::erase(joined, ' ');
            CHECK(joined == text);
        }
}

TEST_CASE("folding what is folded changes nothing")
{
    for (char const* const text : {"STOOOP  now!!", "S T O P", "Größe", "إِلْغَاء الاشتراك", "停止 訂閱", "Ναι; 👍🏽",
             "don't", "нет, спасибо", "कृपया बंद करें", "cœur", "🎉"}) {
        std::string const once = folded(text);
        CHECK(folded(once) == once);
    }
}

TEST_CASE("accents are kept beside the plain text, for words that differ in nothing else")
{
    CHECK(marked("Sí, señor") == std::vector<std::string>{"sí", "señor"});
    CHECK(folded("Sí, señor") == "si senor");
    CHECK(marked("dừng đừng") == std::vector<std::string>{"dừng", "đừng"});
    CHECK(folded("dừng đừng") == "dung dung");
    CHECK(folded("Ærø œuvre Łódź") == "aero oeuvre lodz");
}

TEST_CASE("signs of Indic vowels are part of the word")
{
    CHECK(folded("बंद") != folded("बद"));
    CHECK(folded("रोकें") != folded("रक"));
    CHECK(folded("থামুন") != folded("থমন"));
}

TEST_CASE("scripts without spaces give a token for each character, with its marks")
{
    CHECK(folded("停止") == "停 止");
    CHECK(folded("STOP停止") == "stop 停 止");
    CHECK(folded("หยุดครับ") == "ห ยุ ด ค รั บ");
    CHECK(folded("キャンセル") == "キ ャ ン セ ル");
}

TEST_CASE("emoji decorate words, signals are heard, and a text of emoji keeps them")
{
    CHECK(folded("yes 🎉🎉") == "yes");
    CHECK(folded("🎉") == "🎉");
    CHECK(folded("😀🛑😀") == "🛑");
    CHECK(folded("🎉 yes") == "yes");
    CHECK(folded("no ❌") == "no ❌");
}

TEST_CASE("what stands between words weighs what it separates")
{
    CHECK(gap_before_last("stop") == Gap::none);
    CHECK(gap_before_last("stop now") == Gap::space);
    CHECK(gap_before_last("stop \"now\"") == Gap::space);
    CHECK(gap_before_last("opt-out") == Gap::hyphen);
    CHECK(gap_before_last("stop - out") == Gap::hyphen);
    CHECK(gap_before_last("stop@example") == Gap::link);
    CHECK(gap_before_last("hi, stop") == Gap::pause);
    CHECK(gap_before_last("قف، الآن") == Gap::pause);
    CHECK(gap_before_last("No. Stop") == Gap::stop);
    CHECK(gap_before_last("请停止。谢") == Gap::stop);
    CHECK(gap_before_last("stop 😀 please") == Gap::stop);
    CHECK(gap_before_last("stop.\nMaria") == Gap::line);
    CHECK(gap_before_last("stop\u2028Maria") == Gap::line);
}

TEST_CASE("a question is told from a statement")
{
    Scratch scratch;
    for (char const* const question : {"stop?", "¿baja", "هل؟", "停止？"}) {
        fold(question, scratch);
        CHECK(scratch.asks());
    }
    fold("stop!", scratch);
    CHECK_FALSE(scratch.asks());
}

TEST_CASE("bytes that are no UTF-8 separate words and harm nothing")
{
    CHECK(folded("stop\xff") == "stop");
    CHECK(folded("\xc3stop") == "stop");
    CHECK(folded("s\xe2\x80top") == "s top");
    CHECK(folded(std::string_view{"stop\0now", 8}) == "stop now");
    CHECK(folded("\xff\xfe\x80").empty());
    CHECK(folded("").empty());
    CHECK(folded("\xf0\x9f\x91").empty());
}

TEST_CASE("folding what was folded changes nothing, though a stretched letter becomes a single one")
{
    for (std::string const text : {"s nnnn", "S nnnn aaaa", "a bbb c", "S .r} P", "a, b c; d"})
        CHECK(folded(folded(text)) == folded(text));
    CHECK(folded("s nnnn") == "sn");
    CHECK(folded("S .r} P") == "srp");
}

TEST_CASE("only so much of a text is read")
{
    Scratch scratch;
    fold(std::string(text_bytes_max, 'a'), scratch);
    CHECK_FALSE(scratch.cut());
    fold(std::string(text_bytes_max + 1, 'a'), scratch);
    CHECK(scratch.cut());
    std::string long_text(text_bytes_max - 1, 'x');
    long_text += "é and more";
    fold(long_text, scratch);
    CHECK(scratch.cut());
    CHECK(scratch.tokens().size() == 1);
}

TEST_CASE("every byte and every pair of bytes folds to well-formed tokens")
{
    Scratch scratch;
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; ++second) {
            std::string const text{static_cast<char>(first), static_cast<char>(second), 'x'};
            fold(text, scratch);
            for (Token const& token : scratch.tokens())
                CHECK_FALSE(token.text.empty());
        }
}
