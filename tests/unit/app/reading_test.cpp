#include "app/reading.hpp"

#include "app/vocabulary.hpp"
#include "config_text.hpp"
#include "consentry/base/spelling.hpp"
#include "support/catch.hpp"

#include <array>

using consentry::choose;
using consentry::nearest;
using namespace consentry::app;
using namespace consentry::app::test;

TEST_CASE("a missing key is told with the line of the table around it, and without places in lists")
{
    auto const world = surroundings();
    Reading reading{"/etc/consentry/consentry.toml", world};
    reading.place("brand", 3);
    reading.place("brand[1]", 9);
    reading.place("brand[1].scope[0].name", 12);
    reading.problem("brand[1].scope[0].name", "late", "");
    reading.problem("brand[1].scope[0].category", "missing", "");
    reading.problem("listen.public", "elsewhere", "");
    auto const problems = reading.take_problems();
    REQUIRE(problems.size() == 3);
    CHECK(place(problems[0]) == "0 listen.public");
    CHECK(place(problems[1]) == "9 brand.scope.category");
    CHECK(place(problems[2]) == "12 brand.scope.name");
}

TEST_CASE("where keys stood is known when the file has been read")
{
    auto const world = surroundings();
    Reading reading{"/etc/consentry/consentry.toml", world};
    reading.place("brand[0].destination[1]", 9);
    reading.place("brand[0].destination[1].settings.shop", 12);
    KeyLines const lines = reading.take_lines();
    CHECK(place(problem_at("brand[0].destination[1].settings.shop", lines, "wrong", ""))
        == "12 brand.destination.settings.shop");
    CHECK(place(problem_at("brand[0].destination[1].maps.field.x", lines, "wrong", ""))
        == "9 brand.destination.maps.field.x");
}

TEST_CASE("a name is compared with those known, in whatever case and with either hyphen")
{
    constexpr std::array<std::string_view, 4> known{"app_secrets", "languages", "country", "scope"};
    CHECK(nearest("app_secret", known) == "app_secrets");
    CHECK(nearest("App-Secrets", known) == "app_secrets");
    CHECK(nearest("langages", known) == "languages");
    CHECK_FALSE(nearest("url", known).has_value());
    CHECK(choose("contry", known) == "Did you mean \"country\"?");
    CHECK(says(choose("zzz", known), "\"country\" or \"scope\""));
}

TEST_CASE("paths are taken from the folder of the file")
{
    auto const world = surroundings();
    Reading const reading{"/etc/consentry/consentry.toml", world};
    CHECK(reading.resolved("../lib/keywords") == "/etc/lib/keywords");
    CHECK(reading.resolved("/srv/keywords") == "/srv/keywords");
}

TEST_CASE("the countries are those of ISO 3166-1")
{
    CHECK(is_country("ES"));
    CHECK(is_country("AD"));
    CHECK(is_country("ZW"));
    for (auto const* const none : {"es", "UK", "EU", "E", "", "ESP", "S ", " A", "XX"})
        CHECK_FALSE(is_country(none));
    int count = 0;
    for (char a = 'A'; a <= 'Z'; ++a) {
        for (char b = 'A'; b <= 'Z'; ++b)
            count += is_country(std::string{a, b}) ? 1 : 0;
    }
    CHECK(count == 249);
}
