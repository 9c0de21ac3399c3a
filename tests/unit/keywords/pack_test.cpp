#include "consentry/keywords/pack.hpp"

#include "consentry/base/encoding.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace consentry;
using namespace consentry::keywords;

namespace {

/// The problems of a pack with this text, one per line.
std::vector<std::string> problems(std::string_view text, std::string const& file = "es.toml")
{
    auto const pack = parse_pack(text, file);
    std::vector<std::string> lines;
    if (!pack)
        for (PackProblem const& problem : pack.error())
            lines.push_back(to_string(problem));
    return lines;
}

std::string with_head(std::string const& rest) { return "language = \"es\"\nversion = 1\n" + rest; }

/// What is wrong with the packs of a folder.
std::vector<std::string> problems_of(std::filesystem::path const& folder)
{
    auto const packs = load_packs(folder);
    std::vector<std::string> lines;
    if (!packs)
        for (PackProblem const& problem : packs.error())
            lines.push_back(to_string(problem));
    return lines;
}

void write(std::filesystem::path const& file, std::string_view text) { std::ofstream{file} << text; }

}  // namespace

TEST_CASE("a pack is what its file says")
{
    std::string const text = with_head(R"(notes = "for the reader"
[opt_out]
strong = ["baja",
    { text = "alto", source = "Twilio" }, { text = "no más ofertas", category = "marketing" }, { text = "stopall", all = true }]
weak = ["cancelar"]
[courtesy]
greetings = ["hola"]
thanks = ["gracias"]
[argument]
all = ["todo"]
articles = ["las"]
marketing = ["ofertas"]
)");
    auto const pack = parse_pack(text, "packs/es.toml");
    REQUIRE(pack.has_value());
    CHECK(pack->language == "es");
    CHECK(pack->version == 1);
    CHECK(pack->notes == "for the reader");
    CHECK(pack->identity == "es@1+" + to_hex(sha256(text)).substr(0, 16));
    auto const& opt_out = pack->entries[static_cast<std::size_t>(Intent::opt_out)];
    REQUIRE(opt_out.size() == 5);
    CHECK(opt_out[0].text == "baja");
    CHECK(opt_out[0].line == 5);
    CHECK(opt_out[0].strength == Strength::strong);
    CHECK(opt_out[1].source == "Twilio");
    CHECK(opt_out[1].line == 6);
    CHECK(opt_out[2].category == "marketing");
    CHECK(opt_out[3].all);
    CHECK(opt_out[4].strength == Strength::weak);
    CHECK(pack->greetings.at(0).text == "hola");
    CHECK(pack->thanks.at(0).text == "gracias");
    REQUIRE(pack->argument_words.size() == 2);
    CHECK(pack->argument_words[0].category.empty());
    CHECK(pack->argument_words[1].category == "marketing");
    CHECK(pack->articles == std::vector<std::string>{"las"});
}

TEST_CASE("what people are answered is read, and may be missing")
{
    std::string const keyword = "[opt_out]\nstrong = [\"baja\"]\n";
    auto const pack = parse_pack(with_head(keyword + R"([reply]
start = "ALTA"
opted_out = "Hecho. {start}"
)"),
        "es.toml");
    REQUIRE(pack.has_value());
    CHECK(pack->reply.start == "ALTA");
    CHECK(pack->reply.opted_out == "Hecho. {start}");
    CHECK(pack->reply.stop.empty());
    CHECK(pack->reply.help.empty());
    CHECK(parse_pack(with_head(keyword), "es.toml")->reply.opted_out.empty());
}

