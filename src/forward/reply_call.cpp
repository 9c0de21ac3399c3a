// The call by which a reply is sent, and what Meta's answer to it means. Meta's pages: "Messages" and "Error codes" of
// the WhatsApp Cloud API, "Handle errors" of the Graph API.
#include "forward/reply_call.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/json.hpp"
#include "consentry/consent/signal.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace consentry::forward {
namespace {

constexpr std::size_t answer_bytes_max = 16'384;

/// `{"error":{"message","type","code","error_subcode","fbtrace_id"}}`. The message stays here: it may name people.
struct GraphError {
    std::int64_t code = 0;
    std::string trace{};
    bool about_proof = false;
};

/// What follows from a code.
struct Meaning {
    std::int64_t first;
    std::int64_t last;
    Ending::Kind kind;
    bool by_receiver;
    std::string_view error;
    std::string_view detail;
};

using enum Ending::Kind;

constexpr std::string_view mend_token
    = "make a token of a system user with whatsapp_business_messaging, put it where `token` points, and reload";
constexpr std::string_view mend_permission
    = "grant the token's system user whatsapp_business_messaging and the WhatsApp account of the number";
constexpr std::string_view look_at_account = "look at the account and the number in Meta's WhatsApp Manager";

/// What is not listed is refused, too: the same again would be refused again.
constexpr std::array meanings{
    Meaning{4, 4, retry, true, "too many calls of the app", ""},
    Meaning{80007, 80007, retry, true, "too many calls of the account", ""},
    Meaning{130429, 130429, retry, true, "too many messages of the number", ""},
    Meaning{131016, 131016, retry, true, "Meta's service is overloaded", ""},
    Meaning{131056, 131056, retry, false, "too many messages to this person", ""},
    Meaning{131057, 131057, retry, true, "the number is in maintenance", ""},
    Meaning{131021, 131021, skipped, false, "the sender is the number itself", ""},
    Meaning{131026, 131026, skipped, false, "cannot be delivered to this person", ""},
    Meaning{131030, 131030, skipped, false, "not in the list of a test number", ""},
    Meaning{131047, 131047, skipped, false, "outside the 24-hour window", ""},
    Meaning{131050, 131050, skipped, false, "the person has stopped marketing messages", ""},
    Meaning{130403, 130403, skipped, false, "the business has blocked this person", ""},
    Meaning{190, 190, refused, true, "the token is refused", mend_token},
    Meaning{3, 3, refused, true, "the permission is missing", mend_permission},
    Meaning{10, 10, refused, true, "the permission is missing", mend_permission},
    Meaning{200, 299, refused, true, "the permission is missing", mend_permission},
    Meaning{131005, 131005, refused, true, "the permission is missing", mend_permission},
    Meaning{368, 368, refused, true, "the account is restricted", look_at_account},
    Meaning{131031, 131031, refused, true, "the account is locked", look_at_account},
    Meaning{131042, 131042, refused, true, "the account cannot pay", look_at_account},
    Meaning{131045, 131045, refused, true, "the number is not registered", look_at_account},
    Meaning{133010, 133010, refused, true, "the number is not registered", look_at_account},
    Meaning{100, 100, refused, true, "a parameter is refused",
        "most often the token cannot reach this phone_number_id: give it the number's WhatsApp account"},
};

boost::json::object parsed(std::string const& body)
{
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(body, error);
    return error || !value.is_object() ? boost::json::object{} : std::move(value.get_object());
}

/// Of somebody else's text only what an id is made of: it goes into the log.
std::string as_id(boost::json::value const* value)
{
    constexpr std::size_t id_bytes_max = 64;
    std::string id = value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
    std::erase_if(id, [](unsigned char c) { return std::isalnum(c) == 0 && c != '_' && c != '-'; });
    return id.substr(0, id_bytes_max);
}

std::optional<GraphError> error_in(http::Answer const& answer)
{
    auto const body = parsed(answer.body);
    auto const* const value = body.if_contains("error");
    auto const* const error = value != nullptr ? value->if_object() : nullptr;
    auto const* const code = error != nullptr ? error->if_contains("code") : nullptr;
    if (code == nullptr || !code->is_int64())
        return {};
    GraphError found{.code = code->get_int64(), .trace = as_id(error->if_contains("fbtrace_id"))};
    auto const* const message = error->if_contains("message");
    found.about_proof = message != nullptr && message->is_string()
        && message->get_string().find("appsecret_proof") != std::string::npos;
    return found;
}

/// Meta tells "accepted" with the id under which statuses will speak of the message.
bool has_message_id(http::Answer const& answer)
{
    auto const body = parsed(answer.body);
    auto const* const value = body.if_contains("messages");
    auto const* const messages = value != nullptr ? value->if_array() : nullptr;
    if (messages == nullptr || messages->empty() || !messages->front().is_object())
        return false;
    auto const* const id = messages->front().get_object().if_contains("id");
    return id != nullptr && id->is_string() && !id->get_string().empty();
}

/// 4^n seconds after the nth message too many, as Meta asks.
std::chrono::seconds pair_wait(unsigned attempts) { return std::chrono::seconds{1L << (2 * std::min(attempts, 6U))}; }

Ending of_error(GraphError const& error, unsigned status, unsigned attempts)
{
    constexpr std::int64_t pair_limit = 131056;
    auto const found = std::ranges::find_if(
        meanings, [&](Meaning const& one) { return one.first <= error.code && error.code <= one.last; });
    Ending ending{.kind = refused, .status = status, .error = "refused"};
    if (found != meanings.end()) {
        ending.kind = found->kind;
        ending.error = found->error;
        ending.detail = found->detail;
        ending.by_receiver = found->by_receiver;
    } else if (status >= 500) {
        ending.kind = unknown;
        ending.error = "may have been accepted";
        ending.by_receiver = true;
    }
    ending.error += " (" + std::to_string(error.code) + ")";
    if (!error.trace.empty())
        ending.detail += (ending.detail.empty() ? "" : "; ") + ("fbtrace_id " + error.trace);
    if (error.code == pair_limit)
        ending.wait = pair_wait(attempts);
    return ending;
}

/// Where nothing was sent it may be tried again; where nobody knows it must not.
Ending of_silence(http::TransportError const& error)
{
    using enum http::TransportFault;
    Ending ending{.error = std::string{http::name_of(error.fault)}, .detail = error.detail, .by_receiver = true};
    switch (error.fault) {
    case bad_url: ending.kind = refused; break;
    case resolve:
    case forbidden_address:
    case connect:
    case tls: ending.kind = retry; break;
    case timeout:
    case protocol: ending.kind = unknown; break;
    }
    return ending;
}

}  // namespace

