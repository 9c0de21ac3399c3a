#pragma once

#include "consentry/store/journal.hpp"
#include "store/files.hpp"
#include "store/journal_folder.hpp"
#include "store/repetitions.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace consentry::store {

/// What the threads that use the journal share with its own, which writes.
struct FileJournal::State {
    struct Waiting {
        intake::JournalRecord record;
        Done done;
    };

    std::filesystem::path const folder;
    Clock const& clock;
    Alarms& alarms;

    mutable std::mutex mutex{};
    std::condition_variable woken{};
    JournalBounds bounds{};
    std::vector<Waiting> waiting{};
    std::size_t waiting_bytes = 0;
    std::vector<std::function<void()>> pings{};
    std::map<std::string, Slice> slices{};
    JournalStatus counted{};  ///< Its `kept` and `trouble`; the rest is told by the slices.
    bool stopping = false;

    std::mutex settling{};  ///< Taken before the other one: a flush must not keep a socket's thread waiting.

    // Of the journal's thread alone.
    std::unique_ptr<AppendedFile> file{};
    std::string slice{};
    unsigned slice_number = 0;
    Repetitions repetitions{};
    std::thread thread{};

    void run();
    void keep(std::vector<Waiting>& taken);
    void append(std::vector<Waiting> const& taken);
    void begin_slice_if_needed();
    void leave_file();
    bool forget(std::string const& name, Forgetting const& forgetting);
    bool on_own_thread(std::function<bool()> act);
    void note(std::string const& trouble);
    void upkeep();
    void upkeep_of_alarms(std::uint64_t bytes, std::uint64_t bytes_max, std::size_t dropped);
    void drop(std::vector<std::string> const& names);
    void remove_files(std::string const& name) const;
    std::uint64_t bytes_of_all() const;
};

}  // namespace consentry::store
