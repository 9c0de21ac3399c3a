// What changes while a far system is told, and what several looks for one person find: never an old yes over a newer
// no.
#include "connector_stage.hpp"

#include "forward/connector/progress.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

using consent::EventType;
using consent::State;
using Asked = std::vector<std::string>;

std::string const no_to_marketing = R"({"at":"2026-11-22T09:30:00Z","marketing":"opted_out"})";

}  // namespace

TEST_CASE("a yes may go to one contact and to one lead: what is looked for twice is not there several times")
{
    ConnectorStage far{std::string{far_system} + R"(
[[step]]
id = "lead"
method = "GET"
url = "{{base}}/lead"
extract = { id = "/id" }

[[step]]
id = "update_lead"
for_each = "lead"
method = "PUT"
url = "{{base}}/leads/{{steps.lead.id}}"
)"};
    far.stand(1, State::opted_in);
    far.find(R"({"id":7})");
    far.answer("/lead", 200, R"({"id":8})");
    far.say_in("marketing", EventType::opted_in);
    far.pass(1s);
    CHECK(far.asked().back() == "/leads/8");
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("who is not there yet under another number of theirs is looked for once more")
{
    std::string written{far_system};
    written.replace(written.find("extract"), 0, "look_again = \"1m\"\n");
    ConnectorStage far{written};
    far.states.people[1].wa_ids = {"34600111222", "34600111333"};
    far.find(R"({"id":7})");
    far.find("", "34600111333");
    far.say_in("marketing", EventType::opted_out);
    far.pass(1s);
    far.asked();
    far.find(R"({"id":8})", "34600111333");
    far.pass(2min);
    CHECK(far.asked()
        == Asked{"/find?phone=%2B34600111222", "/find?phone=%2B34600111333", "/people/8 " + no_to_marketing});
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("what another delivery has written to since is written once more")
{
    ConnectorProgress progress;
    progress.note("evt_1", "7 marketing", "no");
    CHECK(progress.has("evt_1", "7 marketing", "no"));
    CHECK_FALSE(progress.has("evt_1", "7 marketing", "yes"));
    CHECK_FALSE(progress.has("evt_1", "8 marketing", "no"));
    progress.note("evt_2", "7 marketing", "yes");
    CHECK_FALSE(progress.has("evt_1", "7 marketing", "no"));
    progress.forget("evt_2");
    CHECK_FALSE(progress.has("evt_1", "7 marketing", "no"));
}

TEST_CASE("a yes that has waited for its turn is not written if it is a no by then")
{
    ConnectorStage far{std::string{far_system} + "[limit.default]\nrate = \"1/min\"\n"};
    far.find(R"({"id":7})");
    far.stand(1, State::opted_in);
    far.say_in("marketing", EventType::opted_in);
    far.pass(30s);
    CHECK(far.asked() == Asked{"/find?phone=%2B34600111222"});
    far.stand(1, State::opted_out);
    far.pass(40s);
    CHECK(far.asked().empty());
    CHECK(far.row().last_error == "changed meanwhile");
    far.pass(5min);
    auto const asked = far.asked();
    CHECK(asked.size() == 2);
    CHECK(asked.back().find("opted_out") != std::string::npos);
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("trouble of the machine while an attempt is under way ends it, to be made again")
{
    ConnectorStage far{std::string{far_system} + "[limit.default]\nrate = \"1/min\"\n"};
    far.find(R"({"id":7})");
    far.say_in("marketing", EventType::opted_out);
    far.pass(30s);
    far.states.trouble = "the disk is full";
    far.pass(40s);
    CHECK(far.row().last_error == "failed here");
    far.states.trouble.clear();
    far.pass(10min);
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("somebody with thousands of numbers is told of, though nothing is asked")
{
    ConnectorStage far{
        "[connector]\nabout = \"x\"\nsetup = \"x\"\n[map.field]\nnews = \"wa_news\"\n"
        "[[step]]\nid = \"update\"\nmethod = \"GET\"\nurl = \"https://far.example.com/{{map.field}}\"\n"};
    auto& numbers = far.states.people[1].wa_ids;
    for (int i = 0; i < 4'000; ++i)
        numbers.push_back("34" + std::to_string(600'000'000 + i));
    far.say_in("*", EventType::opted_out);
    far.pass(1s);
    CHECK(far.row().state == DeliveryState::skipped);
}
