// What counts: every way in which a person can say STOP or YES, in webhooks as Meta signs them.
#include "ear.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;
using namespace consentry::meta::bodies;
using consent::Intent;
using consent::Source;

namespace {

/// The list with one more item, in which the body will break off.
std::string before_another(std::string const& list)
{
    return list.substr(0, list.rfind(']')) + R"(,{"wa_id":"34600999999"}])";
}

}  // namespace

TEST_CASE("a STOP becomes one matter that says who, when, where, in which words, and how it was found")
{
    Ear ear;
    auto const matters = ear.hear(R"("contacts":[{"wa_id":"34600111222","user_id":"ES.13491208655302741918"}],)"
        + messages(message(R"("context":{"id":"wamid.0"},"type":"text","text":{"body":"BAJA"})")));
    REQUIRE(said(matters) == "opt_out");
    CHECK(matters[0].policy->brand == "demo");
    consent::Signal const& signal = signal_of(matters[0]);
    CHECK(signal.who
        == std::vector<consent::Alias>{
            {consent::AliasKind::phone, "34600111222"}, {consent::AliasKind::user_id, "ES.13491208655302741918"}});
    CHECK(signal.number == number);
    CHECK(signal.at == half_past_nine);
    CHECK(signal.source == Source::whatsapp_message);
    CHECK(signal.message_id == "wamid.1");
    CHECK(signal.context_id == "wamid.0");
    CHECK(signal.text == "BAJA");
    CHECK(signal.folded == "baja");
    consent::Reading const& reading = signal.readings[0];
    CHECK(reading.match.keyword == "baja");
    CHECK(reading.match.language == "es");
    CHECK(reading.match.tier == "exact");
    CHECK(reading.match.rule == "es/opt_out/baja");
    CHECK(reading.match.pack.starts_with("es@"));
    CHECK(reading.match.folded == "baja");
    CHECK_FALSE(reading.weak);
    CHECK(reading.scopes.empty());
}

TEST_CASE("a STOP counts wherever the person's own words stand")
{
    auto const words = GENERATE(as<std::string>{}, R"("type":"text","text":{"body":"STOP"})",
        R"("type":"image","image":{"id":"1","caption":"baja"})", R"("type":"video","video":{"caption":"Désabonner"})",
        R"("type":"document","document":{"id":"1","caption":"🛑"})",
        R"("type":"order","order":{"text":"baja","product_items":[]})",
        R"("type":"button","button":{"payload":"x","text":"STOP"})",
        R"("type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"1","title":"Darme de baja"}})",
        R"("type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"1","title":"STOP"}})",
        R"("type":"edit","edit":{"original_message_id":"wamid.0","message":{"type":"text","text":{"body":"STOP"}}})");
    INFO(words);
    Ear ear;
    CHECK(said(ear.hear_message(message(words))) == "opt_out");
    CHECK(said(ear.hear(messages(message(words)), "standby")) == "opt_out");
    CHECK(ear.tally.value(Count::opt_outs) == 2);
}

TEST_CASE("what was chosen is told from what was typed")
{
    Ear ear;
    CHECK(signal_of(ear.hear_message(button("x", "STOP"))[0]).source == Source::whatsapp_button);
    CHECK(signal_of(ear.hear_message(reply("list_reply", "x", "STOP"))[0]).source == Source::whatsapp_button);
    CHECK(signal_of(ear.hear_text("STOP")[0]).source == Source::whatsapp_message);
}

TEST_CASE("an edit counts at its own time, under its own id")
{
    Ear ear;
    auto const matters = ear.hear_message(message(
        R"("type":"edit","edit":{"original_message_id":"wamid.0","message":{"type":"text","timestamp":"1","text":{"body":"STOP"}}})",
        "wamid.2"));
    REQUIRE(said(matters) == "opt_out");
    CHECK(signal_of(matters[0]).at == half_past_nine);
}

TEST_CASE("a stop that names no category can only mean the one there is")
{
    Ear ear;
    std::string nameless = preference("stop");
    nameless.replace(nameless.find(R"("category":"marketing_messages",)"), 32, "");
    CHECK(ear.hear(nameless, "user_preferences").size() == 1);
}

TEST_CASE("the person's setting in WhatsApp is a word to Meta's layer")
{
    Ear ear;
    auto const [value, intent] = GENERATE(
        table<std::string, std::string>({{"stop", "meta_stop"}, {"resume", "meta_resume"}, {"signup", "meta_signup"}}));
    auto const matters = ear.hear(preference(value), "user_preferences");
    REQUIRE(said(matters) == intent);
    consent::Signal const& signal = signal_of(matters[0]);
    CHECK(signal.source == Source::meta_preference);
    CHECK(signal.number == number);
    CHECK(signal.at == half_past_nine);
    CHECK(signal.message_id.empty());
    CHECK(signal.readings[0].match.tier == "setting");
    CHECK(signal.who.size() == 2);
}

