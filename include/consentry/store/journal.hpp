#pragma once

#include "consentry/base/alarms.hpp"
#include "consentry/intake/journal.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace consentry::store {

/// How much is kept, and for how long; whichever is reached first.
struct JournalBounds {
    std::chrono::seconds keep{};
    std::uint64_t bytes_max = 0;

    bool operator==(JournalBounds const&) const = default;
};

struct JournalStatus {
    std::uint64_t records = 0;  ///< That are not settled.
    std::uint64_t bytes = 0;    ///< Of all files.
    std::optional<Instant> oldest;
    std::array<std::uint64_t, intake::gap_kinds> kept{};  ///< Since the start, by gap; a record may have several.
    std::string trouble;                                  ///< Why the last record could not be kept; else empty.
};

/// Whom the journal is to forget.
struct Forgetting {
    std::vector<std::string> names;

    /// The signature of what is left of a record, by the app that signed the record; nothing if nobody knows its
    /// secret. May be called from the journal's thread.
    std::function<std::optional<Digest>(intake::JournalRecord const& record, std::string_view body)> sign;

    bool at_any_rate = false;  ///< Even where that costs what others say in a record that nobody can sign.
};

/// The journal as files in a folder, one for each hour. The format is told in docs/journal.md.
class FileJournal final : public intake::Journal {
public:
    /// Makes the folder (0700) if it is not there. Fault::unavailable, with a sentence, if it cannot be used. What is
    /// given outlives the journal.
    static Result<std::unique_ptr<FileJournal>> open(
        std::filesystem::path const& folder, JournalBounds bounds, Clock const& clock, Alarms& alarms);

    ~FileJournal() override;  ///< As stop().

    void keep(intake::JournalRecord record, Done done) override;
    void for_each(
        std::string const& after, std::function<bool(intake::JournalRecord const& record)> const& take) override;
    Result<void> settle(std::string const& id) override;

    /// Takes somebody out of every record that names them, settled or not; what others say in it stays, and is signed
    /// anew. False if a record had to be left as it is, or could not be written. Not on the journal's thread.
    bool forget(Forgetting const& forgetting);

    void bound(JournalBounds bounds);  ///< Heeded within a minute. From any thread.
    JournalStatus status() const;      ///< From any thread.

    /// Calls `answered` on the journal's thread, behind what waits there; not at all after stop().
    void ping(std::function<void()> answered);

    /// Keeps what waits, and takes nothing new.
    void stop();

    struct State;
    explicit FileJournal(std::unique_ptr<State> state);  ///< Use open().

private:
    std::unique_ptr<State> state_;
};

/// A record as it stands in a folder, or what is wrong with it.
struct JournalLine {
    intake::JournalRecord record;
    bool settled = false;
    std::string trouble;  ///< Else empty: it is damaged, and only its id is sure.
};

/// Calls `take` with everything in the folder, the oldest first; works beside a running server. Nothing if there is no
/// folder. Throws std::filesystem::filesystem_error if it cannot be read.
void read_journal(std::filesystem::path const& folder, std::function<void(JournalLine const& line)> const& take);

}  // namespace consentry::store
