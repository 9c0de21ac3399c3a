#pragma once

#include "store/brake_rows.hpp"
#include "store/standing_rows.hpp"

#include <map>
#include <set>

namespace consentry::store {

/// The records in SQLite. Works inside a transaction that somebody else opened on the same connection.
class SqliteRecords final : public consent::Records {
public:
    /// The tables have to be there.
    explicit SqliteRecords(Database& database);
    ~SqliteRecords() override;

    /// To be called after a rollback of any kind: what was remembered of the store may never have happened.
    void forget();

    bool seen(consent::PrivateKey const& item) override;
    void mark_seen(consent::PrivateKey const& item, std::string_view brand, consent::Seq seq) override;
    std::optional<consent::Holder> holder_of(
        std::string_view portfolio, consent::PrivateKey const& alias, EventTime at) override;
    consent::SubjectNumber add_subject(std::string_view portfolio, std::string_view public_id) override;
    void add_alias(std::string_view portfolio, consent::SubjectNumber subject, consent::PrivateKey const& key,
        consent::Alias const& alias, EventTime since, std::optional<EventTime> until = {}) override;
    void end_alias(std::string_view portfolio, consent::PrivateKey const& key, EventTime until) override;
    void begin_alias(std::string_view portfolio, consent::PrivateKey const& key, EventTime since) override;
    std::optional<EventTime> end_of_unknown_holder(
        std::string_view portfolio, consent::PrivateKey const& alias, EventTime at) override;
    void merge(consent::SubjectNumber kept, consent::SubjectNumber gone) override;
    std::vector<consent::SubjectName> names_of(consent::SubjectNumber subject) override;
    std::optional<EventTime> erased(std::string_view portfolio, consent::PrivateKey const& alias) override;
    bool any_erased() override;
    void suppress(std::string_view portfolio, consent::PrivateKey const& alias, EventTime erased_at) override;
    void close(consent::SubjectNumber subject, EventTime erased_at) override;
    std::vector<std::string> brands_of(consent::SubjectNumber subject) override;
    consent::Standing standing(std::string_view brand, consent::SubjectNumber subject) override;
    bool holds_message(std::string_view brand, consent::SubjectNumber subject, std::string_view message_id) override;
    consent::Head head(std::string_view brand) override;
    std::int64_t version(consent::Seq seq) override;
    void append(std::string_view brand, consent::SubjectNumber subject, consent::Entry const& entry,
        consent::Consequences const& consequences) override;
    consent::Entry entry(std::string_view brand, consent::Seq seq) override;
    void drop_words(std::string_view brand, consent::Seq seq) override;
    std::vector<consent::Fact> facts_left(std::string_view brand, std::string_view portfolio,
        consent::PrivateKey const& alias, EventTime at, std::span<consent::SubjectNumber const> present) override;
    std::optional<consent::SubjectNumber> owner(std::string_view brand, consent::Seq seq) override;
    consent::Brake brake(std::string_view brand, consent::Source source, consent::Direction direction) override;
    void set_brake(std::string_view brand, consent::Source source, consent::Direction direction,
        consent::Brake const& brake) override;
    std::int64_t subjects(std::string_view portfolio) override;
    void keep_wording(consent::Wording const& wording) override;

private:
    struct Brand {
        BrandNumber number = 0;
        std::optional<consent::Head> head;  ///< Kept, since every entry asks for it.
    };
    /// A place in a table of short keys: taken by the wanted key, or free for it.
    struct Slot {
        std::int64_t key = 0;
        bool hit = false;
    };
    struct Statements;

    Brand& brand(std::string_view name);
    BrandNumber portfolio(std::string_view name);
    Slot seen_slot(ShortKey const& wanted);
    void add_former(AliasHolder const& holder, consent::SubjectNumber subject, consent::Alias const& alias,
        EventTime since, EventTime until);
    void refresh_unlinked(consent::SubjectNumber subject);
    void append_consequences(
        BrandNumber brand, consent::SubjectNumber subject, consent::Consequences const& consequences);
    void queue_holds(BrandNumber brand, consent::SubjectNumber subject, consent::Fact const& fact);

    Database& database_;
    StandingRows rows_;
    EntryRows entries_;
    BrakeRows brakes_;
    BrakeWriting brake_writing_;
    std::unique_ptr<Statements> statements_;
    std::map<std::string, Brand, std::less<>> brands_;
    std::map<std::string, BrandNumber, std::less<>> portfolios_;
    std::set<Digest> wordings_;  ///< Those that are kept already.
    std::optional<std::int64_t> epoch_;
};

}  // namespace consentry::store
