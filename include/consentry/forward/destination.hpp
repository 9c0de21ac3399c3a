#pragma once

#include "consentry/consent/policy.hpp"
#include "consentry/forward/feed.hpp"
#include "consentry/forward/filter.hpp"
#include "consentry/forward/rate.hpp"
#include "consentry/forward/schedule.hpp"
#include "consentry/forward/webhook_secret.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace consentry::forward {

struct ConnectorTarget;
struct ReplyTarget;

/// Where a brand's events go, as configured.
struct Destination {
    std::string brand;
    std::string name;                                 ///< Its own within the brand; the cursor is kept under it.
    std::string kind = "webhook";                     ///< For people: `webhook`, `reply` or a connector's name.
    std::shared_ptr<consent::Policy const> policy{};  ///< The rules of the brand; null where no courier asks.
    std::string url;                                  ///< http or https.
    std::vector<SigningSecret> secrets;               ///< All of them sign, in this order.
    Filter filter;
    consent::TextPolicy text = consent::TextPolicy::exact;
    bool allow_private_network = false;
    bool paused = false;  ///< Nothing is sent and the cursor stands still; what waits is kept.
    unsigned concurrency = 16;
    std::optional<Rate> rate{};                  ///< Attempts are spaced so that there are no more; none: no bound.
    std::optional<Schedule> schedule{};          ///< Instead of the one that holds for all.
    std::shared_ptr<ReplyTarget const> reply{};  ///< It is people in WhatsApp who are answered; else null.
    std::shared_ptr<ConnectorTarget const> connector{};  ///< It is a system with words of its own; else null.
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds answer_timeout{15'000};
};

/// What holds for all destinations.
struct ForwardOptions {
    Schedule schedule;
    std::chrono::seconds keep_receipts = std::chrono::days{14};  ///< Of what was delivered; the rest stays.

    std::chrono::milliseconds settle_every{200};  ///< How long a receipt waits at most for others.
    std::size_t settle_at = 256;                  ///< Receipts that are not made to wait for more.
    std::size_t unsettled_max = 1'000;            ///< Per destination; from then on its cursor stands still.
    std::size_t receipts_max = 4'096;             ///< Per destination, not yet on disk; likewise.
    std::size_t page = 64;                        ///< Entries read at once.
};

/// How a destination took a test.
struct TestOutcome {
    bool works = false;
    unsigned status = 0;   ///< HTTP status of the last answer; 0 if there was none.
    std::string error{};   ///< Short: `timeout`, `answered 401`. Empty if it works.
    std::string detail{};  ///< A sentence for people; may be empty. Never personal.
};

/// How long events took from when they were written down until they were delivered, since the start.
struct DeliveryTimes {
    static constexpr std::array<std::chrono::milliseconds, 10> bounds{std::chrono::milliseconds{50},
        std::chrono::milliseconds{250}, std::chrono::seconds{1}, std::chrono::seconds{5}, std::chrono::seconds{30},
        std::chrono::minutes{1}, std::chrono::minutes{5}, std::chrono::hours{1}, std::chrono::hours{24},
        std::chrono::days{10}};

    std::array<std::uint64_t, bounds.size() + 1> buckets{};  ///< By the first bound that they don't exceed.
    std::chrono::milliseconds sum{};
};

/// How a destination is doing, for the metrics and the console. Counts are since the start.
struct DestinationStatus {
    std::string brand;
    std::string name;
    std::string kind = "webhook";  ///< As of its destination.
    Feed::Kind feed = Feed::Kind::live;
    std::uint64_t delivered = 0;
    std::uint64_t failed = 0;    ///< Attempts.
    std::uint64_t dead = 0;      ///< Given up.
    std::uint64_t skipped = 0;   ///< There was nothing to do for this receiver.
    std::int64_t unsettled = 0;  ///< Queued, waiting or in flight now.
    consent::Seq until = 0;      ///< Of a replay: where it ends.
    std::int64_t in_flight = 0;
    consent::Seq cursor
        = 0;  ///< Every entry up to here is settled or has a row; the ledger's head less this is the lag.
    std::optional<Instant> oldest;  ///< When the oldest event that is not settled was recorded, as far as was read.
    bool paused = false;
    bool failing = false;           ///< The last attempts failed one after another.
    bool hears_revocations = true;  ///< Its filter takes what says no.
    DeliveryTimes times{};
    bool gone = false;  ///< Its receiver has answered 410: it wants nothing more.
};

}  // namespace consentry::forward
