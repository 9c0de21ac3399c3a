#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/base/random.hpp"
#include "consentry/base/result.hpp"
#include "consentry/consent/data_reads.hpp"
#include "consentry/consent/ledger.hpp"
#include "consentry/consent/proofs.hpp"
#include "consentry/consent/worklists.hpp"
#include "consentry/forward/state_source.hpp"
#include "consentry/intake/known_names.hpp"
#include "consentry/store/status.hpp"
#include "consentry/store/upkeep.hpp"

#include <filesystem>

namespace consentry::forward {
class DeliveryStore;
class DeliveryReader;
class TokenKeeper;
}  // namespace consentry::forward

namespace consentry::store {

struct Options {
    std::filesystem::path path;                 ///< The database; beside it stand its log and its lock.
    std::filesystem::path suppression_key;      ///< Made on first start if it is not there.
    std::filesystem::path signing_key;          ///< Likewise; if empty, no checkpoints can be made.
    std::size_t readers = 4;                    ///< Connections that read at a time.
    std::size_t queue = 10'000;                 ///< Units of a kind that may wait; more are refused with Fault::busy.
    intake::KnownNames* known_names = nullptr;  ///< Told of every name, those that are there already as well.
    std::string file_system;                    ///< A file system registered with SQLite; empty: the system's own.
};

/// The embedded store, open for writing by this process and by no other.
class Store {
public:
    /// Opens or makes the store. Fails in words, with Fault::busy if another process holds it (the detail names
    /// it), with Fault::unprocessable if the file is newer, foreign or damaged or the suppression key is not its own,
    /// and with Fault::unavailable if the machine does not let us. `clock`, `random` and `log` outlive the store;
    /// `random` is used on the writer's thread only once this returned.
    static Result<std::unique_ptr<Store>> open(Options const& options, Clock const& clock, Random& random, Log& log);

    /// Stops as `stop` does.
    ~Store();

    consent::Ledger& ledger();
    consent::Reader& reader();
    consent::Receipts& receipts();
    consent::Worklists& worklists();
    consent::Proofs& proofs();
    forward::DeliveryStore& deliveries();
    forward::StateSource& states();
    forward::TokenKeeper& tokens();
    forward::DeliveryReader& delivery_reader();
    Upkeep& upkeep();
    consent::DataReads& data_reads();

    /// How far work that is done in rounds has come, in the round's own words; empty if it never was. Throws what the
    /// store throws.
    std::string round(std::string_view brand, std::string_view name);

    /// Notes it, and returns when it is on disk; false if it could not be kept. Not for a socket's thread.
    bool note_round(std::string brand, std::string name, std::string value);

    /// Called on the writer's thread after each commit that kept a unit: there may be something to forward. To be set
    /// before the first unit.
    void on_commit(std::function<void()> hook);

    /// Forgets a slice of what counts for a day only, behind what is waiting for the writer, and waits for that.
    /// Returns whether there may be more. To be called now and then, not from the writer's thread.
    bool tidy();

    /// Calls `answered` on the writer's thread behind what waits there, whether or not the disk lets it commit; returns
    /// at once. Not at all if more waits than the queue holds, or after stop().
    void ping(std::function<void()> answered);

    /// Keeps what is queued and takes nothing new.
    void stop();

    WriterStatus status() const;

    struct Parts;
    explicit Store(std::unique_ptr<Parts> parts);  ///< Use `open`.

private:
    std::unique_ptr<Parts> parts_;
};

/// A store for commands that only look: it needs no lock and works beside a running server.
class StoreView {
public:
    /// Fails as Store::open does, and with Fault::not_found if there is no store.
    static Result<std::unique_ptr<StoreView>> open(Options const& options);
    ~StoreView();

    consent::Reader& reader();
    consent::Worklists& worklists();
    consent::Proofs& proofs();
    forward::DeliveryReader& delivery_reader();
    consent::DataReads& data_reads();  ///< To read only: what is noted through it is lost.

    struct Parts;
    explicit StoreView(std::unique_ptr<Parts> parts);  ///< Use `open`.

private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace consentry::store
