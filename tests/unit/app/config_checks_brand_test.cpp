#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

/// Keys of the brand itself from line 9 on, then two scopes and a wording, then the tables under test.
std::string brand_with(std::string const& keys, std::string const& tables = "")
{
    return small_brand + keys + R"([[brand.scope]]
name = "marketing"
category = "marketing"
aliases = ["Offers", "promos"]
[[brand.scope]]
name = "orders"
category = "utility"
[[brand.wording]]
scope = "marketing"
version = "v3"
text = "Reply YES to get our offers."
)" + tables;
}

constexpr int first_table_line = small_brand_lines + 12;  ///< Without keys.

std::string at_line(int line, std::string const& key) { return std::to_string(line) + ' ' + key; }

}  // namespace

TEST_CASE("defaults that depend on other keys are filled in")
{
    auto const plain = read(brand_with("")).config.brands.front();
    CHECK(plain.portfolio == "demo");
    CHECK_FALSE(plain.learns_all_links);

    auto const open = "[[brand.scope]]\nname = \"news\"\ncategory = \"utility\"\nunknown = \"allow\"\n";
    CHECK(read(brand_with("", open)).config.brands.front().learns_all_links);
    CHECK_FALSE(read(brand_with("learn_links = \"known\"\n", open)).config.brands.front().learns_all_links);
}

TEST_CASE("names of one kind stand once in a brand")
{
    auto const [tables, line, key] = GENERATE(table<std::string, int, std::string>({
        {"[[brand.scope]]\nname = \"orders\"\ncategory = \"service\"\n", 1, "brand.scope.name"},
        {"[[brand.number]]\nphone_number_id = \"1\"\n[[brand.number]]\nphone_number_id = \"1\"\n", 3,
            "brand.number.phone_number_id"},
        {"[[brand.wording]]\nscope = \"marketing\"\nversion = \"v3\"\ntext = \"Otherwise\"\n", 2,
            "brand.wording.version"},
        {"[[brand.button]]\nid = \"X\"\nsignal = \"opt_out\"\n[[brand.button]]\nid = \"X\"\nsignal = \"help\"\n", 4,
            "brand.button.id"},
        {"[[brand.flow_field]]\nfield = \"x\"\nscope = \"orders\"\n[[brand.flow_field]]\nfield = \"x\"\nscope = "
         "\"orders\"\n",
            4, "brand.flow_field.field"},
    }));
    auto const problem = only_problem(brand_with("", tables));
    CHECK(place(problem) == at_line(first_table_line + line, key));
    CHECK(says(problem.reason, "a second time"));
}

TEST_CASE("a wording may exist in several languages")
{
    auto const spanish
        = "[[brand.wording]]\nscope = \"marketing\"\nversion = \"v3\"\nlanguage = \"es\"\ntext = \"Responde\"\n";
    CHECK(read(brand_with("", spanish)).ok());
}

TEST_CASE("STOP with a word means one scope only, in whatever case the word is written")
{
    auto const scope = [](std::string const& alias) {
        return "[[brand.scope]]\nname = \"news\"\ncategory = \"utility\"\naliases = [\"" + alias + "\"]\n";
    };
    for (auto const* const taken : {"OFFERS", "Orders", "promos"}) {
        auto const problem = only_problem(brand_with("", scope(taken)));
        CHECK(place(problem) == at_line(first_table_line + 3, "brand.scope.aliases"));
        CHECK(says(problem.reason, "too"));
    }
    CHECK(read(brand_with("", scope("newsletter"))).ok());
    CHECK(read(brand_with("", scope("news"))).ok());
    CHECK(says(only_problem(brand_with("", scope("..."))).reason, "no letter or digit"));
}

TEST_CASE("everything that names a scope or a wording names a configured one")
{
    auto const [tables, line, key, remedy] = GENERATE(table<std::string, int, std::string, std::string>({
        {"[[brand.wording]]\nscope = \"order\"\nversion = \"v1\"\ntext = \"x\"\n", 1, "brand.wording.scope",
            "\"orders\""},
        {"[[brand.button]]\nid = \"X\"\nsignal = \"opt_in\"\nscope = \"markting\"\n", 3, "brand.button.scope",
            "\"marketing\""},
        {"[[brand.button]]\nid = \"X\"\nsignal = \"opt_in\"\nscope = \"marketing\"\nwording = \"v4\"\n", 4,
            "brand.button.wording", "\"v3\""},
        {"[[brand.flow_field]]\nfield = \"f\"\nscope = \"orders\"\nwording = \"v3\"\n", 3, "brand.flow_field.wording",
            "Remove it"},
        {"[[brand.prompt]]\nscope = \"orders\"\nwording = \"v3\"\nfrom = 2026-11-01T00:00:00Z\nuntil = "
         "2026-12-01T00:00:00Z\n",
            2, "brand.prompt.wording", "Remove it"},
    }));
    auto const problem = only_problem(brand_with("", tables));
    CHECK(place(problem) == at_line(first_table_line + line, key));
    CHECK(says(problem.remedy, remedy));
}

