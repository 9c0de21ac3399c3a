#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

TEST_CASE("what a text would say is told with the reason")
{
    Office office;
    auto const said = office.post("/v1/match", R"({"text":"hola, BAJA por favor"})", "reader");
    CHECK(said.text("signal") == "opt_out");
    CHECK(said.text("decision") == "act");
    CHECK(said.text("tier") == "courtesy");
    CHECK(said.text("rule") == "es/opt_out/baja");
    CHECK(said.text("pack").starts_with("es@"));
    CHECK(said.json().at("taken_off").as_array().size() == 2);
    CHECK(said.json().at("candidates").at(0).at("won").as_bool());
    CHECK_FALSE(said.json().at("candidates").at(0).at("why").as_string().empty());
}

TEST_CASE("a text that says nothing has no tier, language, keyword, rule or pack")
{
    Office office;
    auto const json = office.post("/v1/match", R"({"text":"stop by at 5"})").json();
    CHECK(json.at("signal").as_string() == "none");
    CHECK(json.at("decision").as_string() == "note");
    for (auto const* const member : {"tier", "language", "keyword", "rule", "pack"})
        CHECK(json.at(member).is_null());
}

TEST_CASE("a scope is named by its alias, as the brand calls it")
{
    Office office;
    auto const json = office.post("/v1/match", R"({"text":"stop offers"})").json();
    CHECK(json.at("scopes") == boost::json::array{"marketing"});
}

TEST_CASE("a text is needed, a number is the brand's own")
{
    Office office;
    CHECK(office.post("/v1/match", "{}").field() == "text");
    CHECK(office.post("/v1/match", R"({"text":"x","number":"15550783881"})").field() == "number");
    CHECK(office.post("/v1/match", R"({"text":"x","number":"106540352242922"})").response.status == 200);
}
