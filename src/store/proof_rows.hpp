#pragma once

#include "consentry/consent/apply.hpp"
#include "consentry/consent/merkle.hpp"
#include "consentry/consent/proofs.hpp"
#include "store/standing_rows.hpp"

namespace consentry::store {

/// Puts together what proves one person's entries. For use inside of transactions that read.
class ProofRows {
public:
    ProofRows(Database& database, std::string_view suppression_key);

    /// Who is meant in this portfolio at that time: who went into another is that one.
    std::optional<consent::SubjectNumber> subject_of(
        std::string_view portfolio, consent::Whom const& whom, EventTime at);

    /// Nothing if the brand has no entry of the subject. Without a checkpoint, which then covers 0 entries, it is never
    /// whole.
    std::optional<consent::ProofFound> proof(
        BrandNumber brand, consent::SubjectNumber subject, consent::Checkpoint const& checkpoint);

private:
    void add_entry(BrandNumber brand, consent::Entry entry, consent::MerkleNodes const& nodes, consent::Proof& proof);
    void add_subjects(consent::SubjectNumber subject, std::span<consent::Event const> events, consent::Proof& proof);
    void add_wordings(std::span<consent::Event const> events, consent::Proof& proof);
    void add_keys(consent::Proof& proof);

    Database& database_;
    consent::Keyer keys_;
    StandingRows standings_;
    EntryRows entries_;
    Statement find_portfolio_;
    Statement find_subject_;
    Statement public_id_;
    Statement hash_;
    Statement wording_;
    Sha256 sha256_;
};

}  // namespace consentry::store
