// A proof believed in nothing: everything in it is computed anew, from the words of a person up to the signed root.
#include "consentry/base/encoding.hpp"
#include "consentry/consent/merkle.hpp"
#include "consentry/consent/proof.hpp"
#include "consentry/consent/wording.hpp"

#include <algorithm>
#include <set>

namespace consentry::consent {
namespace {

class Checking {
public:
    Checking(Proof const& proof, std::optional<PublicKey> const& trusted)
        : proof_{proof}
        , trusted_{trusted}
    {
    }

    ProofFindings operator()() &&
    {
        see_checkpoint();
        if (proof_.entries.empty())
            problem("it holds no entry");
        Seq last = 0;
        for (ProvenEntry const& entry : proof_.entries) {
            if (entry.entry.seq <= last)
                problem(entry, "it does not stand in the order of the ledger");
            last = entry.entry.seq;
            see(entry);
        }
        see_subjects();
        see_wordings();
        return std::move(found_);
    }

private:
    void see_checkpoint()
    {
        Checkpoint const& checkpoint = proof_.checkpoint;
        if (checkpoint.brand != proof_.brand)
            problem("the checkpoint is of another brand");
        auto const key
            = std::ranges::find(proof_.keys, checkpoint.key, [](KeyStatement const& one) { return key_id(one.key); });
        if (key == proof_.keys.end())
            return problem("the key that signed the checkpoint is not in it");
        found_.key = key->key;
        if (!is_signed_by(checkpoint, key->key))
            problem("the checkpoint is not signed by the key that it names");
        for (KeyStatement const& statement : proof_.keys)
            see_key(statement);
        if (!trusted_)
            return;
        auto const chain = trusted_with(*trusted_, proof_.keys);
        found_.key_is_trusted = std::ranges::find(chain, key->key) != chain.end();
        if (!found_.key_is_trusted)
            problem("the key that signed is neither the one that was given nor one that follows from it");
    }

    void see_key(KeyStatement const& statement)
    {
        if (!is_own(statement))
            problem("the key " + key_id(statement.key) + " is not what it says of itself");
        bool const is_true = statement.endorsement.empty()
            || std::ranges::any_of(proof_.keys, [&](auto const& one) { return is_endorsed(statement, one.key); });
        if (!is_true)
            problem("the key " + key_id(statement.key) + " is not endorsed by the key before it, as it says");
    }

    void see(ProvenEntry const& proven)
    {
        if (auto const broken = broken_commitment(sha256_, proven.entry))
            problem(proven, *broken);
        Digest const leaf = merkle_leaf(sha256_, link_hash(sha256_, proven.previous, proven.entry));
        auto const root
            = merkle_root_of_path(sha256_, leaf, proven.entry.seq - 1, proof_.checkpoint.count, proven.path);
        if (root != proof_.checkpoint.root)
            problem(proven, "it does not lead to the signed root: it was not in the ledger, or not so");
        Result<Event> event = read_entry(proven.entry);
        if (!event)
            return problem(proven, "it cannot be read: " + event.error().detail);
        if (event->brand != proof_.brand)
            problem(proven, "it is of another brand");
        if (event->seq != proven.entry.seq)
            problem(proven, "it says that it has another place");
        if (std::ranges::find(proof_.subjects, event->subject) == proof_.subjects.end())
            problem(proven, "it is somebody else's");
        found_.events.push_back(std::move(*event));
    }

    /// Two ids are one person only where an entry tells of the merge: else words of one could be shown as another's.
    void see_subjects()
    {
        std::set<std::string> one_person;
        if (!proof_.subjects.empty())
            one_person.insert(proof_.subjects.front());
        for (std::size_t before = 0; before != one_person.size();) {
            before = one_person.size();
            for (Event const& event : found_.events) {
                if (event.type == EventType::merged
                    && (one_person.contains(event.subject) || one_person.contains(event.merged_subject)))
                    one_person.insert({event.subject, event.merged_subject});
            }
        }
        for (std::string const& id : proof_.subjects) {
            if (!one_person.contains(id))
                problem("no entry tells that " + proof_.subjects.front() + " and " + id + " are one person");
        }
    }

    void see_wordings()
    {
        std::set<std::string> missing;
        for (Event const& event : found_.events) {
            if (!event.wording_digest.empty())
                missing.insert(event.wording_digest);
        }
        for (Wording const& wording : proof_.wordings) {
            if (missing.erase(to_hex(digest_of(wording))) == 0)
                problem("the wording " + wording.version + " of scope " + wording.scope
                    + " is not one that an entry names, or stands there twice");
        }
        for (Event const& event : found_.events) {
            if (missing.contains(event.wording_digest))
                problem("entry " + std::to_string(event.seq) + ": the wording that it names is not in it");
        }
    }

    void problem(ProvenEntry const& proven, std::string const& sentence)
    {
        problem("entry " + std::to_string(proven.entry.seq) + ": " + sentence);
    }

    void problem(std::string sentence) { found_.problems.push_back(std::move(sentence)); }

    Proof const& proof_;
    std::optional<PublicKey> const& trusted_;
    Sha256 sha256_;
    ProofFindings found_;
};

}  // namespace

ProofFindings check_proof(Proof const& proof, std::optional<PublicKey> const& trusted)
{
    return Checking{proof, trusted}();
}

}  // namespace consentry::consent
