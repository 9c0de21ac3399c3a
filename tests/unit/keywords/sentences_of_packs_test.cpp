// Sentences: rules that show only with the words of their own packs.

#include "sample_packs.hpp"

using namespace consentry;
using namespace consentry::keywords;
using namespace consentry::keywords::test;

TEST_CASE("a wish that begins within a refusal is none")
{
    std::vector<Pack> packs;
    packs.push_back(pack("language = \"und\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[phrases]\n"
                         "opt_out = [\"{dontwant receive}\"]\nopt_in = [\"subscribe\"]\n",
        "und.toml"));
    packs.push_back(pack("language = \"es\"\nversion = 1\n[opt_out]\nstrong = [\"baja\"]\n[words]\n"
                         "dontwant = [\"no quiero\"]\nreceive = [\"recibir\"]\nsubscribe = [\"quiero recibir\"]\n",
        "es.toml"));
    Matcher const matcher = std::move(Matcher::build(packs).value());
    CHECK(read(matcher, "no quiero recibir nada") == "phrase es/phrase/dontwant-receive");
    CHECK(read(matcher, "quiero recibir todo") == "phrase es/phrase/subscribe");
}

TEST_CASE("who is to be taken off a list has to be said")
{
    std::vector<Pack> packs;
    packs.push_back(pack("language = \"und\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[phrases]\n"
                         "opt_out = [\"{remove list}\"]\n",
        "und.toml"));
    packs.push_back(
        pack("language = \"en\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[words]\nremove = [\"delete\"]\n"
             "list = [\"list\", \"my number\"]\nme = [\"me\", \"my number\"]\n",
            "en.toml"));
    Matcher const matcher = std::move(Matcher::build(packs).value());
    CHECK(read(matcher, "delete me from that list") == "phrase en/phrase/remove-list");
    CHECK(read(matcher, "you should delete my number") == "phrase en/phrase/remove-list");
    CHECK(read(matcher, "you should delete that list") == "probable en/phrase/remove-list");
}

TEST_CASE("what is not to be done says a word for messages")
{
    std::vector<Pack> packs;
    packs.push_back(pack("language = \"und\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[phrases]\n"
                         "opt_out = [\"{dontdo message}\"]\n",
        "und.toml"));
    packs.push_back(
        pack("language = \"hi\"\nversion = 1\n[opt_out]\nstrong = [\"band karo\"]\n[words]\ndontdo = [\"mat karo\"]\n"
             "message = [\"msg\"]\n",
            "hi.toml"));
    Matcher const matcher = std::move(Matcher::build(packs).value());
    CHECK(read(matcher, "bhai msg mat karo") == "phrase hi/phrase/dontdo-message");
    CHECK(read(matcher, "bhai gussa mat karo").empty());
}

TEST_CASE("two weak words in different clauses say it clearly")
{
    std::vector<Pack> packs;
    packs.push_back(pack("language = \"und\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[phrases]\n"
                         "hint = [\"dontwant\", \"remove\"]\n",
        "und.toml"));
    packs.push_back(pack("language = \"en\"\nversion = 1\n[opt_out]\nweak = [\"not interested\", \"remove\"]\n[words]\n"
                         "dontwant = [\"not interested\"]\nremove = [\"remove\"]\n",
        "en.toml"));
    Matcher const matcher = std::move(Matcher::build(packs).value());
    CHECK(read(matcher, "not interested, remove") == "phrase en/phrase/dontwant");
    CHECK(read(matcher, "not interested").starts_with("exact"));
}

TEST_CASE("where accents count exactly, a word with others is another word, and one without any may be it")
{
    std::vector<Pack> packs;
    packs.push_back(pack("language = \"und\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[phrases]\n"
                         "opt_out = [\"{cease message}\"]\n",
        "und.toml"));
    packs.push_back(
        pack("language = \"vi\"\nversion = 1\nexact_accents = true\n[opt_out]\nstrong = [\"stop\"]\n[words]\n"
             "cease = [\"dừng\"]\nmessage = [\"tin nhắn\"]\n",
            "vi.toml"));
    Matcher const matcher = std::move(Matcher::build(packs).value());
    CHECK(read(matcher, "dừng gửi tin nhắn") == "phrase vi/phrase/cease-message");
    CHECK(read(matcher, "dung gui tin nhan") == "phrase vi/phrase/cease-message");
    CHECK(read(matcher, "áp dụng trong tin nhắn").empty());
}

TEST_CASE("what is not to be sent may be something else that is named behind it")
{
    std::vector<Pack> packs;
    packs.push_back(pack("language = \"und\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[phrases]\n"
                         "opt_out = [\"{not send me}\"]\n",
        "und.toml"));
    packs.push_back(pack("language = \"en\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[words]\nnot = [\"not\"]\n"
                         "send = [\"send\"]\nme = [\"me\"]\nmore = [\"anything\"]\n",
        "en.toml"));
    Matcher const matcher = std::move(Matcher::build(packs).value());
    CHECK(read(matcher, "you should not send me anything at all now") == "phrase en/phrase/not-send-me");
    CHECK(read(matcher, "you should not send me red") == "phrase en/phrase/not-send-me");
    CHECK(read(matcher, "you should not send me the red") == "probable en/phrase/not-send-me");
}

TEST_CASE("a language is not believed where another one knows all of its words and more")
{
    std::vector<Pack> packs;
    packs.push_back(
        pack("language = \"und\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[words]\ncease = [\"stop\"]\n"
             "[phrases]\nopt_out = [\"{cease message}\"]\n",
            "und.toml"));
    packs.push_back(
        pack("language = \"af\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[words]\nmessage = [\"message\"]\n",
            "af.toml"));
    packs.push_back(
        pack("language = \"en\"\nversion = 1\n[opt_out]\nstrong = [\"stop\"]\n[words]\nmessage = [\"message\"]\n"
             "unless = [\"could not stop\"]\nother = [\"laughing\"]\n",
            "en.toml"));
    Matcher const matcher = std::move(Matcher::build(packs).value());
    CHECK(read(matcher, "I could not stop laughing at that message").empty());
    CHECK(
        read(matcher, "you can stop that message") == "phrase af/phrase/cease-message; phrase en/phrase/cease-message");
}
