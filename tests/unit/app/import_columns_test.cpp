#include "app/import_columns.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;

namespace {

ImportColumns columns(std::vector<std::string> const& maps, consent::Told const& usual = {})
{
    return ImportColumns::of(maps, usual).value();
}

FileRow row(std::vector<std::string> names, std::vector<std::string> values)
{
    FileRow made;
    made.names = std::move(names);
    made.values = std::move(values);
    return made;
}

consent::Told usual()
{
    consent::Told told;
    told.scope = "marketing";
    told.state = "opted_in";
    return told;
}

}  // namespace

TEST_CASE("a column of a member's name tells it, whatever its case; others tell nothing")
{
    auto const told = columns({}).told(row({"Contact ", "STATE", "city"}, {" +34600111222", "opted_out", "Soria"}));
    CHECK(told.contact == "+34600111222");
    CHECK(told.state == "opted_out");
    CHECK(columns({}).ignored({"Contact", "city", "name"}) == "city, name");
}

TEST_CASE("a column may be mapped, and then one of the member's name is not read")
{
    auto const told = columns({"Phone Number=contact"}).told(row({"phone number", "contact"}, {"+34600111222", "Ana"}));
    CHECK(told.contact == "+34600111222");
}

TEST_CASE("what a row does not tell is as usual")
{
    auto const told = columns({}, usual()).told(row({"contact", "state"}, {"+34600111222", " "}));
    CHECK(told.scope == "marketing");
    CHECK(told.state == "opted_in");
    CHECK(columns({}, usual()).told(row({"state"}, {"opted_out"})).state == "opted_out");
}

TEST_CASE("a head that cannot tell whom, what or how is refused before anything is read")
{
    CHECK(columns({}, usual()).suit({"contact"}));
    CHECK(columns({"phone=contact"}, usual()).suit({"phone"}));
    auto const missing = columns({}, usual()).suit({"phone", "name"});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().detail.find("--map COLUMN=contact") != std::string::npos);
    CHECK(missing.error().detail.find("phone, name") != std::string::npos);
    CHECK_FALSE(columns({}).suit({"contact", "scope"}));
    CHECK_FALSE(columns({"telefono=contact"}, usual()).suit({"contact"}));
}

TEST_CASE("a map that names no member is refused")
{
    auto const map = GENERATE(as<std::string>{}, "phone", "phone=", "phone=number", "=contact");
    CHECK_FALSE(ImportColumns::of({map}, {}));
}

TEST_CASE("states as an export tells them open nothing that was closed there")
{
    auto const [state, allowed, taken_as] = GENERATE(table<std::string, std::string, std::string>(
        {{"opted_in", "true", "opted_in"}, {"opted_in", "false", "opted_out"}, {"declined", "false", "opted_out"},
            {"held", "false", "opted_out"}, {"opted_out", "false", "opted_out"}}));
    auto const told = columns({}).told(row({"contact", "state", "allowed"}, {"+34600111222", state, allowed}));
    CHECK(told.state == taken_as);
    CHECK_FALSE(ImportColumns::says_nothing(told));
    CHECK(ImportColumns::says_nothing(columns({}).told(row({"state", "allowed"}, {"expired", "false"}))));
}

TEST_CASE("one thing told twice is refused, since nobody knows which counts")
{
    CHECK_FALSE(columns({}).suit({"contact", "scope", "state", "State"}));
    CHECK_FALSE(columns({"phone=contact", "mobile=contact"}, usual()).suit({"phone", "mobile"}));
    CHECK(columns({"phone=contact"}, usual()).suit({"phone", "contact"}));
    CHECK(columns({}).trouble(row({"contact", "contact"}, {"a", "b"})) == "contact stands in it twice");
    CHECK(columns({}).trouble(row({"contact", "tag", "tag"}, {"a", "b", "c"})).empty());
}

TEST_CASE("evidence that is an object is refused rather than lost")
{
    FileRow line = row({"contact"}, {"a"});
    line.nested = {"tags"};
    CHECK(columns({}).trouble(line).empty());
    line.nested = {"evidence"};
    CHECK(columns({}).trouble(line) == "evidence: has to be a text, no object and no list");
}
