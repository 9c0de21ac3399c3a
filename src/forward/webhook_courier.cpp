#include "forward/webhook_courier.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/base/json.hpp"

#include <array>
#include <utility>

namespace consentry::forward {
namespace {

/// The status says all. A short answer is read to its end, so that the connection can be kept.
constexpr std::size_t answer_bytes_max = 4'096;

/// How a receiver steers what it gets, whatever the status of its answer: as Svix has it.
constexpr std::string_view control_header = "webhook-delivery";

}  // namespace

WebhookCourier::WebhookCourier(Destination destination, CourierParts const& parts)
    : destination_{std::move(destination)}
    , parts_{parts}
    , signer_{destination_.secrets}
{
}

http::Outgoing WebhookCourier::request(std::string_view id, std::string body, Instant now)
{
    http::Outgoing outgoing;
    outgoing.url = destination_.url;
    outgoing.body = std::move(body);
    outgoing.connect_timeout = destination_.connect_timeout;
    outgoing.answer_timeout = destination_.answer_timeout;
    outgoing.allow_private_network = destination_.allow_private_network;
    outgoing.answer_bytes_max = answer_bytes_max;
    auto signature = signer_.sign(id, now, outgoing.body);
    outgoing.headers.reserve(5);  // One by one, since a list of them would be copied.
    outgoing.headers.push_back({"content-type", "application/json"});
    outgoing.headers.push_back({"user-agent", "consentry/" CONSENTRY_VERSION});
    outgoing.headers.push_back({"webhook-id", std::move(signature.id)});
    outgoing.headers.push_back({"webhook-timestamp", std::move(signature.timestamp)});
    if (!signature.signature.empty())
        outgoing.headers.push_back({"webhook-signature", std::move(signature.signature)});
    return outgoing;
}

void WebhookCourier::carry(Parcel parcel, Instant now, Done done)
{
    std::string body = consent::to_json(parcel.event, destination_.text, parcel.replayed);
    post(parcel.event.id, std::move(body), now, std::move(done));
}

void WebhookCourier::prove(std::string /*contact*/, Instant now, Done done)
{
    std::array<std::uint8_t, 16> octets{};
    parts_.random.fill(octets);
    std::string const id = "test_" + to_base32(octets);
    JsonWriter json;
    json.open().put("type", "system.test").put("timestamp", event_time(now)).open("data");
    json.put("id", id).put("brand", destination_.brand).put("recorded_at", now).close().close();
    post(id, json.str(), now, std::move(done));
}

void WebhookCourier::post(std::string_view id, std::string body, Instant now, Done done)
{
    parts_.transport.send(
        request(id, std::move(body), now), [&clock = parts_.clock, done = std::move(done)](auto const& answer) mutable {
            Ending ending = judged_by_status(answer, clock.now());
            std::string_view const control = answer ? answer->header(control_header) : std::string_view{};
            if (control == "disable")
                ending = {.kind = Ending::Kind::gone,
                    .status = ending.status,
                    .error = "asked us to send nothing more",
                    .by_receiver = true};
            else if (control == "abort-message" && ending.kind != Ending::Kind::delivered)
                ending = {
                    .kind = Ending::Kind::refused, .status = ending.status, .error = "asked us not to send this again"};
            done(std::move(ending));
        });
}

}  // namespace consentry::forward
