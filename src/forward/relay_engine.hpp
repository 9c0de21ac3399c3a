#pragma once

#include "consentry/base/random.hpp"
#include "consentry/base/throttle.hpp"
#include "forward/relay_outlet.hpp"
#include "forward/tasks.hpp"

#include <functional>
#include <map>

namespace consentry::forward {

/// What the engine of the relays works with. All of it outlives the engine; `tasks` is shared, since the log may call
/// back late.
struct RelayParts {
    RelayLog& relay_log;
    http::Transport& transport;  ///< Calls back on the engine's thread.
    std::shared_ptr<Tasks> tasks;
    Clock const& clock;
    Random& random;
    Alarms& alarms;
    Log& log;
};

/// Takes bodies from the log to the relays. One thread calls it and is called by its parts; only status() is for every
/// thread.
class RelayEngine {
public:
    using Answered = std::move_only_function<void(Result<void>)>;

    RelayEngine(RelayParts parts, RelayOptions options);

    /// From now on these are the relays. One that the log can't open yet is tried again every second.
    void configure(std::vector<RelayDestination> destinations);

    /// There may be something new in the log.
    void wake();

    /// What is in flight ends. On disk before it counts.
    void halt(std::string const& brand, std::string const& name, bool halted, Answered done);

    /// No new attempts. `done` is called once, when those in flight have ended, or `limit` has passed, and the places
    /// are on disk or can't be written: true if nothing was left over.
    void stop(std::chrono::milliseconds limit, std::move_only_function<void(bool)> done);

    std::vector<RelayStatus> status() const;

private:
    using Answer = std::expected<http::Answer, http::TransportError>;

    void open_all();
    bool open(RelayDestination const& destination);
    void reconfigure(RelayOutlet& outlet, RelayDestination destination);
    RelayOutlet* outlet_of(std::string const& relay);
    void list_gauges();
    void tick();

    void turn(RelayOutlet& outlet);  ///< Does what can be done now, and sets the alarm for what comes later.
    void turn_later(RelayOutlet& outlet, std::chrono::milliseconds wait);
    bool advance(RelayOutlet& outlet);  ///< False: there is more to do, but others should have their turn first.
    bool may_start(RelayOutlet const& outlet) const;
    std::optional<RelayPosition> next(RelayOutlet const& outlet, Instant now) const;
    bool scan(RelayOutlet& outlet);
    void notice_dropped(RelayOutlet& outlet);
    void count_dropped(RelayOutlet& outlet, std::uint64_t count);
    void publish(RelayOutlet& outlet);
    void set_alarm(RelayOutlet& outlet);

    void attempt(RelayOutlet& outlet, RelayPosition at);
    void on_answer(std::string const& relay, RelayPosition at, Answer const& answer);
    void conclude(RelayOutlet& outlet, RelayPosition at, Answer const& answer);
    void on_trouble(RelayOutlet& outlet, RelayPosition at, Answer const& answer);
    void on_refusal(RelayOutlet& outlet, RelayPosition at);
    void note_failure(RelayOutlet const& outlet, Answer const& answer);
    Instant after(std::chrono::seconds wait);

    void settle_soon(RelayOutlet& outlet);
    void settle(RelayOutlet& outlet);
    void on_settled(std::string const& relay, Result<void> const& result);
    void stop_if_idle();

    RelayParts parts_;
    RelayOptions options_;
    std::map<std::string, RelayOutlet> outlets_;  ///< By relay_name().
    std::vector<RelayDestination> unopened_;
    std::map<std::string, Throttle> failures_;  ///< What the log tells of each.
    mutable std::mutex gauges_mutex_;
    std::vector<std::shared_ptr<RelayGauge>> gauges_;
    bool stopping_ = false;
    bool given_up_ = false;   ///< The time of the stop is over.
    bool left_over_ = false;  ///< An attempt did not end, or a place could not be kept.
    std::move_only_function<void(bool)> stopped_;
};

}  // namespace consentry::forward
