#pragma once

#include "consentry/consent/key_statement.hpp"
#include "consentry/consent/merkle.hpp"
#include "store/verification.hpp"

namespace consentry::store {

/// Holds checkpoints, their keys and the kept nodes of the Merkle tree against a walk through the entries. What was
/// added while the walk was under way is not looked at: it was not there when the walk began.
class VerifyProofs {
public:
    /// Reads all that is to be compared, and tells what is wrong with it by itself.
    explicit VerifyProofs(Verifying& verifying);

    /// The walk comes to the first entry of a brand.
    void begin(BrandNumber brand);

    /// The next entry of that brand. `whole`: none before it is missing.
    void see(consent::Seq seq, Digest const& hash, bool whole);

    /// All entries were seen: what speaks of others is told.
    void end();

private:
    struct Claim {
        consent::Checkpoint checkpoint;
        bool expected = false;  ///< Not from the store, but from who asks.
    };
    using Node = std::pair<int, std::int64_t>;
    /// What has still to be met on the walk through one brand.
    struct Pending {
        std::multimap<consent::Seq, Claim> claims{};
        std::map<Node, Digest> nodes{};
        consent::Seq blocks_end = 0;  ///< Full blocks up to here have nodes and checkpoints.
        consent::Seq last = 0;        ///< The last entry that was seen.
    };

    void load_keys();
    void see_key(Row row);
    void see_current_key();
    void load_checkpoints();
    void load_nodes();
    void expect();
    void see_signature(consent::Checkpoint const& checkpoint);
    void see_node(int level, std::int64_t position, Digest const& node);
    void see_claim(Claim const& claim, Digest const& hash, bool whole);
    void see_left(BrandNumber brand, Pending const& pending);
    void problem(consent::Checkpoint const& checkpoint, std::string const& sentence);

    Verifying& verifying_;
    Sha256 sha256_;
    std::vector<consent::KeyStatement> statements_;
    std::map<std::string, PublicKey> keys_;  ///< By id.
    std::set<std::string> trusted_;          ///< Ids; of every key, where none was named.
    std::map<BrandNumber, Pending> pending_;
    BrandNumber brand_ = 0;
    Pending* now_ = nullptr;
    consent::MerkleGrowth growth_;
};

}  // namespace consentry::store