TEST_CASE("what people are answered can be filled in, or the pack is refused")
{
    auto const refusal = [](std::string const& line) {
        auto const lines = problems(with_head("[opt_out]\nstrong = [\"baja\"]\n[reply]\n" + line + '\n'));
        return lines.size() == 1 ? lines.front() : std::to_string(lines.size()) + " problems";
    };
    CHECK(refusal("opted_out = \"No más {scope}. {start}\"")
        == "es.toml:6: \"opted_out\" has \"{scope}\", which nothing is put in for. Write only {brand}, {start}.");
    CHECK(refusal("opted_out = \"Hecho.\"").contains("does not have {start}"));
    CHECK(refusal("opted_out_scope = \"Hecho. {start}\"").contains("does not have {scope}"));
    CHECK(refusal("help = \"{brand}\"").contains("does not have {stop}"));
    CHECK(refusal("help = \"{stop\"").contains("\"{stop\", which"));
    CHECK(refusal("help = \"{stop}}\"").contains("\"}\", which"));
    CHECK(refusal("start = \"{stop}\"").contains("no braces"));
    CHECK(refusal("help = [\"{stop}\"]").contains("is no text"));
    CHECK(refusal("help = \"\"").contains("is no text"));
    CHECK(refusal("helps = \"{stop}\"").contains("is not known"));
}

TEST_CASE("a change of one byte changes the identity of a pack")
{
    auto const one = parse_pack(with_head("[opt_out]\nstrong = [\"baja\"]\n"), "es.toml");
    auto const two = parse_pack(with_head("[opt_out]\nstrong = [\"baja\"] \n"), "es.toml");
    CHECK(one->identity != two->identity);
}

TEST_CASE("each mistake is told with its line, the reason and what to do")
{
    std::pair<std::string, std::string> const cases[]{
        {"language = \"es\"\nversion = 1\n[opt_out]\nstrong = [\"baja\"\n[opt_in]\n", "es.toml:"},
        {"version = 1\n[opt_out]\nstrong = [\"baja\"]\n",
            "es.toml: the language is missing or is no language tag. Write for example: language = \"es\""},
        {"language = \"pt\"\nversion = 1\n[opt_out]\nstrong = [\"sair\"]\n",
            "es.toml:1: the language \"pt\" and the name of the file differ. Call the file pt.toml, or correct the "
            "language."},
        {"language = \"es\"\nversion = 0\n[opt_out]\nstrong = [\"baja\"]\n",
            "es.toml:2: the version is missing or is no whole number from 1. Write for example: version = 1, and count "
            "up with "
            "each change."},
        {with_head("[opt_uot]\nstrong = [\"baja\"]\n"),
            "es.toml:3: \"opt_uot\" is not known. Did you mean \"opt_out\"?"},
        {with_head("[opt_out]\nstrog = [\"baja\"]\n"), "es.toml:4: \"strog\" is not known. Did you mean \"strong\"?"},
        {with_head("[opt_out]\nlist = [\"baja\"]\n"), "es.toml:4: \"list\" is not known. Known here: strong, weak."},
        {with_head("opt_out = [\"baja\"]\n"),
            "es.toml:3: \"opt_out\" is no section. Write [opt_out] on a line of its own, and its lists below it."},
        {with_head("[opt_out]\nstrong = \"baja\"\n"),
            "es.toml:4: \"strong\" is no list. Put the words in square brackets: strong = [\"one\", \"two\"]"},
        {with_head("[opt_out]\nstrong = [\"baja\", 11]\n"),
            "es.toml:4: an entry is no text. Put it in quotes, or write { text = \"…\", source = \"…\" }."},
        {with_head("[opt_out]\nstrong = [\"...\"]\n"),
            "es.toml:4: the entry \"...\" has neither letters nor emoji. Remove it, or write a word."},
        {with_head("[opt_out]\nstrong = [\"aa bb cc dd ee ff gg hh ii jj kk ll mm\"]\n"),
            "es.toml:4: the entry \"aa bb cc dd ee ff gg hh ii jj kk ll mm\" is longer than 12 words. Shorten it."},
        {with_head("[opt_out]\nstrong = [\"bajaaa\"]\n"),
            "es.toml:4: the entry \"bajaaa\" has a letter three times in a row. Write it once or twice: stretched "
            "letters are "
            "folded in messages."},
        {with_head("[opt_out]\nstrong = [\"baja\",\n  \"Baja!\"]\n"),
            "es.toml:5: \"Baja!\" is listed twice (first in line 4). Remove one of them."},
        {with_head("[opt_out]\nstrong = [\"baja\"]\n[decline]\nweak = [\"baja\"]\n"),
            "es.toml:6: \"baja\" is listed under opt_out too (first in line 4). Decide which it is in this language."},
        {with_head("[acknowledge]\nstrong = [\"gracias\"]\n[courtesy]\nthanks = [\"gracias\"]\n"),
            "es.toml:6: \"gracias\" is listed under acknowledge too (first in line 4). Keep it here: words of thanks "
            "are "
            "acknowledgements by themselves."},
        {with_head("[opt_out]\nstrong = [{ text = \"baja\", category = \"marketting\" }]\n"),
            "es.toml:4: the category \"marketting\" is not known. Did you mean \"marketing\"?"},
        {with_head("[opt_in]\nstrong = [{ text = \"alta\", all = true }]\n"),
            "es.toml:4: only opt_out entries have a category or all. Remove it."},
        {with_head("[opt_out]\nstrong = [{ text = \"baja\", all = \"yes\" }]\n"),
            "es.toml:4: all is neither true nor false. Write all = true, or leave it out."},
        {with_head("notes = 7\n[opt_out]\nstrong = [\"baja\"]\n"), "es.toml:3: notes is no text. Put it in quotes."},
        {with_head(""), "es.toml: the pack has no keywords. Add a section such as [opt_out] with strong = [\"…\"]."},
    };
    for (auto const& [text, expected] : cases) {
        INFO(text);
        std::vector<std::string> const told = problems(text);
        REQUIRE(told.size() == 1);
        if (expected == "es.toml:")
            CHECK(told[0].starts_with("es.toml:5:"));
        else
            CHECK(told[0] == expected);
    }
}