TEST_CASE("a campaign ends after it begins, on a number of the brand")
{
    auto const campaign = [](std::string const& until, std::string const& number) {
        return "[[brand.number]]\nphone_number_id = \"111\"\n[[brand.prompt]]\nscope = \"marketing\"\nwording = "
               "\"v3\"\nnumber = \""
            + number + "\"\nfrom = 2026-11-01T00:00:00Z\nuntil = " + until + "\n";
    };
    CHECK(read(brand_with("", campaign("2026-11-01T00:00:01Z", "111"))).ok());
    CHECK(place(only_problem(brand_with("", campaign("2026-11-01T00:00:00Z", "111"))))
        == at_line(first_table_line + 7, "brand.prompt.until"));
    CHECK(place(only_problem(brand_with("", campaign("2026-12-01T00:00:00Z", "112"))))
        == at_line(first_table_line + 5, "brand.prompt.number"));
    CHECK(says(only_problem(brand_with("", campaign("2026-12-01T00:00:00", "111"))).remedy, "offset"));
}

TEST_CASE("START grants only what a wording told")
{
    std::string const scopes = "start_scopes = [\"marketing\"]\n";
    CHECK(read(brand_with(scopes + "start_wording = \"v3\"\n")).ok());
    CHECK(says(only_problem(brand_with(scopes)).remedy, "start_wording"));
    CHECK(place(only_problem(brand_with(scopes + "start_wording = \"v9\"\n"))) == "10 brand.start_wording");
    CHECK(place(only_problem(brand_with("start_scopes = [\"orders\"]\nstart_wording = \"v3\"\n")))
        == "10 brand.start_wording");
    CHECK(place(only_problem(brand_with("start_scopes = [\"offers\"]\nstart_wording = \"v3\"\n")))
        == "9 brand.start_scopes");
    CHECK(place(only_warning(brand_with("start_wording = \"v3\"\n"))) == "9 brand.start_wording");
}

TEST_CASE("a YES to no question can be made to count, at a warning")
{
    std::string const grants = "start_scopes = [\"marketing\"]\nstart_wording = \"v3\"\n";
    auto const warning = only_warning(brand_with(grants + "unprompted_yes = \"opt_in\"\n"));
    CHECK(place(warning) == "11 brand.unprompted_yes");
    CHECK(says(only_problem(brand_with("unprompted_yes = \"opt_in\"\n")).reason, "start_scopes"));
}

TEST_CASE("a button says what it is about, unless it stops everything")
{
    auto const button = [](std::string const& id, std::string const& signal) {
        return "[[brand.button]]\nid = \"" + id + "\"\nsignal = \"" + signal + "\"\n";
    };
    CHECK(read(brand_with("", button("STOP_ALL", "opt_out"))).ok());
    CHECK(place(only_problem(brand_with("", button("JOIN", "opt_in")))) == at_line(first_table_line, "brand.button"));
    CHECK(says(only_problem(brand_with("", button("consentry:stop", "opt_out"))).reason, "fixed"));
    CHECK(says(only_problem(brand_with("", button("X", "none"))).reason, "none"));
}

TEST_CASE("STOP cannot be switched off, however it is spelt")
{
    auto const keyword = [](std::string const& text, std::string const& signal) {
        return "[[brand.keyword]]\ntext = \"" + text + "\"\nsignal = \"" + signal + "\"\n";
    };
    CHECK(read(brand_with("", keyword("basta ya", "opt_out"))).ok());
    CHECK(read(brand_with("", keyword("cancel", "none"))).ok());
    for (auto const* const stop : {"STOP", "stop", " Stop! "})
        CHECK(says(only_problem(brand_with("", keyword(stop, "none"))).reason, "cannot be switched off"));
    CHECK(says(only_problem(brand_with("", keyword("  ", "opt_out"))).remedy, "as people type it"));
}
