#include "store/verify_proofs.hpp"

#include "store/merkle_rows.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using consent::Checkpoint;
using consent::Seq;

template <std::size_t Size>
bool read(Row row, int column, std::array<std::uint8_t, Size>& into)
{
    auto const octets = row.blob(column);
    if (octets.size() != Size)
        return false;
    std::ranges::copy(octets, into.begin());
    return true;
}

}  // namespace

VerifyProofs::VerifyProofs(Verifying& verifying)
    : verifying_{verifying}
{
    Transaction const transaction{verifying.database, Transaction::Kind::read};
    load_keys();
    load_checkpoints();
    load_nodes();
    expect();
}

void VerifyProofs::load_keys()
{
    verifying_.database
        .prepare("SELECT id, public_key, since, former, own_signature, endorsement FROM signing_key ORDER BY since, id")
        .each([&](Row row) { see_key(row); });
    for (consent::KeyStatement const& statement : statements_) {
        auto const former = keys_.find(statement.former);
        std::string const name = "the signing key " + consent::key_id(statement.key);
        if (!statement.former.empty() && former == keys_.end())
            verifying_.findings.of_store(name + " names a key before it that is not there");
        else if (!statement.endorsement.empty()
            && (former == keys_.end() || !consent::is_endorsed(statement, former->second)))
            verifying_.findings.of_store(name + " is not endorsed by the key before it, as it says");
    }
    see_current_key();
    if (!verifying_.trusted)
        return;
    for (PublicKey const& key : consent::trusted_with(*verifying_.trusted, statements_))
        trusted_.insert(consent::key_id(key));
}

void VerifyProofs::see_key(Row row)
{
    consent::KeyStatement statement;
    statement.since = row.time(2);
    statement.former = row.text(3);
    statement.endorsement = as_text(row.blob(5));
    bool const readable = read(row, 1, statement.key) && read(row, 4, statement.own);
    std::string const id{row.text(0)};
    if (!readable || consent::key_id(statement.key) != id || !consent::is_own(statement)) {
        verifying_.findings.of_store("the signing key " + id + " is not what it says of itself");
        return;
    }
    keys_.emplace(id, statement.key);
    statements_.push_back(std::move(statement));
}

/// The installation says which key is the one that signs now: the newest.
void VerifyProofs::see_current_key()
{
    auto const told
        = verifying_.database.prepare("SELECT value FROM installation WHERE key = 'signing_key'").first([](Row row) {
              return std::string{row.text(0)};
          });
    std::string const newest = statements_.empty() ? "" : consent::to_text(statements_.back().key);
    if (told.value_or("") != newest)
        verifying_.findings.of_store("the table installation tells another signing key than the newest there is");
}

void VerifyProofs::load_checkpoints()
{
    verifying_.database.prepare("SELECT brand, count, head, root, at, signing_key, signature FROM checkpoint")
        .each([&](Row row) {
            BrandNumber const brand = row.integer(0);
            Checkpoint checkpoint{verifying_.brand_name(brand), row.integer(1)};
            checkpoint.at = row.time(4);
            checkpoint.key = row.text(5);
            if (!read(row, 2, checkpoint.head) || !read(row, 3, checkpoint.root) || !read(row, 6, checkpoint.signature))
                return problem(checkpoint, "its checkpoint cannot be read");
            see_signature(checkpoint);
            Pending& pending = pending_[brand];
            Seq const block = checkpoint.count / consent::checkpoint_entries * consent::checkpoint_entries;
            pending.blocks_end = std::max(pending.blocks_end, block);
            pending.claims.emplace(checkpoint.count, Claim{std::move(checkpoint)});
        });
    for (auto const& [brand, pending] : pending_) {
        for (Seq at = consent::checkpoint_entries; at <= pending.blocks_end; at += consent::checkpoint_entries) {
            if (!pending.claims.contains(at))
                verifying_.findings.of_entry(
                    verifying_.brand_name(brand), at, "its checkpoint is missing, though a later one is there");
        }
    }
}

void VerifyProofs::see_signature(Checkpoint const& checkpoint)
{
    auto const key = keys_.find(checkpoint.key);
    if (key == keys_.end())
        problem(checkpoint, "its checkpoint names a signing key that is not there");
    else if (!consent::is_signed_by(checkpoint, key->second))
        problem(checkpoint, "its checkpoint is not signed by the key that it names");
    if (verifying_.trusted && !trusted_.contains(checkpoint.key))
        problem(checkpoint, "its checkpoint is signed by a key that does not follow from the one that was given");
}

