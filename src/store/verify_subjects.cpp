#include "store/verification.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using consent::Alias;
using consent::AliasKind;
using consent::Event;
using consent::Seq;
using consent::SubjectNumber;

constexpr int slice_subjects = 200;

struct Subject {
    SubjectNumber number = 0;
    std::int64_t portfolio = 0;
    std::string public_id;
    std::optional<SubjectNumber> merged_into;
};

struct AliasRow {
    std::int64_t number = 0;
    std::int64_t key = 0;
    std::optional<Alias> alias;  ///< None if its kind is no word of ours.
    EventTime since;
};

/// The events of one subject, by brand, in order. What cannot be read was told by the walk along the chains.
using Events = std::map<BrandNumber, std::vector<Event>>;

bool same(consent::Fact const& a, consent::Fact const& b) { return a == b; }

bool same(consent::Prompt const& a, consent::Prompt const& b)
{
    return a.scope == b.scope && a.wording == b.wording && a.language == b.language && a.asked_at == b.asked_at
        && a.expires_at == b.expires_at && a.message_key == b.message_key;
}

bool same(consent::WaitingAnswer const& a, consent::WaitingAnswer const& b)
{
    return a.intent == b.intent && a.language == b.language && a.at == b.at && a.context_key == b.context_key
        && a.kept == b.kept;
}

class Subjects {
public:
    explicit Subjects(Verifying& verifying)
        : verifying_{verifying}
        , rows_{verifying.database}
        , subjects_{verifying.database.prepare(
              "SELECT id, portfolio, public_id, merged_into FROM subject WHERE id > ?1 ORDER BY id LIMIT ?2")}
        , entries_{verifying.database.prepare("SELECT " + std::string{entry_columns}
              + " FROM entry LEFT JOIN personal USING (place) WHERE entry.subject = ?1 ORDER BY entry.place")}
        , aliases_{verifying.database.prepare(
              "SELECT number, key, kind, value, since FROM alias WHERE subject = ?1 ORDER BY number")}
        , alias_key_{verifying.database.prepare("SELECT tag, portfolio, subject FROM alias_key WHERE key = ?1")}
    {
    }

    /// One slice; returns whether there may be more.
    bool slice()
    {
        Transaction const transaction{verifying_.database, Transaction::Kind::read};
        auto const subjects = subjects_.all(
            [](Row row) {
                Subject subject{row.integer(0), row.integer(1), std::string{row.text(2)}, {}};
                if (!row.is_null(3))
                    subject.merged_into = row.integer(3);
                return subject;
            },
            last_, slice_subjects);
        for (Subject const& subject : subjects) {
            ++verifying_.findings.result.subjects;
            // Numbers are given out one after the other and never taken back.
            if (subject.number != ++last_)
                problem(subject, "it has another number than it was given");
            last_ = subject.number;
            if (!verifying_.portfolios.contains(subject.portfolio))
                problem(subject, "its portfolio is not there");
            if (subject.merged_into)
                see_gone(subject);
            else
                see(subject);
        }
        return subjects.size() == slice_subjects;
    }

private:
    void see(Subject const& subject)
    {
        Events const events = events_of(subject.number);
        if (events.empty())
            problem(subject, "no entry tells of it");
        std::set<std::string> const names = names_of(subject, events);
        for (auto const& [brand, of_brand] : events) {
            for (Event const& event : of_brand) {
                if (!names.contains(event.subject))
                    problem(brand, event.seq, "it is listed with another subject than its own");
            }
        }
        for (auto const& [brand, name] : verifying_.brands)
            see_brand(subject, brand, events);
        see_aliases(subject, events);
    }

    /// A subject that went into another has nothing left, and an entry of the other tells of it.
    void see_gone(Subject const& subject)
    {
        if (!events_of(subject.number).empty() || !aliases_of(subject.number).empty())
            problem(subject, "was merged into another and still has entries or names");
        bool told = false;
        for (auto const& [brand, events] : events_of(*subject.merged_into)) {
            told = told || std::ranges::any_of(events, [&](Event const& event) {
                return event.type == consent::EventType::merged && event.merged_subject == subject.public_id;
            });
        }
        if (!told)
            problem(subject, "was merged into another, of which no entry tells");
    }

    /// All ids under which the subject was known: its own, and those of who was found to be the same.
    static std::set<std::string> names_of(Subject const& subject, Events const& events)
    {
        std::set<std::string> names{subject.public_id};
        for (auto const& [brand, of_brand] : events) {
            for (Event const& event : of_brand) {
                if (event.type == consent::EventType::merged)
                    names.insert(event.merged_subject);
            }
        }
        return names;
    }

    void see_brand(Subject const& subject, BrandNumber brand, Events const& events)
    {
        Rebuilt rebuilt;
        for (auto const& [other, of_other] : events) {
            for (Event const& event : of_other) {
                if (other != brand && event.type == consent::EventType::merged)
                    rebuilt.merged(event.subject, event.merged_subject, event.recorded_at);
            }
        }
        if (auto const found = events.find(brand); found != events.end()) {
            for (Event const& event : found->second) {
                if (auto const wrong = rebuilt.add(event))
                    problem(brand, event.seq, *wrong);
            }
        }
        compare(brand, "fact", [&] { return rows_.facts(brand, subject.number); }, rebuilt.facts);
        compare(brand, "prompt", [&] { return rows_.prompts(brand, subject.number); }, rebuilt.prompts);
        compare(brand, "waiting answer", [&] { return rows_.answers(brand, subject.number); }, rebuilt.answers);
    }

