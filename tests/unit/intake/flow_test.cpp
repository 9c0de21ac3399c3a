#include "ear.hpp"
#include "intake/readings.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;
using consent::Intent;

namespace {

Brand brand_with_flow()
{
    Brand brand = demo_brand();
    brand.flow_fields = {{"newsletter", "marketing", "v3"}, {"tracking", "orders", ""}};
    return brand;
}

}  // namespace

TEST_CASE("a ticked field that is configured is a YES to its scope")
{
    auto const* const json = GENERATE(R"({"newsletter":true})", R"({"newsletter":"true"})", R"({"newsletter":"yes"})",
        R"({"newsletter":"on","other":true})");
    auto const readings = readings_of_flow(brand_with_flow(), json);
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].intent == Intent::affirm);
    CHECK(readings[0].addressed);
    CHECK(readings[0].scopes == std::vector<std::string>{"marketing"});
    CHECK(readings[0].wording == "v3");
    CHECK(readings[0].match.rule == "flow/newsletter");
}

TEST_CASE("what is not ticked, not configured or not readable says nothing")
{
    auto const* const json
        = GENERATE(R"({"newsletter":false})", R"({"newsletter":"no"})", R"({"newsletter":1})", R"({"newsletter":null})",
            R"({"newsletter":["true"]})", R"({"Newsletter":true})", R"({"x":{"newsletter":true}})", R"({})",
            R"([true])", R"("newsletter")", "no json", "", R"({"newsletter":true)");
    INFO(json);
    CHECK(readings_of_flow(brand_with_flow(), json).empty());
    CHECK(readings_of_flow(demo_brand(), R"({"newsletter":true})").empty());
}

TEST_CASE("each ticked field of a flow is a signal of its own, since each may answer for another scope")
{
    Ear ear{{brand_with_flow()}};
    auto const matters = ear.hear_message(flow(R"({\"newsletter\":true,\"tracking\":\"yes\",\"comment\":\"STOP\"})"));
    REQUIRE(matters.size() == 2);
    CHECK(signal_of(matters[0]).readings[0].scopes == std::vector<std::string>{"marketing"});
    CHECK(signal_of(matters[1]).readings[0].scopes == std::vector<std::string>{"orders"});
    CHECK(signal_of(matters[0]).identity != signal_of(matters[1]).identity);
    CHECK(signal_of(matters[0]).text == "newsletter: true");    // The evidence is what was answered,
    CHECK(signal_of(matters[1]).text == R"(tracking: "yes")");  // in its own form.
    CHECK(signal_of(matters[0]).message_id == signal_of(matters[1]).message_id);
    CHECK(signal_of(matters[0]).source == consent::Source::whatsapp_flow);
}

TEST_CASE("whatever else a form asks stays unread")
{
    Ear ear{{brand_with_flow()}};
    CHECK(ear.hear_message(flow(R"({\"comment\":\"STOP\",\"newsletter\":false})")).empty());
}
