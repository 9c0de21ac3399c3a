#include "forward/outlet.hpp"

namespace consentry::forward {
namespace {

constexpr std::chrono::minutes probe_every{1};
constexpr std::chrono::hours probe_gone_every{1};

/// The status says all. A short answer is read to its end, so that the connection can be kept.
constexpr std::size_t answer_bytes_max = 4'096;

}  // namespace

Outlet::Outlet(Destination config, DestinationNumber store_number, Backlog owed, std::shared_ptr<Gauge> figures)
    : destination{std::move(config)}
    , number{store_number}
    , backlog{std::move(owed)}
    , gauge{std::move(figures)}
    , signer_{destination.secrets}
    , failures_{backlog.has_failures() ? failing_from : 0}
{
}

void Outlet::configure(Destination config)
{
    destination = std::move(config);
    signer_ = Signer{destination.secrets};
    retired = false;
    at_end = false;
}

http::Outgoing Outlet::request(consent::Event const& event, Instant now)
{
    http::Outgoing outgoing;
    outgoing.url = destination.url;
    outgoing.body = consent::to_json(event, destination.text);
    outgoing.connect_timeout = destination.connect_timeout;
    outgoing.answer_timeout = destination.answer_timeout;
    outgoing.allow_private_network = destination.allow_private_network;
    outgoing.answer_bytes_max = answer_bytes_max;
    auto signature = signer_.sign(event.id, now, outgoing.body);
    outgoing.headers = {{"content-type", "application/json"}, {"user-agent", "consentry/" CONSENTRY_VERSION},
        {"webhook-id", std::move(signature.id)}, {"webhook-timestamp", std::move(signature.timestamp)}};
    if (!signature.signature.empty())
        outgoing.headers.push_back({"webhook-signature", std::move(signature.signature)});
    return outgoing;
}

bool Outlet::succeeded()
{
    bool const recovered = failing() || gone_;
    failures_ = 0;
    gone_ = false;
    return recovered;
}

void Outlet::failed(Instant now)
{
    ++failures_;
    failed_at_ = now;
}

std::optional<Instant> Outlet::probe_due() const
{
    if (!(gone_ || failing()) || backlog.in_flight() > 0)
        return {};
    return failed_at_ + (gone_ ? std::chrono::milliseconds{probe_gone_every} : probe_every);
}

void Outlet::publish() const
{
    auto oldest = backlog.oldest();
    if (!oldest && !page.empty())
        oldest = page.front().event.recorded_at;
    gauge->oldest = oldest ? oldest->time_since_epoch().count() : -1;
    gauge->unsettled = static_cast<std::int64_t>(backlog.size());
    gauge->in_flight = static_cast<std::int64_t>(backlog.in_flight());
    gauge->cursor = backlog.cursor();
    gauge->paused = paused();
    gauge->failing = failing() || gone_;
    gauge->gone = gone_;
}

}  // namespace consentry::forward
