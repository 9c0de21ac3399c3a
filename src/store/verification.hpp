#pragma once

#include "consentry/consent/apply.hpp"
#include "consentry/store/upkeep.hpp"
#include "consentry/store/verify.hpp"
#include "store/standing_rows.hpp"
#include "store/transaction.hpp"

#include <map>
#include <set>

namespace consentry::store {

/// Collects what a verification finds.
class Findings {
public:
    void of_entry(std::string_view brand, consent::Seq seq, std::string_view sentence);
    void of_subject(std::string_view public_id, std::string_view sentence);
    void of_store(std::string_view sentence);

    Verification result;

private:
    void add(std::string problem);
};

/// What every part of a verification works with.
struct Verifying {
    Database& database;
    Findings& findings;
    std::map<BrandNumber, std::string> brands{};
    std::map<std::int64_t, std::string> portfolios{};
    std::optional<consent::Keyer> keys{};  ///< None without the store's suppression key.
    std::map<std::pair<std::int64_t, std::int64_t>, EventTime>
        suppressed{};  ///< By portfolio and tag: when who had the name was erased last, as the entries tell.

    /// Up to which entry of a brand the retention has dropped words; 0: none.
    consent::Seq dropped_until(BrandNumber brand, RetentionKind kind) const;
    std::vector<consent::Checkpoint> expected{};
    std::optional<PublicKey> trusted{};

    std::string brand_name(BrandNumber brand) const;
};

/// Each entry by itself and behind the one before it; everything but whose it is.
void verify_chains(Verifying& verifying);

/// Subject by subject: its entries tell what the tables have to say of it.
void verify_subjects(Verifying& verifying);

/// Rows that no entry stands behind.
void verify_tables(Verifying& verifying);

/// What one subject's entries of one brand add up to, computed anew in their order.
class Rebuilt {
public:
    std::vector<consent::Fact> facts;
    std::vector<consent::Prompt> prompts;
    std::vector<consent::WaitingAnswer> answers;

    /// Takes the next event in; the sentence says which state of it does not follow from the facts so far.
    std::optional<std::string> add(consent::Event const& event);

    /// To be told of merges that other brands' ledgers tell of.
    void merged(std::string const& kept, std::string const& gone, Instant at);

private:
    struct Merge {
        std::string kept;
        std::string gone;
        Instant at;
    };

    void forget();
    void correct(consent::PromptNote const& note);
    std::optional<std::string> wrong_state(consent::Event const& event) const;
    void unite(std::string const& kept, std::string const& gone);
    void take_merges_of_others(consent::Event const& event);

    std::map<std::string, std::vector<consent::Fact>> known_;  ///< By the public id of that time.
    std::vector<Merge> merges_of_others_;
};

}  // namespace consentry::store
