#include "store/verify_erasures.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using consent::Event;
using consent::Seq;
using consent::SubjectNumber;

constexpr int slice_subjects = 200;

using Subject = VerifiedSubject;
using Events = SubjectEvents;

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
        , names_{verifying}
        , erasures_{verifying}
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
        if (VerifyErasures::tells_one(events))
            erasures_.see(subject, events);
        else
            names_.see(subject, events);
    }

    /// A subject that went into another has nothing left, and an entry of the other tells of it.
    void see_gone(Subject const& subject)
    {
        if (names_.has_any(subject) || !events_of(subject.number).empty())
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
    VerifyNames names_;
    VerifyErasures erasures_;
    SubjectNumber last_ = 0;
};

}  // namespace

void verify_subjects(Verifying& verifying)
{
    Subjects subjects{verifying};
    while (subjects.slice()) { }
}

}  // namespace consentry::store
