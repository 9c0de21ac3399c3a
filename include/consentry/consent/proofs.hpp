#pragma once

#include "consentry/consent/contact.hpp"
#include "consentry/consent/proof.hpp"

#include <variant>

namespace consentry::consent {

/// How far the checkpoints of one brand reach.
struct Coverage {
    std::string brand;
    Seq count = 0;                   ///< How many entries there are.
    std::optional<Checkpoint> last;  ///< The newest checkpoint, if there is one.
};

/// Whether a checkpoint is due: a full block of entries is not covered, or any entry is not and the last checkpoint is
/// a day old, or there never was one.
bool is_due(Coverage const& coverage, EventTime now);

/// Whether the checkpoint that is due has to reach to the last entry, not only to the end of the last full block.
bool is_due_to_the_end(Coverage const& coverage, EventTime now);

/// A page of checkpoints, oldest first.
struct CheckpointPage {
    std::vector<Checkpoint> checkpoints;
    bool more = false;
};

/// Whom a proof is about: a contact, or a subject's id (`sub_…`), by which those are found who have no name any more.
using Whom = std::variant<Alias, std::string>;

/// A proof as far as the last checkpoint reaches.
struct ProofFound {
    Proof proof;
    bool is_whole = false;  ///< No entry of the person stands behind that checkpoint.
};

/// What proves the ledger to somebody who has no reason to trust the store. Reads what is committed; safe from every
/// thread, none of which may be the writer's.
class Proofs {
public:
    virtual ~Proofs() = default;

    /// Of every brand that has ever had an entry, also of those that are configured no more.
    virtual std::vector<Coverage> coverage() = 0;
    virtual CheckpointPage checkpoints(std::string_view brand, Seq after, std::size_t limit) = 0;
    virtual std::optional<Checkpoint> last_checkpoint(std::string_view brand) = 0;

    /// Every key that has signed, the oldest first.
    virtual std::vector<KeyStatement> keys() = 0;

    /// Everything that the brand's ledger has on a person; nothing if it has nothing.
    virtual std::optional<ProofFound> proof(Policy const& policy, Whom const& whom, EventTime now) = 0;

    /// Has checkpoints made up to the end of the last full block of entries, or up to the last entry, and waits until
    /// they are on disk; returns those that were made. Fault::unavailable where that cannot be done here or now.
    virtual Result<std::vector<Checkpoint>> cover(std::string_view brand, bool to_the_end) = 0;
};

/// The same as Proofs::proof(), with a checkpoint made first where one is wanting. Fails as Proofs::cover() does.
Result<std::optional<Proof>> prove(Proofs& proofs, Policy const& policy, Whom const& whom, EventTime now);

}  // namespace consentry::consent
