#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

std::string const token = "token = \"env:SECRET\"\n";

/// A reply in line 12, its name and kind in the next two, its further keys from line 15 on.
std::string with(std::string const& keys)
{
    return small_brand + small_scope + "[[brand.destination]]\nname = \"confirmation\"\nkind = \"reply\"\n" + keys;
}

/// With a text of the brand's own, whose lines begin in line 17.
std::string with_text(std::string const& lines)
{
    return with(token + "[[brand.destination.reply]]\nlanguage = \"es\"\n" + lines);
}

}  // namespace

TEST_CASE("a reply confirms opt-outs, and needs nothing but a token")
{
    auto const report = read(with(token));
    REQUIRE(report.ok());
    CHECK(report.warnings.empty());
    DestinationConfig const& reply = report.config.brands.front().destinations.front();
    CHECK(reply.token == "a secret");
    CHECK(reply.confirms == std::vector<std::string>{"opted_out"});
    CHECK_FALSE(reply.help);
    CHECK(reply.url.empty());
    CHECK(says(only_problem(with("")).reason, "no token"));
}

TEST_CASE("an address of its own is held to what holds for every destination")
{
    CHECK(place(only_problem(with(token + "url = \"http://127.0.0.1:9/v26.0\"\n"))) == "16 brand.destination.url");
}

TEST_CASE("keys of other kinds are refused, with what stands in their place")
{
    for (std::string const key : {"events = [\"*\"]", "secrets = [\"env:WHSEC\"]", "text = \"none\""})
        CHECK(place(only_problem(with(token + key + '\n'))) == "16 brand.destination." + key.substr(0, key.find(' ')));
}

TEST_CASE("a reply answers something")
{
    CHECK(says(only_problem(with(token + "confirm = []\n")).reason, "answers nothing"));
    CHECK(read(with(token + "confirm = []\nhelp = true\n")).ok());
    CHECK(place(only_problem(with(token + "confirm = [\"opted_up\"]\n"))) == "16 brand.destination.confirm");
}

TEST_CASE("what the packs have no text for needs one of the brand's own")
{
    auto const confirm = token + "confirm = [\"opted_out\", \"lifted\"]\n";
    auto const problem = only_problem(with(confirm));
    CHECK(place(problem) == "16 brand.destination.confirm");
    CHECK(says(problem.remedy, "to = \"lifted\""));
    CHECK(read(with(confirm + "[[brand.destination.reply]]\nlanguage = \"es\"\nto = \"lifted\"\ntext = \"Hecho.\"\n"))
            .ok());
}

TEST_CASE("a text can be filled in, is not empty and not too long")
{
    CHECK(read(with_text("to = \"opted_out\"\ntext = \"{brand}: {start}\"\n")).ok());
    auto const stray = only_problem(with_text("to = \"opted_out\"\ntext = \"No más {scope}\"\n"));
    CHECK(place(stray) == "19 brand.destination.reply.text");
    CHECK(says(stray.remedy, "{brand}, {start}"));
    CHECK(only_problem(with_text("to = \"help\"\ntext = \"\"\n")).line == 19);
    std::string of_1024;
    for (int i = 0; i < 1'024; ++i)
        of_1024 += "ñ";
    CHECK(read(with_text("to = \"help\"\ntext = \"" + of_1024 + "\"\n")).ok());
    CHECK(says(only_problem(with_text("to = \"help\"\ntext = \"" + of_1024 + "!\"\n")).reason, "longer than 1024"));
}

TEST_CASE("a text of one scope is of one that there is, and about one")
{
    auto const about = [](std::string const& to, std::string const& scope) {
        return with_text("to = \"" + to + "\"\nscope = \"" + scope + "\"\ntext = \"Hecho.\"\n");
    };
    CHECK(read(about("opted_out_scope", "marketing")).ok());
    CHECK(says(only_problem(about("opted_out_scope", "marketting")).remedy, "Did you mean \"marketing\"?"));
    CHECK(place(only_problem(about("opted_out", "marketing"))) == "19 brand.destination.reply.scope");
}

TEST_CASE("one reply answers for a brand")
{
    auto const second = with(token + "[[brand.destination]]\nname = \"another\"\nkind = \"reply\"\n" + token);
    CHECK(place(only_problem(second)) == "18 brand.destination.kind");
}
