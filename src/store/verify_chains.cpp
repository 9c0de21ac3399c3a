#include "store/verify_proofs.hpp"
#include "store/verify_wordings.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

constexpr int slice_entries = 1'000;

/// Walks all entries in the order of their places: brand after brand, each from its first entry.
class Chains {
public:
    explicit Chains(Verifying& verifying)
        : verifying_{verifying}
        , proofs_{verifying}
        , wordings_{verifying}
        , entries_{verifying.database.prepare("SELECT " + std::string{entry_columns}
              + ", entry.subject, personal.place FROM entry LEFT JOIN personal USING (place) "
                "WHERE entry.place > ?1 ORDER BY entry.place LIMIT ?2")}
        , is_current_subject_{verifying.database.prepare("SELECT 1 FROM subject WHERE id = ?1 AND merged_into IS NULL")}
        , seen_{verifying.database.prepare("SELECT tag FROM seen WHERE key = ?1")}
        , erased_later_{verifying.database.prepare(
              "SELECT 1 FROM entry WHERE subject = ?1 AND place BETWEEN ?2 AND ?3 "
              "AND json_valid(fields) AND json_extract(fields, '$.type') = 'subject.erased' LIMIT 1")}
        , taken_back_{verifying.database.prepare(
              "SELECT 1 FROM entry WHERE subject = ?1 AND place BETWEEN ?2 AND ?3 AND json_valid(fields) "
              "AND json_extract(fields, '$.type') = 'consent.undone' AND json_extract(fields, '$.source') = 'system' "
              "AND ?4 IN (json_extract(fields, '$.fact.annuls'), json_extract(fields, '$.answer.answered')) LIMIT 1")}
    {
    }

    /// One slice; returns whether there may be more.
    bool slice()
    {
        Transaction const transaction{verifying_.database, Transaction::Kind::read};
        int count = 0;
        entries_.each(
            [&](Row row) {
                ++count;
                place_ = row.integer(0);
                see(row);
            },
            place_, slice_entries);
        return count == slice_entries;
    }

    void end()
    {
        proofs_.end();
        wordings_.end();
    }

private:
    void see(Row row)
    {
        ++verifying_.findings.result.entries;
        follow(brand_at(place_), seq_at(place_));
        consent::Entry entry;
        try {
            entry = read_entry(row);
        } catch (StoreError const&) {
            problem("a digest has the wrong length");
            link_ = {};
            whole_ = false;
            return;
        }
        if (link_ && consent::link_hash(sha256_, *link_, entry) != entry.hash)
            problem("its hash does not follow from its content and the entry before it");
        link_ = entry.hash;
        Result<consent::Event> const event = consent::read_entry(entry);
        see_personal(entry, event, row);
        see_fields(entry, event, row.integer(9));
        proofs_.see(seq_, entry.hash, whole_);
    }

    /// Takes note of where the walk is; a place that was skipped is told.
    void follow(BrandNumber brand, consent::Seq seq)
    {
        if (brand != brand_) {
            brand_ = brand;
            brand_name_ = verifying_.brand_name(brand);
            texts_dropped_ = verifying_.dropped_until(brand, RetentionKind::message_text);
            unmatched_dropped_ = verifying_.dropped_until(brand, RetentionKind::unmatched_text);
            seq_ = 0;
            link_ = consent::first_link;
            whole_ = true;
            proofs_.begin(brand);
            if (!verifying_.brands.contains(brand))
                verifying_.findings.of_entry(brand_name_, seq, "its brand is not there");
        }
        if (seq != seq_ + 1) {
            verifying_.findings.of_entry(brand_name_, seq_ + 1, "is missing");
            link_ = {};
            whole_ = false;
        }
        seq_ = seq;
    }

