#include "consentry/meta/item.hpp"

#include "bodies.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::meta;

TEST_CASE("an item is one line of JSON with all members of the contract")
{
    CHECK(to_json_line(bodies::only_message(bodies::text_message(R"(BAJA \"ya\"\n\u00a1\ud83d\uded1!)")), "a.json")
        == R"({"file":"a.json","kind":"message","field":"messages","waba":"102290129340398","number":"106540352242922",)"
           R"("message_id":"wamid.1","timestamp":"2026-11-22T09:30:00Z","from":"34600111222","user_id":null,)"
           R"("type":"text","texts":["BAJA \"ya\"\n¡🛑!"],"labels":[],"payloads":[],"scan":true,"why":"text"})");
}

TEST_CASE("a line says what an item has besides")
{
    std::string const line = to_json_line(
        bodies::only_item(bodies::webhook(bodies::change(bodies::statuses(
            R"({"id":"wamid.9","status":"failed","timestamp":1795339800,"recipient_id":"34600111222",)"
            R"("recipient_user_id":"ES.1","biz_opaque_callback_data":"consentry:ask:marketing","errors":[{"code":131050}]})")))),
        "-");
    CHECK(line
        == R"({"file":"-","kind":"status","field":"messages","waba":"102290129340398","number":"106540352242922",)"
           R"("message_id":"wamid.9","timestamp":"2026-11-22T09:30:00Z","from":null,"user_id":"ES.1","type":null,)"
           R"("texts":[],"labels":[],"payloads":[],"scan":false,"why":"status","recipient_id":"34600111222",)"
           R"("status":"failed","errors":[131050],"biz_opaque_callback_data":"consentry:ask:marketing"})");
}

TEST_CASE("an item without anything is still a line")
{
    CHECK(to_json_line(Item{}, "")
        == R"({"file":null,"kind":"unknown","field":null,"waba":null,"number":null,"message_id":null,)"
           R"("timestamp":null,"from":null,"user_id":null,"type":null,"texts":[],"labels":[],"payloads":[],)"
           R"("scan":false,"why":null})");
}