TEST_CASE("a preference has no id: all it says tells it from another, and it is the same when it comes again")
{
    Ear ear;
    auto const identity
        = [&](std::string const& members) { return signal_of(ear.hear(members, "user_preferences").at(0)).identity; };
    CHECK(identity(preference("stop")) == identity(preference("stop")));
    CHECK(identity(preference("stop")) != identity(preference("resume")));
    std::string later = preference("stop");
    later.replace(later.find("1795339800"), 10, "1795339801");
    CHECK(identity(preference("stop")) != identity(later));
}

TEST_CASE("a message is the same when it comes again, wherever it comes from, and no other is")
{
    Ear ear;
    auto const identity = [&](std::string const& text, std::string const& id, std::string const& field = "messages") {
        return signal_of(ear.hear(messages(text_message(text, id)), field).at(0)).identity;
    };
    CHECK(identity("STOP", "wamid.1") == identity("STOP", "wamid.1"));
    CHECK(identity("STOP", "wamid.1") == identity("STOP", "wamid.1", "standby"));
    CHECK(identity("STOP", "wamid.1") != identity("STOP", "wamid.2"));
    CHECK(identity("STOP", "wamid.1") != identity("START", "wamid.1"));
    std::string const fuller = R"("contacts":[{"wa_id":"34600111222","user_id":"ES.1"}],)";
    CHECK(signal_of(ear.hear(fuller + messages(text_message("STOP", "wamid.1"))).at(0)).identity
        == identity("STOP", "wamid.1"));
}

TEST_CASE("a message and the failed send of the same id are two items")
{
    Ear ear;
    std::string const stop = signal_of(ear.hear(messages(text_message("STOP", "wamid.7"))).at(0)).identity;
    CHECK(stop != signal_of(ear.hear(status("failed", "131050")).back()).identity);
}

TEST_CASE("a failed send with Meta's code for a stop tells that stop")
{
    Ear ear;
    auto const* const code = GENERATE("131050", "498");
    auto const matters = ear.hear(status("failed", code));
    REQUIRE(said(matters) == "meta_stop");
    CHECK(signal_of(matters[0]).source == Source::meta_status);
    CHECK(signal_of(matters[0]).who[0].value == "34600111222");
}

TEST_CASE("an item that tells no time happened when it arrived")
{
    Ear ear;
    auto const matters = ear.hear_message(R"({"from":"34600111222","id":"w","type":"text","text":{"body":"STOP"}})");
    REQUIRE(said(matters) == "opt_out");
    CHECK(signal_of(matters[0]).at == half_past_nine + 60s);
}

TEST_CASE("one line is one name, however it is written")
{
    Ear ear;
    auto const* const written = GENERATE("34600111222", "+34600111222", "+34 600 111 222");
    auto const matters = ear.hear_message(std::string{R"({"from":")"} + written
        + R"(","id":"w","timestamp":"1795339800","type":"text","text":{"body":"STOP"}})");
    REQUIRE(said(matters) == "opt_out");
    CHECK(signal_of(matters[0]).who == std::vector<consent::Alias>{{consent::AliasKind::phone, "34600111222"}});
}

TEST_CASE("who has a user id only is heard, who has no name at all is counted")
{
    Ear ear;
    auto const matters = ear.hear_message(
        R"({"from_user_id":"ES.13491208655302741918","id":"w","timestamp":"1795339800","type":"text","text":{"body":"STOP"}})");
    REQUIRE(said(matters) == "opt_out");
    CHECK(signal_of(matters[0]).who
        == std::vector<consent::Alias>{{consent::AliasKind::user_id, "ES.13491208655302741918"}});
    CHECK(ear.hear_message(R"({"id":"w","timestamp":"1","type":"text","text":{"body":"STOP"}})").empty());
    CHECK(ear.tally.value(Count::nameless) == 1);
}

TEST_CASE("what nobody with a name has said is for the journal, unless it is chat")
{
    Ear ear;
    auto const gaps_of = [&](std::string const& text) {
        std::string const message = R"({"id":"w","timestamp":"1","type":"text","text":{"body":")" + text + "\"}}";
        return ear.receive(webhook(change(messages(message)))).value().gaps;
    };
    CHECK(gaps_of("STOP") == Gaps{Gap::nameless});
    CHECK(gaps_of("ok").empty());
    CHECK(gaps_of("hola").empty());
}

TEST_CASE("the one STOP among a thousand items is heard, beside a broken one")
{
    std::string elements;
    for (int i = 0; i < 1000; ++i) {
        std::string const id = "wamid." + std::to_string(i);
        elements += i == 0 ? "" : ",";
        elements += i == 500 ? text_message("STOP", id) : i == 501 ? "{\"text\":7}" : text_message("hola", id);
    }
    Ear ear;
    Result<Received> const received = ear.receive(webhook(change(messages(elements))));
    REQUIRE(received);
    CHECK(received->complete);
    CHECK(received->items == 1000);
    REQUIRE(said(received->unit.matters) == "opt_out");
    CHECK(signal_of(received->unit.matters[0]).message_id == "wamid.500");
}

