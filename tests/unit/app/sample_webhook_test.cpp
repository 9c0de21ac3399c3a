#include "app/sample_webhook.hpp"

#include "consentry/meta/decode.hpp"
#include "consentry/meta/signature.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;

namespace {

SampleMessage typed(std::string const& text)
{
    SampleMessage message;
    message.from = "+34 600-111.222";
    message.number = "106540352242922";
    message.message_id = "wamid.A";
    message.at = EventTime{std::chrono::seconds{1'790'000'000}};
    message.text = text;
    return message;
}

}  // namespace

TEST_CASE("a sample decodes to the message it was made from")
{
    SampleMessage message = typed("¡BAJA! \"ya\"");
    message.user_id = "ES.13491208655302741918";
    message.context_id = "wamid.B";
    auto const body = webhook_of(message);
    REQUIRE(body.has_value());
    meta::Decoder decoder;
    auto const webhook = decoder.decode(*body);
    REQUIRE(webhook.complete);
    REQUIRE(webhook.items.size() == 1);
    meta::Item const& item = webhook.items.front();
    CHECK(item.kind == meta::Kind::message);
    CHECK(item.scan);
    CHECK_FALSE(item.sample);
    CHECK(item.number == "106540352242922");
    CHECK(item.message_id == "wamid.A");
    CHECK(item.timestamp == message.at);
    CHECK(item.person.wa_id == "34600111222");
    CHECK(item.person.user_id == "ES.13491208655302741918");
    CHECK(item.context_id == "wamid.B");
    REQUIRE(item.texts.size() == 1);
    CHECK(item.texts.front().value == "¡BAJA! \"ya\"");
    CHECK_FALSE(item.texts.front().label);
}

TEST_CASE("a button is a quick reply with its payload and label")
{
    SampleMessage message = typed("");
    message.payload = "consentry:stop";
    message.label = "No more";
    meta::Decoder decoder;
    auto const body = webhook_of(message);
    REQUIRE(body.has_value());
    auto const webhook = decoder.decode(*body);
    REQUIRE(webhook.items.size() == 1);
    REQUIRE(webhook.items.front().payloads.size() == 1);
    CHECK(webhook.items.front().payloads.front() == "consentry:stop");
    REQUIRE(webhook.items.front().texts.size() == 1);
    CHECK(webhook.items.front().texts.front().value == "No more");
    CHECK(webhook.items.front().texts.front().label);
}

TEST_CASE("a sender may be known by user id alone, and needs a name of some kind")
{
    SampleMessage message = typed("BAJA");
    message.from.clear();
    CHECK_FALSE(webhook_of(message).has_value());
    message.user_id = "ES.13491208655302741918";
    auto const body = webhook_of(message);
    REQUIRE(body.has_value());
    CHECK(body->find("wa_id") == std::string::npos);
    meta::Decoder decoder;
    CHECK(decoder.decode(*body).items.front().person.user_id == "ES.13491208655302741918");
}

TEST_CASE("what nobody could have sent is refused with a sentence")
{
    for (auto const* const number : {"Ana", "12", "+34 600 x"}) {
        SampleMessage message = typed("BAJA");
        message.from = number;
        CHECK_FALSE(webhook_of(message).has_value());
    }
    CHECK_FALSE(webhook_of(typed("")).has_value());
    SampleMessage both = typed("BAJA");
    both.payload = "X";
    CHECK_FALSE(webhook_of(both).has_value());
}

TEST_CASE("an international prefix is taken off, as Meta does")
{
    SampleMessage message = typed("BAJA");
    message.from = "0034600111222";
    meta::Decoder decoder;
    auto const body = webhook_of(message);
    REQUIRE(body.has_value());
    CHECK(decoder.decode(*body).items.front().person.wa_id == "34600111222");
}

TEST_CASE("the signature is the one Meta would set")
{
    CHECK(signature_of(R"({"object":"whatsapp_business_account","entry":[]})", "test_app_secret")
        == "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756");
    auto const body = webhook_of(typed("BAJA"));
    REQUIRE(body.has_value());
    auto const signature = meta::parse_signature(signature_of(*body, "a secret"));
    REQUIRE(signature.has_value());
    std::vector<std::string> const secrets{"another", "a secret"};
    CHECK(meta::Verifier{secrets}.secret_of(*body, *signature) == std::size_t{1});
}
