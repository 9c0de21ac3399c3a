#include "app/receiver.hpp"

#include "consentry/base/json_value.hpp"
#include "consentry/forward/signing.hpp"

#include <syncstream>

namespace consentry::app {
namespace {

forward::SignatureHeaders headers_of(http::Request const& request)
{
    return {std::string{request.header("webhook-id")}, std::string{request.header("webhook-timestamp")},
        std::string{request.header("webhook-signature")}};
}

http::Response plain(unsigned status, std::string body)
{
    http::Response response;
    response.status = status;
    response.content_type = "text/plain";
    response.body = std::move(body);
    return response;
}

/// The subject by the name a person would use.
std::string_view name_of_subject(JsonValue const& event)
{
    for (auto const* const name : {"phone", "wa_id", "user_id", "id"}) {
        if (auto const found = event.text_at({"data", "subject", name}); !found.empty())
            return found;
    }
    return {};
}

void add(std::string& line, std::string_view before, std::string_view value, std::string_view behind = "")
{
    if (!value.empty())
        line.append(before).append(value).append(behind);
}

/// `marketing yes, orders no`: what may be sent from now on.
std::string allowed_scopes(JsonValue const& event)
{
    JsonValue const* const data = event.find("data");
    JsonValue const* const states = data ? data->find("states") : nullptr;
    std::string text;
    for (JsonValue const& state : states ? states->items : std::vector<JsonValue>{}) {
        JsonValue const* const allowed = state.find("allowed");
        text += (text.empty() ? "" : ", ") + state.name + (allowed && allowed->flag ? " yes" : " no");
    }
    return text;
}

void add_alarm(std::string& line, JsonValue const& event)
{
    JsonValue const* const data = event.find("data");
    JsonValue const* const alarm = data ? data->find("alarm") : nullptr;
    if (!alarm)
        return;
    JsonValue const* const raised = alarm->find("raised");
    add(line, raised && raised->flag ? "  raised " : "  over ", alarm->text_at({"code"}));
    add(line, " ", alarm->text_at({"about"}));
    add(line, ": ", alarm->text_at({"detail"}));
}

}  // namespace

std::string to_line(std::string_view json)
{
    auto const event = parse_json(json);
    if (!event)
        return "no event: " + event.error();
    std::string line{event->text_at({"timestamp"})};
    add(line, line.empty() ? "" : "  ", event->text_at({"type"}));
    add(line, "  ", name_of_subject(*event));
    add(line, "  scope ", event->text_at({"data", "scope"}));
    add(line, "  «", event->text_at({"data", "message", "text"}), "»");
    add(line, "  ", event->text_at({"data", "match", "rule"}));
    add(line, "  now: ", allowed_scopes(*event));
    add_alarm(line, *event);
    add(line, "  ", event->text_at({"data", "id"}));
    return line;
}

Receiver::Receiver(forward::ReceiverSecret secret, Clock const& clock, bool raw, unsigned failures, std::ostream& out,
    std::ostream& err)
    : secret_{std::move(secret)}
    , clock_{clock}
    , raw_{raw}
    , failures_{failures}
    , out_{out}
    , err_{err}
{
}

void Receiver::handle(http::Request const& request, http::Reply reply) { reply(receive(request)); }

http::Response Receiver::receive(http::Request const& request)
{
    if (request.method != http::Method::post)
        return plain(405, "Events are posted\n");
    auto const genuine = forward::verify(headers_of(request), request.body, std::span{&secret_, 1}, clock_.now());
    if (!genuine) {
        std::osyncstream{err_} << "refused: " << genuine.error().detail << '\n' << std::flush;
        return plain(401, genuine.error().detail + '\n');
    }
    if (failures_ > 0) {
        --failures_;
        std::osyncstream{err_} << "answered 500 as asked: " << request.header("webhook-id") << '\n' << std::flush;
        return plain(500, "Failing as asked\n");
    }
    out_ << (raw_ ? std::string{request.body} : to_line(request.body)) << '\n' << std::flush;
    http::Response done;
    done.status = 204;
    return done;
}

}  // namespace consentry::app