TEST_CASE("all entries, changes and items are heard")
{
    std::string const both = change(messages(text_message("STOP", "wamid.1") + "," + text_message("baja", "wamid.2")));
    Ear ear;
    Result<Received> const received
        = ear.receive(body(entry(both + "," + change(preference("stop"), "user_preferences")) + ","
            + entry(change(messages(text_message("alta", "wamid.3"))))));
    REQUIRE(received);
    CHECK(received->unit.matters.size() == 4);
    CHECK(ear.tally.value(Count::webhooks) == 1);
}

TEST_CASE("of a body that breaks off what was complete counts, and it says so")
{
    std::string const whole
        = webhook(change(messages(text_message("STOP"))) + "," + change(messages(text_message("x"))));
    Ear ear;
    std::string_view const torn = std::string_view{whole}.substr(0, whole.size() - 40);
    Result<Received> const received = ear.receive(torn);
    REQUIRE(received);
    CHECK_FALSE(received->complete);
    CHECK_FALSE(received->broke_by.empty());
    CHECK(said(received->unit.matters) == "opt_out");
    CHECK(ear.tally.value(Count::broken_bodies) == 1);
}

TEST_CASE("where a body breaks off within a change, its complete items count as if it had not")
{
    auto const [text, intent]
        = GENERATE(table<std::string, std::string>({{"STOP", "opt_out"}, {"alta", "opt_in"}, {"hola", ""}}));
    std::string const whole = webhook(change_named_first(messages(text_message(text) + "," + text_message("x"))));
    Ear ear;
    Result<Received> const received = ear.receive(std::string_view{whole}.substr(0, whole.size() - 20));
    REQUIRE(received);
    CHECK_FALSE(received->complete);
    CHECK(said(received->unit.matters) == intent);
}

TEST_CASE("of a change that is torn behind its items nothing counts")
{
    std::string const stop = messages(text_message("STOP"));
    std::string const whole = webhook(GENERATE_COPY(change_named_first(stop), change(stop)));
    Ear ear;
    Result<Received> const received = ear.receive(std::string_view{whole}.substr(0, whole.size() - 5));
    REQUIRE(received);
    CHECK_FALSE(received->complete);
    CHECK(received->unit.matters.empty());
}

TEST_CASE("of a change that breaks off before its field is named, only an opt-out counts")
{
    auto const [members, intent] = GENERATE(table<std::string, std::string>({
        {messages(text_message("STOP") + "," + text_message("x")), "opt_out"},
        {messages(text_message("alta") + "," + text_message("x")), ""},
        {before_another(preference("stop")), "meta_stop"},
        {before_another(preference("resume")), ""},
        {before_another(status("failed", "131050")), "meta_stop"},
        {R"("standby":{)" + messages(text_message("STOP") + "," + text_message("x")) + "}", "opt_out"},
        {array("message_echoes", text_message("STOP") + "," + text_message("x")), ""},
        {R"("history":[{"threads":[{)" + messages(text_message("STOP") + "," + text_message("x")) + "}]}]", ""},
    }));
    INFO(members);
    std::string const whole = webhook(change(members));
    Ear ear;
    Result<Received> const received = ear.receive(std::string_view{whole}.substr(0, whole.rfind(",\"field\"") - 6));
    REQUIRE(received);
    CHECK_FALSE(received->complete);
    CHECK(said(received->unit.matters) == intent);
    CHECK(received->gaps.contains(Gap::broken_body));
    CHECK_FALSE(received->gaps.contains(Gap::unlisted_number));
}

TEST_CASE("what nobody we know has signed is not even read")
{
    Ear ear;
    std::string const stop = webhook(change(messages(text_message("STOP"))));
    for (auto const& attempt : {ear.receive(stop, "another secret"), ear.receive(stop, "")}) {
        REQUIRE_FALSE(attempt);
        CHECK(attempt.error().fault == Fault::unauthentic);
    }
    Digest wrong = Hmac{"demo secret"}({stop});
    wrong[31] ^= 1;
    CHECK_FALSE(ear.intake().receive(stop, wrong, "", half_past_nine));
    CHECK(ear.tally.value(Count::unauthentic) == 3);
    CHECK(ear.tally.value(Count::webhooks) == 0);
    CHECK(ear.tally.value(Count::messages) == 0);
}

TEST_CASE("while a secret changes both are good")
{
    Brand brand = demo_brand();
    brand.app_secrets = {"old", "new"};
    Ear ear{{brand}};
    std::string const stop = webhook(change(messages(text_message("STOP"))));
    CHECK(said(ear.receive(stop, "old")->unit.matters) == "opt_out");
    CHECK(said(ear.receive(stop, "new")->unit.matters) == "opt_out");
}
