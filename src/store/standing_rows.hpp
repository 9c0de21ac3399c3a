#pragma once

#include "consentry/consent/apply.hpp"
#include "store/database.hpp"
#include "store/entry_place.hpp"

namespace consentry::store {

/// A private key as the two integers that unique tables hold: a short one to look up by, and the rest of it to tell a
/// hit from a neighbour.
struct ShortKey {
    std::int64_t key = 0;
    std::int64_t tag = 0;
};

ShortKey short_key(consent::PrivateKey const& key);

/// Where to look next when a short key is taken by another one. Wraps round.
std::int64_t next_key(std::int64_t key);

/// Who has an alias, and until when.
struct AliasHolder {
    std::int64_t key = 0;                     ///< Where it stands in its table; free for it if nobody has it.
    consent::SubjectNumber subject = 0;       ///< 0: nobody.
    std::optional<EventTime> until;           ///< None: it holds.
    std::optional<EventTime> formerly_until;  ///< It was somebody else's until then.
    std::optional<EventTime> erased;          ///< Who had it was erased then, the last time.
};

/// What the tables know of one subject. Writer and readers read it the same way.
class StandingRows {
public:
    explicit StandingRows(Database const& database);

    /// Whose alias it is at that time, in this portfolio.
    std::optional<consent::Holder> holder_at(BrandNumber portfolio, consent::PrivateKey const& alias, EventTime at);
    std::optional<consent::Holder> holder_at(AliasHolder const& holder, EventTime at);

    AliasHolder holder_of(BrandNumber portfolio, consent::PrivateKey const& alias);

    /// Until when somebody had it at that time of whom nothing is known; nothing if nobody had, or it is known who.
    std::optional<EventTime> end_of_unknown_holder(AliasHolder const& holder, EventTime at);

    /// What was said, up to the end of their time, by all who had the alias before `at` and have it no more. Those who
    /// are `present` under another spelling of it speak for themselves.
    std::vector<consent::Fact> facts_left(
        BrandNumber brand, AliasHolder const& holder, EventTime at, std::span<consent::SubjectNumber const> present);

    /// Everything but aliases and public id is of one brand only. What others said who had its numbers, and what may be
    /// theirs, is not in it.
    consent::Standing standing(BrandNumber brand, consent::SubjectNumber subject);
    std::vector<consent::Fact> facts(BrandNumber brand, consent::SubjectNumber subject);
    std::vector<consent::Prompt> prompts(BrandNumber brand, consent::SubjectNumber subject);
    std::vector<consent::WaitingAnswer> answers(BrandNumber brand, consent::SubjectNumber subject);
    std::vector<consent::Alias> aliases(consent::SubjectNumber subject);
    std::string public_id(consent::SubjectNumber subject);

    /// Whether anybody ever was erased. Where nobody was, that is a look into an empty table, and nothing else is
    /// asked.
    bool any_erased();
    /// When who had one of the subject's names was erased, the last time.
    std::optional<EventTime> erased(consent::SubjectNumber subject);

private:
    Statement holder_of_;
    Statement former_holder_;
    Statement former_holders_;
    Statement public_id_;
    Statement aliases_;
    Statement facts_;
    Statement prompts_;
    Statement answers_;
    Statement any_erasure_;
    Statement erased_;
    bool any_erased_ = false;  ///< Once it is so it stays so: an erasure is never taken back.
};

/// A portfolio of the tables, and what its names are keyed by.
struct NamedPortfolio {
    BrandNumber number = 0;
    std::string_view name;
    consent::Keyer& keys;
};

/// Who has the name at that time, or else the other spelling of the same line.
std::optional<consent::SubjectNumber> subject_of(
    StandingRows& rows, NamedPortfolio const& portfolio, consent::Alias const& name, EventTime at);

/// Entries, read with what is personal in them.
class EntryRows {
public:
    explicit EntryRows(Database const& database);

    std::optional<consent::Entry> entry(EntryPlace place);

    /// Up to `limit` entries of a brand behind `after`, in order.
    std::vector<consent::Entry> after(BrandNumber brand, consent::Seq after, std::size_t limit);

    /// The same of one subject only.
    std::vector<consent::Entry> of_subject(
        BrandNumber brand, consent::SubjectNumber subject, consent::Seq after, std::size_t limit);

private:
    Statement entry_;
    Statement after_;
    Statement of_subject_;
};

/// The columns that `read_entry` expects, of `entry` joined with `personal`.
inline constexpr std::string_view entry_columns = "entry.place, entry.fields, entry.who_commitment, "
                                                  "entry.said_commitment, entry.hash, personal.who_salt, personal.who, "
                                                  "personal.said_salt, personal.said";

/// Reads a row of `entry_columns` from column `first` on. Throws StoreError if a digest has another length.
consent::Entry read_entry(Row row, int first = 0);

/// 16 octets, or nothing for NULL. Throws StoreError if there are more or fewer.
std::optional<consent::PrivateKey> read_private_key(Row row, int column);

}  // namespace consentry::store
