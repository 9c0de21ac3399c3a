#include "app/matching.hpp"

#include "consentry/base/json_value.hpp"
#include "consentry/keywords/pack.hpp"
#include "support/catch.hpp"
#include "terminal.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

keywords::Pack pack(std::string const& language, std::string const& words)
{
    auto made = keywords::parse_pack("language = \"" + language + "\"\nversion = 1\n" + words, language + ".toml");
    REQUIRE(made.has_value());
    return *std::move(made);
}

intake::Brand small_brand()
{
    std::vector<keywords::Pack> packs;
    packs.push_back(pack("und", "[opt_out]\nstrong = [\"stop\"]\n"));
    packs.push_back(pack("es", "[opt_out]\nstrong = [\"baja\"]\nweak = [\"cancelar\"]\n[affirm]\nstrong = [\"sí\"]\n"));
    auto matcher = keywords::Matcher::build(packs);
    REQUIRE(matcher.has_value());
    return intake::bare_brand(std::make_shared<keywords::Matcher const>(*std::move(matcher)));
}

std::string answer_to(std::string const& line)
{
    FakeTerminal fake{line + '\n'};
    CHECK(match_lines(small_brand(), fake.terminal) == Exit::done);
    CHECK(fake.err.str().empty());
    return fake.out.str();
}

}  // namespace

TEST_CASE("each line is answered with one line of seven members")
{
    CHECK(answer_to(R"({"id":"a","language":"es","text":"BAJA"})")
        == R"({"id":"a","signal":"opt_out","decision":"act","tier":"exact","language":"es","keyword":"baja","rule":"es/opt_out/baja"})"
           "\n");
    CHECK(
        answer_to(R"({"id":"b","text":"cancelar"})").starts_with(R"({"id":"b","signal":"opt_out","decision":"hold",)"));
    CHECK(answer_to(R"({"id":"c","text":"sí"})").starts_with(R"({"id":"c","signal":"affirm","decision":"note",)"));
    CHECK(answer_to(R"({"id":"d","text":"¿a qué hora abren?"})")
        == R"({"id":"d","signal":"none","decision":"note","tier":null,"language":null,"keyword":null,"rule":null})"
           "\n");
}

TEST_CASE("the id comes back as it was given")
{
    auto const [given, expected]
        = GENERATE(table<std::string, std::string>({{R"("id":"7",)", R"({"id":"7",)"}, {R"("id":7,)", R"({"id":7,)"},
            {R"("id":1.50,)", R"({"id":1.50,)"}, {R"("id":null,)", R"({"id":null,)"}, {"", R"({"id":null,)"}}));
    CHECK(answer_to('{' + given + R"("text":"stop"})").starts_with(expected));
}

TEST_CASE("a line that is no question is told with its number, and the rest is answered")
{
    FakeTerminal fake{"{\"id\":1,\"text\":\"stop\"}\n\nnonsense\n[]\n{\"id\":2}\n{\"id\":[],\"text\":\"stop\"}\n"
                      "{\"text\":\"stop\",\"language\":5}\n{\"id\":3,\"text\":\"baja\"}"};
    CHECK(match_lines(small_brand(), fake.terminal) == Exit::no);
    auto const answers = lines_of(fake.out.str());
    REQUIRE(answers.size() == 2);
    CHECK(answers[1].starts_with(R"({"id":3,"signal":"opt_out")"));
    auto const complaints = lines_of(fake.err.str());
    REQUIRE(complaints.size() == 5);
    CHECK(complaints[0].starts_with("line 3 is no JSON: "));
    CHECK(complaints[1] == "line 4 is no JSON object");
    CHECK(complaints[2].starts_with("line 5 has no \"text\""));
    CHECK(complaints[3].starts_with("line 6 has an \"id\""));
    CHECK(complaints[4].starts_with("line 7 has a \"language\""));
}

TEST_CASE("people are told what a text says, what follows, and why")
{
    auto const brand = small_brand();
    std::string const page = to_text("hola, BAJA", intake::explain(brand, "BAJA", ""));
    CHECK(page.find("signal     opt_out\n") != std::string::npos);
    CHECK(page.find("decision   act: acts by itself\n") != std::string::npos);
    CHECK(page.find("keyword    baja (es, exact)\n") != std::string::npos);
    CHECK(page.find("scopes     every one\n") != std::string::npos);

    std::string const held = to_text("cancelar", intake::explain(brand, "cancelar", ""));
    CHECK(held.find("decision   hold: ") != std::string::npos);
    std::string const yes = to_text("sí", intake::explain(brand, "sí", ""));
    CHECK(yes.find("only as the answer to a question") != std::string::npos);
    std::string const chat = to_text("buenas tardes", intake::explain(brand, "buenas tardes", ""));
    CHECK(chat.find("decision   note: nothing changes\n") != std::string::npos);
    CHECK(chat.find("keyword") == std::string::npos);
}

TEST_CASE("what several languages make of a text in the same way is told once")
{
    std::vector<keywords::Pack> packs;
    for (char const* const language : {"und", "da", "en", "nl"})
        packs.push_back(pack(language, "[opt_out]\nstrong = [\"stop\"]\n[words]\nmessage = [\"stop\"]\n"));
    auto matcher = keywords::Matcher::build(packs);
    REQUIRE(matcher.has_value());
    auto const brand = intake::bare_brand(std::make_shared<keywords::Matcher const>(*std::move(matcher)));
    std::string const page = to_text("stop", intake::explain(brand, "stop", ""));
    CHECK(page.contains("fits       opt_out, strong, exact: opt_out/stop of 4 languages: und, da, en, nl. The whole"));
    CHECK(page.find("fits ") == page.rfind("fits "));
    CHECK(page.contains("known to   und 1 of 1 token\n"));
}

TEST_CASE("programs are told the same as one JSON object")
{
    auto const json = parse_json(to_json("BAJA", intake::explain(small_brand(), "BAJA", "")));
    REQUIRE(json.has_value());
    CHECK(json->text_at({"text"}) == "BAJA");
    CHECK(json->text_at({"signal"}) == "opt_out");
    CHECK(json->text_at({"rule"}) == "es/opt_out/baja");
    CHECK(json->text_at({"pack"}).starts_with("es@1+"));
    CHECK(json->text_at({"folded"}) == "baja");
    CHECK(json->find("languages")->kind == JsonValue::Kind::list);
    REQUIRE(json->find("candidates") != nullptr);
    REQUIRE_FALSE(json->find("candidates")->items.empty());
    CHECK(json->find("candidates")->items.front().find("won")->flag);
}