void VerifyProofs::load_nodes()
{
    verifying_.database.prepare("SELECT brand, level, position, node FROM merkle").each([&](Row row) {
        Digest node{};
        auto const level = static_cast<int>(row.integer(1));
        if (read(row, 3, node))
            pending_[row.integer(0)].nodes.emplace(Node{level, row.integer(2)}, node);
    });
}

void VerifyProofs::expect()
{
    for (Checkpoint const& checkpoint : verifying_.expected) {
        auto const brand
            = std::ranges::find(verifying_.brands, checkpoint.brand, [](auto const& one) { return one.second; });
        auto const key = keys_.find(checkpoint.key);
        if (key == keys_.end() || !consent::is_signed_by(checkpoint, key->second))
            problem(checkpoint, "a checkpoint of it was given that no key of the store has signed");
        if (verifying_.trusted && !trusted_.contains(checkpoint.key))
            problem(checkpoint, "a checkpoint of it was given that the given key does not vouch for");
        if (brand == verifying_.brands.end())
            problem(checkpoint, "is missing: a checkpoint was given that covers it, and the brand has no ledger here");
        else
            pending_[brand->first].claims.emplace(checkpoint.count, Claim{checkpoint, true});
    }
}

void VerifyProofs::begin(BrandNumber brand)
{
    brand_ = brand;
    now_ = &pending_[brand];
    growth_ = {};
}

void VerifyProofs::see(Seq seq, Digest const& hash, bool whole)
{
    if (whole)
        growth_.add(sha256_, hash,
            [&](int level, std::int64_t position, Digest const& node) { see_node(level, position, node); });
    auto const [first, last] = now_->claims.equal_range(seq);
    for (auto claim = first; claim != last; ++claim)
        see_claim(claim->second, hash, whole);
    now_->claims.erase(first, last);
    now_->last = seq;
}

void VerifyProofs::see_node(int level, std::int64_t position, Digest const& node)
{
    if (level < block_level)
        return;
    Seq const end = (position + 1) << level;
    auto const kept = now_->nodes.find({level, position});
    if (kept == now_->nodes.end()) {
        if (end <= now_->blocks_end)
            verifying_.findings.of_entry(verifying_.brand_name(brand_), end,
                "the node of level " + std::to_string(level) + " that it completes is missing in the table merkle");
        return;
    }
    if (kept->second != node)
        verifying_.findings.of_entry(verifying_.brand_name(brand_), end,
            "the node of level " + std::to_string(level) + " that it completes is another in the table merkle");
    now_->nodes.erase(kept);
}

void VerifyProofs::see_claim(Claim const& claim, Digest const& hash, bool whole)
{
    std::string const whose = claim.expected ? "a checkpoint that was given" : "its checkpoint";
    std::string const so = claim.expected ? ": the ledger was written anew" : "";
    if (claim.checkpoint.head != hash)
        problem(claim.checkpoint, whose + " tells another hash of it" + so);
    else if (!whole)
        problem(claim.checkpoint, whose + " cannot be held against it, since entries before it are missing");
    else if (claim.checkpoint.root != growth_.root(sha256_))
        problem(claim.checkpoint, whose + " tells another root of the entries up to it" + so);
}

void VerifyProofs::end()
{
    for (auto const& [brand, pending] : pending_)
        see_left(brand, pending);
}

void VerifyProofs::see_left(BrandNumber brand, Pending const& pending)
{
    for (auto const& [seq, claim] : pending.claims) {
        std::string const whose = claim.expected ? "a checkpoint was given that covers it" : "its checkpoint is there";
        std::string const end = std::to_string(pending.last);
        problem(claim.checkpoint,
            seq > pending.last
                ? "is missing: " + whose + ", and the ledger ends at entry " + end + "; its tail was cut off"
                : "is missing: " + whose);
    }
    if (!pending.nodes.empty())
        verifying_.findings.of_store("the table merkle has " + std::to_string(pending.nodes.size()) + " nodes of brand "
            + verifying_.brand_name(brand) + " over entries that are not there, the first of level "
            + std::to_string(pending.nodes.begin()->first.first) + ", position "
            + std::to_string(pending.nodes.begin()->first.second));
}

void VerifyProofs::problem(Checkpoint const& checkpoint, std::string const& sentence)
{
    verifying_.findings.of_entry(checkpoint.brand, checkpoint.count, sentence);
}

}  // namespace consentry::store
