#include "store/verification.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

constexpr int slice_entries = 1'000;

/// Walks all entries in the order of their places: brand after brand, each from its first entry.
class Chains {
public:
    explicit Chains(Verifying& verifying)
        : verifying_{verifying}
        , entries_{verifying.database.prepare("SELECT " + std::string{entry_columns}
              + ", entry.subject, personal.place FROM entry LEFT JOIN personal USING (place) "
                "WHERE entry.place > ?1 ORDER BY entry.place LIMIT ?2")}
        , is_current_subject_{verifying.database.prepare("SELECT 1 FROM subject WHERE id = ?1 AND merged_into IS NULL")}
        , seen_{verifying.database.prepare("SELECT tag FROM seen WHERE key = ?1")}
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
            return;
        }
        if (link_ && consent::link_hash(sha256_, *link_, entry) != entry.hash)
            problem("its hash does not follow from its content and the entry before it");
        link_ = entry.hash;
        see_personal(entry, row);
        see_fields(entry, row.integer(9));
    }

    /// Takes note of where the walk is; a place that was skipped is told.
    void follow(BrandNumber brand, consent::Seq seq)
    {
        if (brand != brand_) {
            brand_ = brand;
            brand_name_ = verifying_.brand_name(brand);
            seq_ = 0;
            link_ = consent::first_link;
            if (!verifying_.brands.contains(brand))
                verifying_.findings.of_entry(brand_name_, seq, "its brand is not there");
        }
        if (seq != seq_ + 1) {
            verifying_.findings.of_entry(brand_name_, seq_ + 1, "is missing");
            link_ = {};
        }
        seq_ = seq;
    }

    void see_personal(consent::Entry const& entry, Row row)
    {
        consent::Personal const& personal = entry.personal;
        if (row.is_null(10) || personal.who_salt.empty() || personal.who.empty() || personal.said_salt.empty()
            || personal.said.empty())
            problem("what is personal of it is missing, and no erasure explains it");
        else if (auto const broken = consent::broken_commitment(sha256_, entry))
            problem(*broken);
    }

    void see_fields(consent::Entry const& entry, consent::SubjectNumber subject)
    {
        Result<consent::Event> const event = consent::read_entry(entry);
        bool const is_alarm = event && event->type == consent::EventType::alarm;
        if (is_alarm && subject != consent::nobody)
            problem("it is an alarm, and is listed with a subject");
        if (!is_alarm && !is_current_subject_.first([](Row) { return true; }, subject))
            problem("its subject is not there, or was merged into another");
        if (!event) {
            problem("it cannot be read: " + event.error().detail);
            return;
        }
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
    Statement entries_;
    Statement is_current_subject_;
    Statement seen_;
    Sha256 sha256_;
    EntryPlace place_ = INT64_MIN;
    BrandNumber brand_ = -1;
    std::string brand_name_;
    consent::Seq seq_ = 0;
    std::optional<Digest> link_;  ///< The hash before; none where it is not known.
};

}  // namespace

void verify_chains(Verifying& verifying)
{
    Chains chains{verifying};
    while (chains.slice()) { }
}

}  // namespace consentry::store
