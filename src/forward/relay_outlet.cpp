#include "forward/relay_outlet.hpp"

#include "consentry/base/encoding.hpp"

#include <array>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::hours question_every{1};

/// The status says all. A short answer is read to its end, so that the connection can be kept.
constexpr std::size_t answer_bytes_max = 4'096;

constexpr std::array<std::chrono::seconds, 6> waits{1s, 2s, 5s, 10s, 30s, 60s};
constexpr std::array<std::chrono::seconds, 5> waits_aside{1min, 5min, 30min, 2h, 6h};

}  // namespace

RelayVerdict relay_verdict_on(unsigned status)
{
    switch (status) {
    case 0:
    case 408:
    case 425:
    case 429: return RelayVerdict::trouble;
    case 410: return RelayVerdict::gone;
    default: break;
    }
    if (status >= 500)
        return RelayVerdict::trouble;
    return status >= 200 && status < 300 ? RelayVerdict::delivered : RelayVerdict::refused;
}

std::chrono::seconds relay_wait_after(unsigned failures)
{
    return waits.at(std::min<std::size_t>(failures - 1, waits.size() - 1));
}

std::chrono::seconds relay_wait_after_refusal(unsigned refusals)
{
    if (refusals < relay_refusals_in_place)
        return relay_wait_after(refusals);
    return waits_aside.at(std::min<std::size_t>(refusals - relay_refusals_in_place, waits_aside.size() - 1));
}

std::optional<Instant> RelayOutlet::question_due() const
{
    return gone_at_ ? std::optional{*gone_at_ + question_every} : std::nullopt;
}

bool RelayOutlet::succeeded(Instant now)
{
    bool const ends_trouble = (failing() || gone()) && now - recovered_at_ >= waits.back();
    failures_ = 0;
    gone_at_.reset();
    if (ends_trouble)
        recovered_at_ = now;
    return ends_trouble;
}

/// What Meta would send: its body, and its signature over the body.
http::Outgoing RelayOutlet::request(RelayRecord record) const
{
    http::Outgoing outgoing;
    outgoing.url = destination.url;
    outgoing.body = std::move(record.what.body);
    outgoing.connect_timeout = destination.connect_timeout;
    outgoing.answer_timeout = destination.answer_timeout;
    outgoing.allow_private_network = destination.allow_private_network;
    outgoing.answer_bytes_max = answer_bytes_max;
    outgoing.headers = {{"Content-Type", "application/json"}, {"User-Agent", "consentry/" CONSENTRY_VERSION},
        {"X-Hub-Signature-256", "sha256=" + to_hex(record.what.signature)}};
    return outgoing;
}

RelayPlace RelayOutlet::place() const { return {scanned, ordinal, halted, queue.waiting()}; }

std::uint64_t RelayOutlet::pass(RelayPosition next, std::uint64_t found, std::uint64_t next_ordinal)
{
    std::uint64_t const missing = found > ordinal ? found - ordinal : 0;
    scanned = next;
    ordinal = next_ordinal;
    changed = true;
    return missing;
}

void RelayOutlet::publish(RelayEnd end, std::optional<Instant> next_one) const
{
    RelayStatus status;
    status.brand = destination.brand;
    status.name = destination.name;
    status.relayed = relayed;
    status.failed = attempts_failed;
    status.dropped = dropped;
    status.behind = queue.size() + (end.ordinal > ordinal ? end.ordinal - ordinal : 0);
    status.bytes = queue.bytes() + (end.position > scanned ? end.position - scanned : 0);
    status.aside = static_cast<std::int64_t>(queue.aside());
    status.in_flight = static_cast<std::int64_t>(queue.in_flight());
    status.oldest = queue.oldest() ? queue.oldest() : next_one;
    status.paused = paused();
    status.failing = failing() || gone();
    status.gone = gone();
    gauge->write(std::move(status));
}

}  // namespace consentry::forward
