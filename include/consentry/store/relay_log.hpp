#pragma once

#include "consentry/base/alarms.hpp"
#include "consentry/forward/relay_log.hpp"

#include <filesystem>
#include <memory>

namespace consentry::store {

/// How much is kept for relays, and for how long; whichever is reached first.
struct RelayBounds {
    std::chrono::seconds keep{};
    std::uint64_t bytes_max = 0;

    bool operator==(RelayBounds const&) const = default;
};

/// The relay log as files in a folder, its segments, and a small file for the place of each relay. One thread writes
/// as many bodies as wait and flushes once for them; another one keeps places and removes what nobody needs.
class FileRelayLog final : public forward::RelayLog {
public:
    /// What is in the folder is read, if it is there; it is made (0700) for the first relay. Fault::unavailable, with a
    /// sentence, if it cannot be used. What is given outlives the log.
    static Result<std::unique_ptr<FileRelayLog>> open(
        std::filesystem::path const& folder, RelayBounds bounds, Clock const& clock, Alarms& alarms);

    ~FileRelayLog() override;  ///< As stop().

    void keep(forward::RelayBody body, Done done) override;
    forward::RelayPlace open(std::string const& relay) override;
    void settle(std::string const& relay, forward::RelayPlace place, Done done) override;
    void keep_only(std::span<std::string const> relays) override;
    std::optional<forward::RelayRecord> read(forward::RelayPosition from) override;
    forward::RelayEnd end() const override;
    forward::RelayPosition begin() const override;

    /// `kept` is called on the log's thread after each flush. To be set before anything is kept.
    void on_kept(std::function<void()> kept);

    void bound(RelayBounds bounds);  ///< Heeded within a minute. From any thread.

    /// Calls `answered` on the thread that writes, behind what waits there; not at all after stop().
    void ping(std::function<void()> answered);

    /// Keeps what waits, and takes nothing new.
    void stop();

    struct State;
    explicit FileRelayLog(std::unique_ptr<State> state);  ///< Use open().

private:
    std::unique_ptr<State> state_;
};

}  // namespace consentry::store
