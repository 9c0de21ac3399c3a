// Templates: what the Graph API returns is read, and each promise in it is held against what the brand hears.

#include "app/template_check.hpp"

#include "app/brand_rules.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::app;

namespace {

keywords::Pack pack(std::string const& language, std::string const& words)
{
    auto made = keywords::parse_pack("language = \"" + language + "\"\nversion = 1\n" + words, language + ".toml");
    REQUIRE(made.has_value());
    return *std::move(made);
}

constexpr char const* english = R"(
[opt_out]
strong = ["stop", "stop promotions"]
weak = ["end"]
[decline]
strong = ["no"]
[affirm]
strong = ["yes"]
[words]
cease = ["stop", "end"]
message = ["messages"]
unsubscribe = ["opt out"]
[promise]
reply = ["reply"]
also = ["or"]
to = ["to"]
)";

ChosenBrand brand_with(BrandConfig config)
{
    std::vector<keywords::Pack> packs;
    packs.push_back(
        pack("und", "[opt_out]\nstrong = [\"stop\"]\n[phrases]\nopt_out = [\"unsubscribe\", \"{cease message}\"]\n"));
    packs.push_back(pack("en", english));
    packs.push_back(pack("es", "[opt_out]\nstrong = [\"baja\"]\n[promise]\nreply = [\"responde\"]\nto = [\"para\"]\n"));
    auto brand = brand_of(config, packs);
    REQUIRE(brand.has_value());
    return {*std::move(brand), std::move(config), std::move(packs)};
}

BrandConfig config()
{
    BrandConfig made;
    made.name = "shop";
    return made;
}

CheckedTemplate check(std::string const& text, BrandConfig const& of = config())
{
    ChosenBrand const chosen = brand_with(of);
    return TemplateCheck{chosen}.check({"promo", "en_US", "", {{"body", text}}, {}});
}

std::string problem_of(std::string const& text, BrandConfig const& of = config())
{
    CheckedTemplate const checked = check(text, of);
    REQUIRE(checked.promises.size() == 1);
    CHECK(checked.is_fine() == checked.promises.front().problem.empty());
    return checked.promises.front().problem;
}

std::vector<MessageTemplate> saved(std::string const& json)
{
    SavedTemplates found = templates_in(json);
    CHECK(found.trouble.empty());
    return std::move(found.templates);
}

CheckedTemplate marketing(
    std::string const& text, std::vector<MessageTemplate::Button> buttons = {}, BrandConfig const& of = config())
{
    ChosenBrand const chosen = brand_with(of);
    return TemplateCheck{chosen}.check({"promo", "en_US", "MARKETING", {{"body", text}}, std::move(buttons)});
}

}  // namespace

TEST_CASE("a word that is promised as a way out has to opt out")
{
    CHECK(problem_of("Reply STOP to opt out") == "");
    CHECK(problem_of("Reply FOO to opt out") == "nobody listens for it");
    CHECK(problem_of("Reply NO to opt out") == "it is heard as decline, which ends nothing by itself");
    CHECK(problem_of("Reply YES to stop messages").starts_with("it is heard as affirm"));
}

TEST_CASE("a weak word keeps its promise, since nothing is sent while it waits, and advice is given")
{
    CheckedTemplate const checked = check("Reply END to opt out");
    REQUIRE(checked.promises.size() == 1);
    CHECK(checked.is_fine());
    CHECK(checked.promises.front().decision == "hold");
    CHECK(checked.promises.front().advice.contains(R"([[brand.keyword]] with text = "END" and signal = "opt_out")"));
}

TEST_CASE("any other promised word has to be heard, too")
{
    CHECK(problem_of("Reply YES to confirm") == "");
    CHECK(problem_of("Reply MENU to see more") == "nobody listens for it");
}

TEST_CASE("a brand's own words count, those that it switched off and those of its campaigns, too")
{
    BrandConfig own = config();
    own.keywords = {{"foo", "opt_out", {}}, {"menu", "none", {}}};
    own.prompts.emplace_back().words = {"summer"};
    CHECK(problem_of("Reply FOO to opt out", own) == "");
    CHECK(problem_of("Reply MENU to see more", own) == "");
    CHECK(problem_of("Reply SUMMER to join", own) == "");
    CHECK(problem_of("Reply SUMMER to opt out", own) == "nobody listens for it");
}

