#pragma once

#include "consentry/consent/records.hpp"

namespace consentry::consent {

/// Somebody has read something personal: of one subject, or of all whom a stretch of the ledger is about.
struct DataRead {
    std::int64_t number = 0;  ///< Given when it is kept; where the next page begins.
    Instant at{};
    std::string key{};      ///< The name of the API key.
    std::string call{};     ///< `GET /v1/subjects/{contact}`.
    std::string brand{};    ///< Whose ledger.
    std::string subject{};  ///< `sub_…`; empty for a stretch.
    Seq first = 0;          ///< Of a stretch; 0 if there is none.
    Seq last = 0;
};

struct DataReadQuestion {
    std::string brand;
    std::string key;               ///< Empty: of every key.
    std::optional<Alias> contact;  ///< None: of everybody.
    std::int64_t after = 0;
    std::size_t limit = 100;
};

/// Oldest first.
struct DataReadPage {
    std::vector<DataRead> reads;
    bool more = false;
};

/// Who read what of whom. Safe from every thread.
class DataReads {
public:
    virtual ~DataReads() = default;

    /// Takes a note, which is kept within a second or two. Never waits and never fails: a read must not.
    virtual void note(DataRead read) noexcept = 0;

    /// One short read transaction. Of a contact: what was noted of its subject, and stretches with an entry of it.
    virtual DataReadPage reads(Policy const& policy, DataReadQuestion const& question) = 0;
};

}  // namespace consentry::consent
