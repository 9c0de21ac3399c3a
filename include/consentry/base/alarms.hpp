#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace consentry {

/// The conditions that an operator has to know of. Each has an entry in docs/runbook.md: its meaning, and what to do.
enum class AlarmCode {
    number_silent,              ///< Nothing has come from a number for long.
    signature_failures,         ///< Many webhooks are signed by nobody we know.
    unlisted_number,            ///< Webhooks come to a number that no brand lists.
    foreign_number,             ///< An app tells of a number of a brand that does not trust it.
    unknown_items,              ///< Meta sends what this version does not know.
    broken_bodies,              ///< Signed bodies are no JSON to their end.
    unknown_prompt,             ///< A message of the business names a question that is not configured.
    feed_ended,                 ///< Meta sends nothing more of an account.
    unlinked_opt_out,           ///< Somebody without a phone number has opted out.
    hold_waiting,               ///< What may be an opt-out waits for a person, for long.
    journal_growing,            ///< The journal is near its limit.
    journal_failing,            ///< The journal cannot be written.
    journal_dropped,            ///< Something left the journal before its time.
    store_failing,              ///< The store cannot be written.
    disk_space,                 ///< A disk is nearly full.
    clock_skew,                 ///< Our clock and Meta's differ.
    delivery_backlog,           ///< A destination is far behind, or has dead deliveries.
    destination_gone,           ///< A receiver has said that it wants nothing more.
    certificate_ending,         ///< A listener's certificate ends soon, or has ended.
    mass_change,                ///< A source has changed more than usual, and is held.
    erasure_overdue,            ///< Something personal of somebody who was erased is there longer than it may be.
    reload_refused,             ///< The configuration on disk is not the one that counts.
    revocation_unacknowledged,  ///< A destination has not taken a no for a day.
    checkpoint_failing,         ///< No checkpoint of a brand's ledger can be made.
    sent_after_stop,            ///< A brand has sent to people who had said no.
    relay_failing,              ///< The log of relayed webhooks cannot be written.
    relay_damaged,              ///< Something in that log cannot be read.
    relay_dropped,              ///< Something left that log before a relay had it.
    relay_refused,              ///< A relay's receiver refuses webhooks.
};
inline constexpr std::size_t alarm_codes = 29;

/// The stable code, `number_silent`.
std::string_view name_of(AlarmCode code);

/// One condition that holds.
struct Alarm {
    AlarmCode code{};
    std::string about;   ///< A number, a brand, a destination, …; empty: the installation as a whole.
    std::string detail;  ///< For people; never personal.
    Instant since;
};

/// Which alarms stand. Safe from every thread.
class Alarms {
public:
    /// `raised` is false when it has fallen. Called on the thread that caused the change.
    using Changed = std::function<void(Alarm const& alarm, bool raised)>;

    /// Says in the log when one rises and when it falls. `clock` and `log` must outlive it.
    Alarms(Clock const& clock, Log& log);

    /// To be set before there is a second thread.
    void on_change(Changed changed) { changed_ = std::move(changed); }

    /// The condition holds until clear(). Of `about` the first 256 octets count.
    void raise(AlarmCode code, std::string_view about, std::string_view detail);
    void clear(AlarmCode code, std::string_view about);

    /// Something has happened: the alarm stands until it has not happened again for `hold`.
    void report(AlarmCode code, std::string_view about, std::string_view detail, std::chrono::seconds hold);

    /// Lets those fall whose time is over. To be called every few seconds.
    void sweep();

    std::vector<Alarm> all() const;  ///< By code, then by what they are about.

private:
    struct Standing {
        Alarm alarm;
        std::optional<Instant> until;  ///< Of those that were reported.
    };
    using Name = std::pair<AlarmCode, std::string>;

    void stand(AlarmCode code, std::string_view about, std::string_view detail, std::optional<Instant> until);
    void tell(Alarm const& alarm, bool raised) const;

    Clock const& clock_;
    Log& log_;
    Changed changed_;
    mutable std::mutex mutex_;
    std::map<Name, Standing> standing_;
};

}  // namespace consentry
