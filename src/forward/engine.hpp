#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/base/random.hpp"
#include "consentry/forward/token_keeper.hpp"
#include "forward/connector/account.hpp"
#include "forward/outlet.hpp"
#include "forward/tasks.hpp"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace consentry::forward {

/// What the engine works with. All of it outlives the engine; `tasks` is shared, since the store may call back late.
struct EngineParts {
    DeliveryStore& store;
    http::Transport& transport;  ///< Calls back on the engine's thread.
    StateSource& states;
    std::shared_ptr<Tasks> tasks;
    Clock const& clock;
    Random& random;
    Log& log;
    TokenKeeper& tokens;
};

/// Takes events from the ledger to their destinations. One thread calls it and is called by its parts; only status()
/// is for every thread.
class Engine {
public:
    using Answered = std::move_only_function<void(Result<void>)>;
    using Begun = std::move_only_function<void(Result<std::string>)>;
    using Tried = std::move_only_function<void(Result<Ending>)>;

    /// How long a store that failed is left alone.
    static constexpr std::chrono::milliseconds store_pause{1'000};

    Engine(EngineParts parts, ForwardOptions options);

    /// From now on these are the destinations. One that the store can't open yet is tried again every second.
    void configure(std::vector<Destination> destinations);

    /// What is due at a time already stays due then.
    void reschedule(Schedule schedule, std::chrono::seconds keep_receipts);

    /// There may be something new in the ledger.
    void wake();

    void retry(DeliveryId id, Answered done);

    /// Everything that waits goes now, and what was given up is brought back, page after page.
    void retry_all(std::string const& brand, std::string const& name, Answered done);

    /// What is in flight ends; what a pause leaves is sent when it ends. On disk before it counts.
    void halt(std::string const& brand, std::string const& name, bool halted, Answered done);

    /// Tells a destination a part of the ledger once more, or how everybody stands. Tells the name of the feed.
    void replay(std::string const& brand, std::string const& name, ReplayRange const& range, Begun done);
    void snapshot(std::string const& brand, std::string const& name, Begun done);

    /// One attempt that is of no event, to see whether the destination works. Paused or not.
    void test(std::string const& brand, std::string const& name, std::string contact, Tried done);

    /// No new attempts. `done` is called once, when those in flight have ended, or `limit` has passed, and the receipts
    /// are on disk or can't be written: true if nothing was left over.
    void stop(std::chrono::milliseconds limit, std::move_only_function<void(bool)> done);

    std::vector<DestinationStatus> status() const { return gauges_.read(); }

private:
    // opening.cpp
    void open_all();
    bool open(Destination const& destination);
    Outlet& open_outlet(std::shared_ptr<Receiver> receiver, Feed feed, Place place, std::string const& name);
    void take_up(Receiver& receiver);
    void forget_opened(Destination const& destination);
    void open_feeds(std::shared_ptr<Receiver> const& receiver);
    std::shared_ptr<Receiver> receiver_of(std::string_view brand, std::string_view name) const;
    Result<std::shared_ptr<Receiver>> working_receiver(std::string_view brand, std::string_view name) const;
    void remove_retired();

    // engine.cpp
    void turn_all(Receiver const& receiver);
    void turn(Outlet& outlet);  ///< Does what can be done now, and sets the alarm for what comes later.
    void turn_later(Outlet& outlet, std::chrono::milliseconds wait);
    bool advance(Outlet& outlet);  ///< False: there is more to do, but others should have their turn first.
    bool may_start(Outlet const& outlet) const;
    bool is_full(Outlet const& outlet) const;
    Schedule const& schedule_of(Outlet const& outlet) const;
    std::optional<Seq> next(Outlet& outlet);
    std::optional<Seq> probe(Outlet& outlet, Instant now);
    bool is_free(Outlet& outlet, Seq seq, Instant now);
    void read_page(Outlet& outlet);
    void read_snapshot(Outlet& outlet);
    void take_entry(Outlet& outlet);
    void set_alarm(Outlet& outlet);

    // attempts.cpp
    struct Carried {
        std::string event;
        SubjectNumber subject = 0;
        Instant since;
    };
    void attempt(Outlet& outlet, Seq seq);
    std::optional<LedgerEntry> entry_of(Outlet& outlet, Seq seq);
    std::optional<Parcel> parcel_of(Outlet& outlet, Seq seq);
    void start(Outlet& outlet, Seq seq, Instant now);
    void claim(Outlet& outlet, Seq seq, Parcel parcel);
    void on_claimed(DeliveryId id, Parcel parcel, Result<void> const& result);
    void hand_over(Outlet& outlet, Seq seq, Parcel&& parcel, Instant now);
    void on_ended(DeliveryId id, Carried const& carried, Ending const& ending);
    void note_end(Outlet& outlet, Seq seq, Carried const& carried, Ending const& ending);
    std::string_view conclude(Outlet& outlet, Seq seq, Ending const& ending);
    std::string_view put_off(Outlet& outlet, Seq seq, Ending const& ending);
    std::optional<Instant> next_due(Outlet const& outlet, Seq seq, Instant now, Ending const& ending);
    void note_recovery(Outlet& outlet);
    void note_gone(Outlet& outlet);

    // receipts.cpp
    void settle_soon();
    void settle();
    void on_settled(Result<void> const& result);
    void prune_later(bool more);
    void prune();
    void stop_if_idle();

    // requests.cpp: what people ask for
    void on_halted(DestinationNumber number, bool halted, Answered done, Result<void> const& result);
    Outlet* outlet_for(DeliveryId id);
    Result<Delivery> ended_delivery(DeliveryId id);
    void bring_back(std::vector<Delivery> deliveries, Answered done);
    void on_brought_back(std::vector<Delivery> deliveries, Answered done, Result<void> const& result);
    void revive(Outlet& outlet);
    void begin_feed(std::shared_ptr<Receiver> const& receiver, Feed feed, Begun done);
    void on_begun(DestinationNumber number, Result<FeedPlace> const& begun, Begun done);
    void take_up_feeds(DestinationNumber number);
    void end_feed(Outlet& outlet);

    EngineParts parts_;
    ForwardOptions options_;
    Gauges gauges_;
    std::unique_ptr<ConnectorAccounts> accounts_;
    std::map<DestinationNumber, std::unique_ptr<Outlet>> outlets_;
    std::vector<Destination> unopened_;
    bool settle_posted_ = false;  ///< A timer will settle.
    bool settling_ = false;       ///< The store has a settlement that it has not answered.
    bool settle_paused_ = false;  ///< After a failure.
    bool stopping_ = false;
    bool left_over_ = false;  ///< An attempt did not end within the limit of the stop.
    std::move_only_function<void(bool)> stopped_;
};

}  // namespace consentry::forward
