#include "app/sample_webhook.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/json.hpp"

namespace consentry::app {
namespace {

/// Meta's `wa_id`: international digits without `+`. Nothing if other characters than separators stand between them.
std::optional<std::string> wa_id_of(std::string_view number)
{
    std::string digits;
    for (char const c : number) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (std::string_view{"+ -.()"}.find(c) == std::string_view::npos)
            return {};
    }
    return digits.starts_with("00") ? digits.substr(2) : digits;
}

void put_unless_empty(JsonWriter& json, std::string_view name, std::string_view value)
{
    if (!value.empty())
        json.put(name, value);
}

void put_contact(JsonWriter& json, std::string_view wa_id, std::string_view user_id)
{
    json.key("contacts").open_list().open();
    json.key("profile").open().put("name", "Ana").close();
    put_unless_empty(json, "wa_id", wa_id);
    put_unless_empty(json, "user_id", user_id);
    json.close().close_list();
}

void put_message(JsonWriter& json, SampleMessage const& message, std::string_view wa_id)
{
    json.key("messages").open_list().open();
    put_unless_empty(json, "from", wa_id);
    put_unless_empty(json, "from_user_id", message.user_id);
    json.put("id", message.message_id).put("timestamp", std::to_string(message.at.time_since_epoch().count()));
    if (!message.context_id.empty())
        json.key("context").open().put("from", "15550783881").put("id", message.context_id).close();
    if (message.payload.empty()) {
        json.put("type", "text").key("text").open().put("body", message.text).close();
    } else {
        json.put("type", "button").key("button").open();
        json.put("payload", message.payload).put("text", message.label).close();
    }
    json.close().close_list();
}

}  // namespace

Result<std::string> webhook_of(SampleMessage const& message)
{
    auto const wa_id = wa_id_of(message.from);
    if (!wa_id || (!message.from.empty() && wa_id->size() < 5))
        return fail(Fault::malformed, "the sender is no phone number: write it as +34600111222");
    if (wa_id->empty() && message.user_id.empty())
        return fail(Fault::malformed, "the message has no sender: give a phone number, a user id, or both");
    if (message.text.empty() == message.payload.empty())
        return fail(Fault::malformed, "a message is a text or a button: give one of the two");
    JsonWriter json;
    json.open().put("object", "whatsapp_business_account").key("entry").open_list().open();
    json.put("id", "102290129340398").key("changes").open_list().open().key("value").open();
    json.put("messaging_product", "whatsapp").key("metadata").open();
    json.put("display_phone_number", "15550783881").put("phone_number_id", message.number).close();
    put_contact(json, *wa_id, message.user_id);
    put_message(json, message, *wa_id);
    json.close().put("field", "messages").close().close_list().close().close_list().close();
    return json.str();
}

std::string signature_of(std::string_view body, std::string_view app_secret)
{
    return "sha256=" + to_hex(Hmac{app_secret}({body}));
}

}  // namespace consentry::app
