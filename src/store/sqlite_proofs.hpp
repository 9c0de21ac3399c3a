#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/consent/proofs.hpp"
#include "store/checkpoint_rows.hpp"
#include "store/pool.hpp"
#include "store/writer.hpp"

namespace consentry::store {

/// Who makes checkpoints: the writer's thread, with the installation's key.
struct CheckpointMaker {
    Writer& writer;
    SigningKey key;
    Clock const& clock;
    Log& log;
};

/// Proofs read on a pool of connections that cannot write. Trouble of the machine is a StoreError.
class SqliteProofs final : public consent::Proofs {
public:
    /// The tables have to be there. Without a maker nothing can be covered.
    SqliteProofs(Location location, std::string suppression_key, std::size_t connections,
        std::optional<CheckpointMaker> maker = {});
    ~SqliteProofs() override;

    std::vector<consent::Coverage> coverage() override;
    consent::CheckpointPage checkpoints(std::string_view brand, consent::Seq after, std::size_t limit) override;
    std::optional<consent::Checkpoint> last_checkpoint(std::string_view brand) override;
    std::vector<consent::KeyStatement> keys() override;
    std::optional<consent::ProofFound> proof(
        consent::Policy const& policy, consent::Whom const& whom, EventTime now) override;
    Result<std::vector<consent::Checkpoint>> cover(std::string_view brand, bool to_the_end) override;

private:
    struct Session;

    bool is_covered(std::string_view brand);
    Result<CheckpointStep> step(std::string_view brand, bool to_the_end);
    void tell(consent::Checkpoint const& checkpoint) const;

    std::optional<CheckpointMaker> maker_;
    Pool<Session> sessions_;
};

}  // namespace consentry::store