    /// What cannot be read at all counts as missing.
    template <class Read, class T>
    void compare(BrandNumber brand, std::string const& what, Read read, std::vector<T> const& rebuilt)
    {
        std::vector<T> told;
        try {
            told = read();
        } catch (StoreError const& error) {
            verifying_.findings.of_store("table " + what + ": " + error.what());
        }
        std::map<Seq, std::pair<T const*, T const*>> by_entry;
        for (T const& row : told)
            by_entry[row.seq].first = &row;
        for (T const& row : rebuilt)
            by_entry[row.seq].second = &row;
        for (auto const& [seq, pair] : by_entry) {
            auto const [in_table, in_ledger] = pair;
            if (!in_table)
                problem(brand, seq, "its " + what + " is missing in the table");
            else if (!in_ledger)
                problem(brand, seq, "the table has a " + what + " that it does not state");
            else if (!same(*in_table, *in_ledger))
                problem(brand, seq, "its " + what + " is another in the table");
        }
    }

    void see_aliases(Subject const& subject, Events const& events)
    {
        std::vector<AliasRow> const rows = aliases_of(subject.number);
        std::int64_t expected = 1;
        for (AliasRow const& row : rows) {
            std::string const name = "alias " + std::to_string(row.number);
            if (row.number != expected++)
                problem(subject, name + " is out of order");
            if (!row.alias)
                problem(subject, name + " is of an unknown kind");
            else if (!is_told(*row.alias, row.since, events))
                problem(subject, name + " is not as its entries tell");
            if (!has_key(subject, row))
                problem(subject, name + " cannot be found by its key");
        }
        for (auto const& [brand, of_brand] : events) {
            for (Event const& event : of_brand) {
                for (Alias const& alias : aliases_in(event)) {
                    if (std::ranges::find(rows, alias, &AliasRow::alias) == rows.end())
                        problem(brand, event.seq, "a name in it is no alias of its subject");
                }
            }
        }
    }

    static std::vector<Alias> aliases_in(Event const& event)
    {
        std::vector<Alias> aliases;
        auto const add = [&](AliasKind kind, std::string const& value) {
            if (!value.empty())
                aliases.push_back({kind, value});
        };
        add(AliasKind::phone, event.wa_id);
        add(AliasKind::user_id, event.user_id);
        add(AliasKind::parent_user_id, event.parent_user_id);
        return aliases;
    }

    /// Whether in some brand the first entry that has the name is from when the name is said to be known.
    static bool is_told(Alias const& alias, EventTime since, Events const& events)
    {
        return std::ranges::any_of(events, [&](auto const& of_brand) {
            auto const first = std::ranges::find_if(of_brand.second, [&](Event const& event) {
                auto const names = aliases_in(event);
                return std::ranges::find(names, alias) != names.end();
            });
            return first != of_brand.second.end() && first->timestamp == since;
        });
    }

    bool has_key(Subject const& subject, AliasRow const& row)
    {
        std::int64_t tag = 0;
        bool const fits
            = alias_key_
                  .first(
                      [&](Row found) {
                          tag = found.integer(0);
                          return found.integer(1) == subject.portfolio && found.integer(2) == subject.number;
                      },
                      row.key)
                  .value_or(false);
        auto const portfolio = verifying_.portfolios.find(subject.portfolio);
        if (!fits || portfolio == verifying_.portfolios.end())
            return false;
        if (!verifying_.keys || !row.alias)
            return true;
        consent::PrivateKey const key = verifying_.keys->of_alias(portfolio->second, *row.alias);
        return short_key(key).tag == tag && rows_.subject_of(subject.portfolio, key) == subject.number;
    }

    Events events_of(SubjectNumber subject)
    {
        Events events;
        entries_.each(
            [&](Row row) {
                try {
                    if (Result<Event> event = consent::read_entry(read_entry(row)))
                        events[brand_at(row.integer(0))].push_back(std::move(*event));
                } catch (StoreError const&) {
                    return;
                }
            },
            subject);
        return events;
    }

    std::vector<AliasRow> aliases_of(SubjectNumber subject)
    {
        return aliases_.all(
            [](Row row) {
                AliasRow result{row.integer(0), row.integer(1), {}, row.time(4)};
                if (auto const kind = consent::alias_kind_of(row.text(2)))
                    result.alias = Alias{*kind, std::string{row.text(3)}};
                return result;
            },
            subject);
    }

    void problem(Subject const& subject, std::string const& sentence)
    {
        verifying_.findings.of_subject(subject.public_id, sentence);
    }

    void problem(BrandNumber brand, Seq seq, std::string const& sentence)
    {
        verifying_.findings.of_entry(verifying_.brand_name(brand), seq, sentence);
    }

    Verifying& verifying_;
    StandingRows rows_;
    Statement subjects_;
    Statement entries_;
    Statement aliases_;
    Statement alias_key_;
    SubjectNumber last_ = 0;
};

}  // namespace

void verify_subjects(Verifying& verifying)
{
    Subjects subjects{verifying};
    while (subjects.slice()) { }
}

}  // namespace consentry::store
