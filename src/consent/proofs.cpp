#include "consentry/consent/proofs.hpp"

namespace consentry::consent {
namespace {

constexpr std::chrono::days day{1};

Seq covered(Coverage const& coverage) { return coverage.last ? coverage.last->count : 0; }

}  // namespace

bool is_due(Coverage const& coverage, EventTime now)
{
    bool const has_full_block = coverage.count / checkpoint_entries > covered(coverage) / checkpoint_entries;
    return has_full_block || is_due_to_the_end(coverage, now);
}

bool is_due_to_the_end(Coverage const& coverage, EventTime now)
{
    return coverage.count > covered(coverage) && (!coverage.last || now - coverage.last->at >= day);
}

Result<std::optional<Proof>> prove(Proofs& proofs, Policy const& policy, Whom const& whom, EventTime now)
{
    // Whoever writes all the time may have written again meanwhile.
    constexpr int attempts = 3;
    for (int i = 0; i < attempts; ++i) {
        std::optional<ProofFound> found = proofs.proof(policy, whom, now);
        if (!found)
            return std::optional<Proof>{};
        if (found->is_whole)
            return std::optional{std::move(found->proof)};
        if (auto const covered = proofs.cover(policy.brand, true); !covered)
            return std::unexpected(covered.error());
    }
    return fail(Fault::busy, "new entries come faster than they can be covered; ask again in a moment");
}

}  // namespace consentry::consent