TEST_CASE("all problems of a pack are told together, in the order of the file")
{
    std::vector<std::string> const told = problems(R"(language = "es"
version = "one"
[opt_out]
strong = ["baja", "baja", 5]
[hlep]
strong = []
)");
    REQUIRE(told.size() == 4);
    CHECK(told[0].starts_with("es.toml:2:"));
    CHECK(told[1].starts_with("es.toml:4:"));
    CHECK(told[2].starts_with("es.toml:4:"));
    CHECK(told[3] == "es.toml:5: \"hlep\" is not known. Did you mean \"help\"?");
}

TEST_CASE("bytes that are no text are refused, not repaired")
{
    CHECK(problems("language = \"es\xff\"\nversion = 1\n").size() == 1);
    CHECK(problems(std::string(2 << 20, '#')).size() == 1);
}

TEST_CASE("an argument word may count only where no article stands in front of it")
{
    auto const pack = parse_pack(with_head("[opt_out]\nstrong = [\"baja\"]\n[argument]\nmarketing = [\"ofertas\", "
                                           "{ text = \"oferta\", behind_article = false }]\n"),
        "es.toml");
    REQUIRE(pack.has_value());
    CHECK(pack->argument_words.at(0).behind_article);
    CHECK_FALSE(pack->argument_words.at(1).behind_article);
    CHECK(pack->argument_words.at(1).category == "marketing");
    CHECK(problems(with_head("[opt_out]\nstrong = [{ text = \"baja\", behind_article = false }]\n"))
        == std::vector<std::string>{"es.toml:4: only words of [argument] have behind_article. Remove it."});
    CHECK(problems(with_head("[opt_out]\nstrong = [\"baja\"]\n[argument]\nall = [{ text = \"todo\", "
                             "behind_article = 0 }]\n"))
        == std::vector<std::string>{
            "es.toml:6: behind_article is neither true nor false. Write behind_article = false, or leave it out."});
}

TEST_CASE("a text that is no text is told as such")
{
    for (char const* const entry : {"5", "{ text = 5 }", "{ source = \"x\" }", "[]"}) {
        INFO(entry);
        CHECK(problems(with_head("[opt_out]\nstrong = [" + std::string{entry} + "]\n"))
            == std::vector<std::string>{
                "es.toml:4: an entry is no text. Put it in quotes, or write { text = \"…\", source = \"…\" }."});
    }
}

