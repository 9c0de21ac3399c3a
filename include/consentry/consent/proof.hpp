#pragma once

#include "consentry/consent/entry.hpp"
#include "consentry/consent/key_statement.hpp"
#include "consentry/consent/policy.hpp"

#include <vector>

namespace consentry::consent {

/// An entry with what leads from it to a signed root.
struct ProvenEntry {
    Entry entry;                 ///< Its hash is not told: it follows from the rest.
    Digest previous{};           ///< The hash of the entry before it.
    std::vector<Digest> path{};  ///< Its siblings in the Merkle tree, the nearest first.
};

/// Everything that a brand's ledger has on one person, and nothing of anybody else: it can be checked with nothing but
/// a public key. The format is told byte by byte in docs/ledger.md.
struct Proof {
    std::string brand;
    EventTime made_at{};
    std::vector<std::string>
        subjects{};  ///< The ids of the person: the one of now first, then those that went into it.
    Checkpoint checkpoint{};
    std::vector<KeyStatement> keys{};    ///< The one that signed, and those before it.
    std::vector<Wording> wordings{};     ///< Of every wording that an entry names by its digest, the words.
    std::vector<ProvenEntry> entries{};  ///< In the order of the ledger.
};

/// One JSON document; the members stand in a fixed order.
std::string to_json(Proof const& proof);

/// The document read back. Fault::malformed names what is missing, of another form, or not part of the format: what
/// nobody checks must not stand beside what is proved.
Result<Proof> read_proof(std::string_view json);

/// What came of checking a proof.
struct ProofFindings {
    std::vector<std::string> problems{};  ///< Sentences; empty: everything in it was in the signed ledger, as it is.
    std::vector<Event> events{};          ///< What its entries say, in their order; those that can be read.
    std::optional<PublicKey> key{};       ///< The key that signed the checkpoint, if the proof has it.
    bool key_is_trusted = false;          ///< It is the trusted one, or follows from it.
};

/// Computes everything in it anew. A trusted key, if there is one, has to have signed, or to have endorsed who did.
ProofFindings check_proof(Proof const& proof, std::optional<PublicKey> const& trusted);

}  // namespace consentry::consent
