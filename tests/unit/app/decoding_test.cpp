#include "app/decoding.hpp"

#include "app/sample_webhook.hpp"
#include "consentry/base/json_value.hpp"
#include "support/catch.hpp"
#include "terminal.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

std::string body(std::string const& text)
{
    SampleMessage message;
    message.from = "34600111222";
    message.number = "106540352242922";
    message.message_id = "wamid.A";
    message.text = text;
    return *webhook_of(message);
}

}  // namespace

TEST_CASE("a text holds one body, over however many lines, or one on each line")
{
    std::string const a = body("a");
    std::string const b = body("b");
    CHECK(bodies_in(a) == std::vector<std::string_view>{a});
    CHECK(bodies_in("\n " + a + "\n\n") == std::vector<std::string_view>{a});
    CHECK(bodies_in(a + '\n' + b + "\n") == std::vector<std::string_view>{a, b});
    CHECK(bodies_in(a + "\r\n\r\n" + b) == std::vector<std::string_view>{a, b});
    CHECK(bodies_in("{\n\"object\": 1\n}\n").size() == 1);
}

TEST_CASE("every item is printed as one JSON object a line, with the name of its file")
{
    FakeTerminal fake;
    CHECK(decode_text(body("BAJA") + '\n' + body("hola"), "log.jsonl", fake.terminal) == Exit::done);
    auto const lines = lines_of(fake.out.str());
    REQUIRE(lines.size() == 2);
    auto const item = parse_json(lines[0]);
    REQUIRE(item.has_value());
    CHECK(item->text_at({"file"}) == "log.jsonl");
    CHECK(item->text_at({"from"}) == "34600111222");
    CHECK(item->find("texts")->items.front().text == "BAJA");
    CHECK(item->find("scan")->flag);
}

TEST_CASE("a body that breaks off is refused, and the items before the break are printed")
{
    std::string two = body("BAJA");
    std::string const entry = two.substr(two.find("{\"id\""), two.rfind(']') - two.find("{\"id\""));
    two.insert(two.rfind(']'), ',' + entry);
    FakeTerminal whole;
    CHECK(decode_text(two, "f", whole.terminal) == Exit::done);
    CHECK(lines_of(whole.out.str()).size() == 2);

    FakeTerminal cut;
    CHECK(decode_text(two.substr(0, two.rfind("wamid.A")), "f", cut.terminal) == Exit::no);
    auto const printed = lines_of(cut.out.str());
    REQUIRE_FALSE(printed.empty());
    CHECK(printed.front().find("\"texts\":[\"BAJA\"]") != std::string::npos);
    CHECK(cut.err.str().starts_with("f: body 1 is no whole JSON: "));

    FakeTerminal empty;
    CHECK(decode_text("", "f", empty.terminal) == Exit::no);
}

TEST_CASE("what is no webhook but holds some is read, and not refused")
{
    FakeTerminal wrapped;
    CHECK(decode_text("[{\"body\": " + body("BAJA") + "}]", "f", wrapped.terminal) == Exit::done);
    CHECK(lines_of(wrapped.out.str()).size() == 1);
    CHECK(wrapped.err.str().empty());

    FakeTerminal commented;
    CHECK(decode_text("// as it came\n" + body("BAJA"), "f", commented.terminal) == Exit::done);
    CHECK(lines_of(commented.out.str()).size() == 1);
    CHECK(commented.err.str().ends_with("; read all the same, which the server does not\n"));

    FakeTerminal foreign;
    CHECK(decode_text("{\"hello\": 1}", "f", foreign.terminal) == Exit::done);
    CHECK(foreign.out.str().empty());
}