TEST_CASE("quotes of a word processor are told as such")
{
    std::vector<std::string> const told = problems(with_head("[opt_out]\nstrong = [“baja”]\n"));
    REQUIRE(told.size() == 1);
    CHECK(told[0].starts_with("es.toml:4:"));
    CHECK(told[0].find("Write straight quotes (\") instead of “.") != std::string::npos);
}

TEST_CASE("a language that is written otherwise is told as it was meant")
{
    std::string const rest = "version = 1\n[opt_out]\nstrong = [\"baja\"]\n";
    CHECK(problems("language = \"ES\"\n" + rest).at(0).ends_with("language = \"es\""));
    CHECK(problems("language = \"pt_BR\"\n" + rest).at(0).ends_with("language = \"pt-BR\""));
    CHECK(problems(rest, "pt_BR.toml").at(0).ends_with("language = \"pt-BR\""));
    CHECK(problems("language = \"es\"\n" + rest, "ES.toml").at(0).find("Call the file es.toml") != std::string::npos);
}

TEST_CASE("what is no pack in a folder of packs is refused or left alone, and STOP has to be in one")
{
    test::TemporaryFolder const folder;
    write(folder / "es.toml", with_head("[opt_out]\nstrong = [\"baja\"]\n"));
    write(folder / ".#es.toml", "what an editor keeps");
    write(folder / "notes.txt", "what a person keeps");
    REQUIRE(problems_of(folder.path()).size() == 1);
    CHECK(problems_of(folder.path())[0].find("no pack of the folder lists \"stop\"") != std::string::npos);
    CHECK(problems_of(folder.path())[0].find("und.toml") != std::string::npos);

    write(folder / "und.toml", "language = \"und\"\nversion = 1\n[opt_out]\nstrong = [\"STOP\"]\n");
    CHECK(problems_of(folder.path()).empty());

    std::filesystem::create_directory(folder / "x.toml");
    REQUIRE(problems_of(folder.path()).size() == 1);
    CHECK(problems_of(folder.path())[0].find("x.toml: this is no file. A pack is a file;") != std::string::npos);
}

TEST_CASE("a folder without packs is told as such")
{
    auto const missing = load_packs("/no/such/folder");
    REQUIRE_FALSE(missing.has_value());
    REQUIRE(missing.error().size() == 1);
    CHECK(to_string(missing.error()[0]).find("can't be read") != std::string::npos);
}

TEST_CASE("a star stands behind a word and nowhere else")
{
    std::string const good = "[words]\nmessage = [\"messag*\", \"text* me\"]\n[affirm]\nstrong = [\"yes\"]\n";
    CHECK(parse_pack(with_head(good), "es.toml").has_value());
    auto const [star, where] = GENERATE(table<std::string, std::string>(
        {{"mess*ge", "words"}, {"*", "words"}, {"a *", "words"}, {"re*ply", "promise"}}));
    std::string const list = where == "words" ? "[words]\nmessage" : "[promise]\nreply";
    auto const found
        = parse_pack(with_head("[affirm]\nstrong = [\"yes\"]\n" + list + " = [\"" + star + "\"]\n"), "es.toml");
    REQUIRE_FALSE(found.has_value());
    CHECK(to_string(found.error().front()).contains("a * stands elsewhere than behind a word"));
}

TEST_CASE("patterns that quote in more places than there are marks for are refused")
{
    auto const with = [](std::size_t places) {
        std::string phrases;
        for (std::size_t i = 0; i < places; ++i)
            phrases += "\"cease 'w" + std::to_string(i) + "'\", ";
        return parse_pack(
            with_head("[affirm]\nstrong = [\"yes\"]\n[phrases]\nopt_out = [" + phrases + "]\n"), "es.toml");
    };
    CHECK(with(29).has_value());
    REQUIRE_FALSE(with(30).has_value());
    CHECK(to_string(with(40).error().front()).contains("more than 29 places of the patterns quote words"));
    CHECK(with(40).error().size() == 1);
}
