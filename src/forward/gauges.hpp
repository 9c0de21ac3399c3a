#pragma once

#include "consentry/forward/destination.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace consentry::forward {

/// The figures of one destination. The engine's thread writes them, any thread reads them.
struct Gauge {
    Gauge(std::string of_brand, std::string of_name)
        : brand{std::move(of_brand)}
        , name{std::move(of_name)}
    {
    }

    DestinationStatus read() const;

    /// An event was delivered, so long after it was written down.
    void note_time(std::chrono::milliseconds time);

    std::string const brand;
    std::string const name;
    std::string kind;  ///< Gauges' lock guards it.
    std::atomic<std::uint64_t> delivered = 0;
    std::atomic<std::uint64_t> failed = 0;
    std::atomic<std::uint64_t> dead = 0;
    std::atomic<std::uint64_t> skipped = 0;
    std::atomic<std::int64_t> unsettled = 0;
    std::atomic<std::int64_t> in_flight = 0;
    std::atomic<consent::Seq> cursor = 0;
    std::atomic<consent::Seq> until = 0;
    std::atomic<Feed::Kind> feed = Feed::Kind::live;
    std::atomic<Instant::rep> oldest = -1;  ///< Milliseconds since 1970; -1: there is none.
    std::atomic<bool> paused = false;
    std::atomic<bool> failing = false;
    std::atomic<bool> gone = false;
    std::atomic<bool> hears_revocations = true;
    std::array<std::atomic<std::uint64_t>, std::tuple_size_v<decltype(DeliveryTimes::buckets)>> times{};
    std::atomic<std::chrono::milliseconds::rep> time_sum = 0;
};

/// The gauges of all destinations. Safe from every thread.
class Gauges {
public:
    std::shared_ptr<Gauge> add(std::string const& brand, std::string const& name);
    void set_kind(Gauge& gauge, std::string kind);  ///< One of theirs.
    void remove(std::shared_ptr<Gauge> const& gauge);
    std::vector<DestinationStatus> read() const;

private:
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<Gauge>> gauges_;
};

}  // namespace consentry::forward
