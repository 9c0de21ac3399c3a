#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/random.hpp"
#include "consentry/base/result.hpp"
#include "consentry/consent/event.hpp"

#include <memory>

namespace consentry::consent {

/// What is personal in an entry, beside the chain: one part can go without the other.
struct Personal {
    std::string who_salt;  ///< 16 random bytes; empty when the part was erased.
    std::string who;       ///< JSON: the names, Meta's message ids, the actor.
    std::string said_salt;
    std::string said;  ///< JSON: the words.
};

/// An event as the ledger keeps it. The format is told byte by byte in docs/ledger.md.
struct Entry {
    Seq seq = 0;
    std::string fields;       ///< JSON without anything personal; the bytes are what is hashed, and never written anew.
    Digest who_commitment{};  ///< SHA-256(who_salt ‖ who)
    Digest said_commitment{};  ///< SHA-256(said_salt ‖ said)
    Digest hash{};             ///< SHA-256(previous hash ‖ who_commitment ‖ said_commitment ‖ fields)
    Personal personal;
};

inline constexpr int entry_format = 1;

/// The hash before a brand's first entry: 32 zero bytes.
inline constexpr Digest first_link{};

/// Writes entries. Keeps its buffers, so one object serves the writer for all of them.
class EntryWriter {
public:
    explicit EntryWriter(Random& random);
    ~EntryWriter();
    EntryWriter(EntryWriter const&) = delete;
    EntryWriter& operator=(EntryWriter const&) = delete;

    /// The entry of `event`, chained behind `previous`.
    Entry write(Event const& event, Digest const& previous);

private:
    struct Buffers;
    Random& random_;
    Sha256 sha256_;
    std::unique_ptr<Buffers> buffers_;
};

/// The event an entry holds; personal members are empty where they were erased. Fault::malformed names what is wrong.
Result<Event> read_entry(Entry const& entry);

/// The `evt_…` that an entry's fields begin with, without reading the rest.
std::string_view event_id(std::string_view fields);

/// What the entry's hash has to be behind `previous`.
Digest link_hash(Sha256& sha256, Digest const& previous, Entry const& entry);

/// Whether the commitments fit the personal data that are still there; the sentence says which does not.
std::optional<std::string> broken_commitment(Sha256& sha256, Entry const& entry);

}  // namespace consentry::consent