TEST_CASE("a word that is filled in when the message is sent can't be checked, unless there is an example")
{
    CHECK(problem_of("Reply {{1}} to opt out").contains("filled in"));
    auto const templates = saved(R"({"name":"a","language":"en","components":[{"type":"BODY",
        "text":"Reply {{1}} to opt out, {{2}}","example":{"body_text":[["STOP","Ana"]]}},
        {"type":"FOOTER","text":"Reply {{word}} to opt out",
        "example":{"footer_text_named_params":[{"param_name":"word","example":"BYE"}]}}]})");
    REQUIRE(templates.size() == 1);
    REQUIRE(templates.front().parts.size() == 2);
    CHECK(templates.front().parts[0].text == "Reply STOP to opt out, Ana");
    CHECK(templates.front().parts[1].text == "Reply BYE to opt out");
}

TEST_CASE("a MARKETING template says how to opt out, in a line or with a button")
{
    CHECK(marketing("20 % off today").problem.starts_with("a MARKETING template that tells nobody how to opt out"));
    CHECK(marketing("20 % off today").advice.contains("\"stop\""));
    CHECK(marketing("20 % off. Reply STOP to opt out").is_fine());
    CHECK(marketing("20 % off. To opt out visit shop.example/out").is_fine());
    CHECK(marketing("20 % off", {{"QUICK_REPLY", "Stop promotions"}}).is_fine());
    CHECK(marketing("20 % off", {{"URL", "Opt out"}}).is_fine());
    CHECK_FALSE(marketing("20 % off", {{"QUICK_REPLY", "Buy now"}}).is_fine());
    BrandConfig own = config();
    own.buttons.push_back({"Not for me", "opt_out", "", ""});
    CHECK(marketing("20 % off", {{"QUICK_REPLY", "Not for me"}}, own).is_fine());
}

TEST_CASE("a MARKETING template is not asked for more than one working way out")
{
    CheckedTemplate const checked = marketing("Reply FOO to opt out");
    CHECK(checked.problem.empty());
    CHECK_FALSE(checked.is_fine());
}

TEST_CASE("templates are read as the Graph API returns them: pages, lists, one, one on each line, cards of a carousel")
{
    std::string const one = R"({"name":"a","language":"es_MX","category":"marketing","status":"APPROVED","components":[
        {"type":"HEADER","format":"TEXT","text":"Hola"},{"type":"BODY","text":"Responde BAJA"},
        {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Baja"},{"type":"URL","text":"Tienda","url":"https://x"}]},
        {"type":"CAROUSEL","cards":[{"components":[{"type":"BODY","text":"una"}]}]}]})";
    for (std::string const& text :
        {one, '[' + one + ']', R"({"data":[)" + one + R"(],"paging":{"cursors":{"after":"x"}}})", one}) {
        auto const templates = saved(text);
        REQUIRE(templates.size() == 1);
        CHECK(templates.front().title() == "a (es_MX)");
        CHECK(templates.front().is_marketing());
        REQUIRE(templates.front().parts.size() == 3);
        CHECK(templates.front().parts[1].name == "body");
        CHECK(templates.front().parts[2].name == "card 1 body");
        REQUIRE(templates.front().buttons.size() == 2);
        CHECK(templates.front().buttons[0].type == "QUICK_REPLY");
    }
    CHECK(saved(one + '\n' + one).size() == 2);
    CHECK(saved(R"({"components":[1,{"type":7},{"buttons":{}},{"cards":[[]]}]})").front().parts.empty());
}

TEST_CASE("what is not all the templates is told")
{
    std::string const one = R"({"name":"a","components":[]})";
    std::string const more = R"({"data":[)" + one + R"(],"paging":{"next":"https://graph.facebook.com/x"}})";
    std::string const last = R"({"data":[)" + one + R"(],"paging":{}})";
    CHECK(templates_in("{}").trouble.starts_with("holds no template"));
    CHECK(templates_in("no JSON").trouble.starts_with("is no JSON: "));
    CHECK(templates_in(more).trouble.starts_with("is not the last page"));
    CHECK(templates_in(more + '\n' + last).trouble.empty());
    std::string const error = R"({"error":{"message":"rate limit hit"}})";
    CHECK(templates_in(error + '\n' + last).trouble == "is an error of Meta's: rate limit hit");
    CHECK(templates_in(R"({"error":{"message":"Invalid OAuth access token","code":190}})").trouble
        == "is an error of Meta's: Invalid OAuth access token");
}

TEST_CASE("a word that opts out can't be promised for the opposite")
{
    BrandConfig own = config();
    own.keywords = {{"subscribe", "opt_in", {}}};
    CHECK(problem_of("Reply STOP to subscribe", own) == "it opts out, which is the opposite of what is promised");
}

TEST_CASE("a word alone is no line that tells how to opt out")
{
    CHECK_FALSE(marketing("STOP what you are doing: 50 % off").is_fine());
    CHECK_FALSE(marketing("Our bus stop sale! Visit us.").is_fine());
}