http::Outgoing reply_call(
    Destination const& destination, consent::Event const& event, std::string_view text, std::string_view app_secret)
{
    std::string const& token = destination.reply->token;
    http::Outgoing call;
    call.url = destination.url + '/' + event.number + "/messages";
    if (!app_secret.empty())
        call.url += "?appsecret_proof=" + to_hex(Hmac{app_secret}({token}));
    JsonWriter body;
    body.open().put("messaging_product", "whatsapp").put("recipient_type", "individual");
    if (event.wa_id.empty())
        body.put("recipient", event.user_id);
    else
        body.put("to", '+' + event.wa_id);  // Without the plus Meta would put the business's own country before it.
    if (consent::is_id_of_meta(event.message_id))
        body.open("context").put("message_id", event.message_id).close();
    body.put("type", "text").open("text").put("body", text).put("preview_url", false).close();
    body.put("biz_opaque_callback_data", "consentry:reply:" + event.id).close();
    call.body = body.str();
    call.headers = {{"authorization", "Bearer " + token}, {"content-type", "application/json"},
        {"accept", "application/json"}, {"user-agent", "consentry/" CONSENTRY_VERSION}};
    call.allow_private_network = destination.allow_private_network;
    call.answer_bytes_max = answer_bytes_max;
    call.only_once = true;
    return call;
}

Ending judged_reply(std::expected<http::Answer, http::TransportError> const& answer, unsigned attempts, Instant now)
{
    if (!answer)
        return of_silence(answer.error());
    if (auto const error = error_in(*answer))
        return of_error(*error, answer->status, attempts);
    Ending ending = judged_by_status(answer, now);
    bool const accepted = ending.kind == delivered;
    if (accepted && !has_message_id(*answer))
        ending = {.kind = unknown, .status = answer->status, .error = "answered without the id of a message"};
    else if (answer->status >= 500)
        ending.kind = unknown;  // By whatever stands in between, perhaps; perhaps not.
    else if (!accepted && answer->status != 429)
        ending.kind = refused;
    return ending;
}

bool wants_proof(std::expected<http::Answer, http::TransportError> const& answer)
{
    auto const error = answer ? error_in(*answer) : std::nullopt;
    return error && error->about_proof;
}

}  // namespace consentry::forward
