#pragma once

#include "consentry/store/relay_log.hpp"
#include "store/files.hpp"
#include "store/relay_segments.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace consentry::store {

/// What the threads that use the relay log share with its own two.
struct FileRelayLog::State {
    struct Waiting {
        forward::RelayBody body;
        Done done;
    };

    /// A place on its way to disk, and who waits for it.
    struct Unsettled {
        forward::RelayPlace place;
        std::vector<Done> waiting;
    };

    std::filesystem::path const folder;
    Clock const& clock;
    Alarms& alarms;

    mutable std::mutex mutex{};
    RelayBounds bounds{};
    bool stopping = false;
    std::condition_variable written_to{};  ///< Wakes the thread that writes bodies.
    std::vector<Waiting> waiting{};
    std::size_t waiting_bytes = 0;
    std::vector<std::function<void()>> pings{};
    std::condition_variable settled_to{};  ///< Wakes the thread that keeps places.
    std::map<std::string, Unsettled> unsettled{};
    std::map<std::string, forward::RelayPlace> places{};  ///< As they are on disk.
    RelaySegments segments{};
    std::optional<RelayPosition> active{};  ///< The segment that is written to.
    forward::RelayEnd end{};
    RelayPosition begin = 0;

    std::mutex placing{};  ///< Taken before the other one, to write a place: a flush must keep nobody else waiting.
    std::function<void()> kept{};

    // Of the thread that writes bodies alone.
    std::unique_ptr<AppendedFile> file{};
    Instant file_begun{};

    RelayWindow window{};  ///< Of the relays' thread alone.

    std::thread writing{};
    std::thread keeping{};

    void load();
    void load_places();

    void write();
    void keep(std::vector<Waiting>& taken);
    void append(std::vector<Waiting> const& taken);
    void begin_segment_if_needed();
    void leave_segment();
    void note(std::string_view about, std::string const& trouble);

    void keep_places();
    std::string settle(std::string const& relay, forward::RelayPlace const& place);
    void tidy();
    bool needs(RelayPosition begin, RelayPosition end) const;  ///< With the lock held.

    std::optional<std::pair<RelayPosition, RelaySegment>> segment_behind(RelayPosition from) const;
    std::optional<forward::RelayRecord> read(RelayPosition from);
};

}  // namespace consentry::store