    void see_personal(consent::Entry const& entry, Result<consent::Event> const& event, Row row)
    {
        consent::Personal const& personal = entry.personal;
        bool const has_names = !row.is_null(10) && !personal.who_salt.empty() && !personal.who.empty();
        bool const has_words = !row.is_null(10) && !personal.said_salt.empty() && !personal.said.empty();
        bool const words_are_over = event && words_are_dropped(event->type);
        bool const is_explained = (has_names && (has_words || words_are_over)) || is_erased(row.integer(9))
            || (has_names && are_others(row.integer(9)));
        if (!is_explained)
            problem("what is personal of it is missing, and neither an erasure nor the retention explains it");
        else if (has_words && words_are_over)
            problem("its words are still there though the retention has dropped them");
        else if (auto const broken = consent::broken_commitment(sha256_, entry))
            problem(*broken);
    }

    /// Words that are no evidence of consent go sooner.
    bool words_are_dropped(consent::EventType type) const
    {
        bool const is_evidence = type != consent::EventType::unmatched && type != consent::EventType::help;
        return seq_ <= texts_dropped_ || (!is_evidence && seq_ <= unmatched_dropped_);
    }

    /// Whether this entry or a later one of the same ledger tells that its subject was erased.
    bool is_erased(consent::SubjectNumber subject)
    {
        return erased_later_.first([](Row) { return true; }, subject, place_, entry_place(brand_, seq_max))
            .value_or(false);
    }

    /// Whether a later entry tells that the words were somebody else's: an entry of theirs has them.
    bool are_others(consent::SubjectNumber subject)
    {
        return taken_back_.first([](Row) { return true; }, subject, place_, entry_place(brand_, seq_max), seq_)
            .value_or(false);
    }

    void see_fields(consent::Entry const& entry, Result<consent::Event> const& event, consent::SubjectNumber subject)
    {
        bool const is_alarm = event && event->type == consent::EventType::alarm;
        if (is_alarm && subject != consent::nobody)
            problem("it is an alarm, and is listed with a subject");
        if (!is_alarm && !is_current_subject_.first([](Row) { return true; }, subject))
            problem("its subject is not there, or was merged into another");
        if (!event) {
            problem("it cannot be read: " + event.error().detail);
            return;
        }
        wordings_.see(brand_name_, *event);
        if (event->brand != brand_name_)
            problem("it says that it belongs to another brand");
        if (event->seq != seq_ || (event->version & seq_max) != seq_)
            problem("it says that it has another place");
        if (consent::event_id(entry.fields) != event->id)
            problem("its id is not where it has to be");
        if (!event->message_key.empty())
            see_item(event->message_key);
    }

    void see_item(std::string const& hex)
    {
        auto const key = consent::private_key_of(hex);
        if (!key) {
            problem("the key of its item is none");
            return;
        }
        ShortKey const wanted = short_key(*key);
        for (std::int64_t at = wanted.key;; at = next_key(at)) {
            auto const tag = seen_.first([](Row row) { return row.integer(0); }, at);
            if (tag == wanted.tag)
                return;
            if (!tag) {
                problem("its item is not among the known items, so that it could be entered twice");
                return;
            }
        }
    }

    void problem(std::string const& sentence) { verifying_.findings.of_entry(brand_name_, seq_, sentence); }

    Verifying& verifying_;
    VerifyProofs proofs_;
    VerifyWordings wordings_;
    Statement entries_;
    Statement is_current_subject_;
    Statement seen_;
    Statement erased_later_;
    Statement taken_back_;
    Sha256 sha256_;
    EntryPlace place_ = INT64_MIN;
    BrandNumber brand_ = -1;
    std::string brand_name_;
    consent::Seq seq_ = 0;
    consent::Seq texts_dropped_ = 0;
    consent::Seq unmatched_dropped_ = 0;
    std::optional<Digest> link_;  ///< The hash before; none where it is not known.
    bool whole_ = true;           ///< Every entry of the brand up to here could be read.
};

}  // namespace

void verify_chains(Verifying& verifying)
{
    Chains chains{verifying};
    while (chains.slice()) { }
    chains.end();
}

}  // namespace consentry::store
