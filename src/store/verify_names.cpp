#include "store/verify_names.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using consent::Alias;
using consent::AliasKind;
using consent::Event;
using consent::Seq;

struct AliasRow {
    std::int64_t number = 0;
    std::int64_t key = 0;
    std::optional<Alias> alias;  ///< None if its kind is no word of ours.
    EventTime since;
    std::optional<EventTime> until;
};

}  // namespace

class VerifyNames::Looking {
public:
    explicit Looking(Verifying& verifying)
        : verifying_{verifying}
        , rows_{verifying.database}
        , aliases_{verifying.database.prepare(
              "SELECT number, key, kind, value, since, until FROM alias WHERE subject = ?1 ORDER BY number")}
        , unlinked_{verifying.database.prepare("SELECT brand, since FROM unlinked WHERE subject = ?1")}
        , ended_{verifying.database.prepare("SELECT max(until) FROM alias WHERE key = ?1 AND until IS NOT NULL "
                                            "AND NOT (subject = ?2 AND number = ?3)")}
        , alias_key_{verifying.database.prepare(
              "SELECT tag, portfolio, subject, until, formerly_until, erased FROM alias_key WHERE key = ?1")}
        , holds_{
              verifying.database.prepare("SELECT 1 FROM alias WHERE key = ?1 AND subject = ?2 AND until IS ?3 LIMIT 1")}
    {
    }

    void see_aliases(VerifiedSubject const& subject, SubjectEvents const& events)
    {
        std::vector<AliasRow> const rows = aliases_of(subject.number);
        std::int64_t expected = 1;
        for (AliasRow const& row : rows) {
            std::string const name = "alias " + std::to_string(row.number);
            if (row.number != expected++)
                problem(subject, name + " is out of order");
            if (!row.alias)
                problem(subject, name + " is of an unknown kind");
            else if (!is_told(row, events))
                problem(subject, name + " is not as its entries tell");
            if (row.alias && !is_end_told(row, rows, events))
                problem(subject, name + " ends at another time than its entries tell");
            if (!has_key(subject, row, events))
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

    /// Whether some entry that has the name is from when the name is said to be known. It need not be the first: a
    /// change of names may become known after what it came before.
    static bool is_told(AliasRow const& row, SubjectEvents const& events)
    {
        auto const tells = [&](Event const& event) {
            auto const names = aliases_in(event);
            return event.timestamp == row.since && std::ranges::find(names, *row.alias) != names.end();
        };
        return std::ranges::any_of(
            events, [&](auto const& of_brand) { return std::ranges::any_of(of_brand.second, tells); });
    }

    /// A number that somebody came back to is there once for each time.
    static bool is_alone(AliasRow const& row, std::span<AliasRow const> rows)
    {
        return std::ranges::count(rows, row.alias, &AliasRow::alias) == 1;
    }

    /// Whether the name ended when an entry tells; of one that holds, whether it was taken up again after an end, or
    /// another time of it tells the ends. The order of the entries says nothing: what came first may be told last.
    static bool is_end_told(AliasRow const& row, std::span<AliasRow const> rows, SubjectEvents const& events)
    {
        std::optional<EventTime> first_end;
        std::optional<EventTime> last_seen;
        bool is_told = false;
        for (auto const& [brand, of_brand] : events) {
            for (Event const& event : of_brand) {
                auto const names = aliases_in(event);
                if (std::ranges::find(names, *row.alias) != names.end())
                    last_seen = std::max(last_seen, std::optional{event.timestamp});
                if (row.alias->kind != AliasKind::phone || event.former_wa_id != row.alias->value)
                    continue;
                is_told = is_told || event.timestamp == row.until;
                first_end = std::min(first_end.value_or(event.timestamp), event.timestamp);
            }
        }
        if (row.until)
            return is_told;
        return !first_end || !is_alone(row, rows) || (last_seen && *last_seen >= *first_end);
    }

    static std::optional<EventTime> time_of(Row row, int column)
    {
        return row.is_null(column) ? std::nullopt : std::optional{row.time(column)};
    }

    /// Until when somebody else had the name before.
    std::optional<EventTime> end_before(VerifiedSubject const& subject, AliasRow const& row)
    {
        return ended_.first([](Row found) { return time_of(found, 0); }, row.key, subject.number, row.number)
            .value_or(std::nullopt);
    }

    /// Of who had it before and was erased there is nothing left that would tell when that ended.
    bool fits_before(VerifiedSubject const& subject, AliasRow const& row, std::optional<EventTime> told,
        std::optional<EventTime> erased)
    {
        bool const is_of_erased = erased && told && *told <= *erased + std::chrono::seconds{1};
        return is_of_erased || told == end_before(subject, row);
    }

    /// Whether that was when they moved to the number: before, it was somebody else's of whom nothing need be known.
    static bool is_begin_told(AliasRow const& row, std::optional<EventTime> told, SubjectEvents const& events)
    {
        auto const begins = [&](Event const& event) {
            return event.type == consent::EventType::renumbered && event.timestamp == told && row.alias
                && event.wa_id == row.alias->value;
        };
        return std::ranges::any_of(
            events, [&](auto const& of_brand) { return std::ranges::any_of(of_brand.second, begins); });
    }

    /// Whether whom a key leads to has the name as long as the key tells. One that leads to nobody is of somebody
    /// erased.
    bool leads_somewhere(Row found, std::int64_t key)
    {
        if (found.integer(2) == 0)
            return !found.is_null(5);
        return holds_.first([](Row) { return true; }, key, found.integer(2), time_of(found, 3)).value_or(false);
    }

    /// One that has ended may be somebody else's by now.
    bool has_key(VerifiedSubject const& subject, AliasRow const& row, SubjectEvents const& events)
    {
        std::int64_t tag = 0;
        auto const read = [&](Row found) {
            tag = found.integer(0);
            if (found.integer(1) != subject.portfolio)
                return false;
            bool const is_own = found.integer(2) == subject.number && time_of(found, 3) == row.until;
            return is_own ? fits_before(subject, row, time_of(found, 4), time_of(found, 5))
                    || is_begin_told(row, time_of(found, 4), events)
                          : row.until && leads_somewhere(found, row.key);
        };
        bool const fits = alias_key_.first(read, row.key).value_or(false);
        auto const portfolio = verifying_.portfolios.find(subject.portfolio);
        if (!fits || portfolio == verifying_.portfolios.end())
            return false;
        if (!verifying_.keys || !row.alias)
            return true;
        consent::PrivateKey const key = verifying_.keys->of_alias(portfolio->second, *row.alias);
        bool const is_found = row.until || rows_.holder_of(subject.portfolio, key).subject == subject.number;
        return short_key(key).tag == tag && is_found;
    }

    /// Whoever has opted out without a phone number is listed in each brand that has heard it, and nobody else.
    void see_unlinked(VerifiedSubject const& subject)
    {
        std::map<BrandNumber, EventTime> told;
        unlinked_.each([&](Row row) { told[row.integer(0)] = row.time(1); }, subject.number);
        std::map<BrandNumber, EventTime> expected;
        auto const rows = aliases_of(subject.number);
        bool const has_phone = std::ranges::any_of(
            rows, [](AliasRow const& row) { return row.alias && row.alias->kind == AliasKind::phone && !row.until; });
        for (auto const& [brand, name] : verifying_.brands) {
            for (consent::Fact const& fact : has_phone ? std::vector<consent::Fact>{} : facts_of(brand, subject)) {
                if (fact.kind != consent::FactKind::opt_out && fact.kind != consent::FactKind::meta_stop)
                    continue;
                auto const known = expected.emplace(brand, fact.at).first;
                known->second = std::min(known->second, fact.at);
            }
        }
        if (told != expected)
            problem(subject, "the list of those who opted out without a phone number has it wrong");
    }

    /// What cannot be read is told where facts are compared.
    std::vector<consent::Fact> facts_of(BrandNumber brand, VerifiedSubject const& subject)
    {
        try {
            return rows_.facts(brand, subject.number);
        } catch (StoreError const&) {
            return {};
        }
    }

    std::vector<AliasRow> aliases_of(consent::SubjectNumber subject)
    {
        return aliases_.all(
            [](Row row) {
                AliasRow result{row.integer(0), row.integer(1), {}, row.time(4),
                    row.is_null(5) ? std::nullopt : std::optional{row.time(5)}};
                if (auto const kind = consent::alias_kind_of(row.text(2)))
                    result.alias = Alias{*kind, std::string{row.text(3)}};
                return result;
            },
            subject);
    }

private:
    void problem(VerifiedSubject const& subject, std::string const& sentence)
    {
        verifying_.findings.of_subject(subject.public_id, sentence);
    }

    void problem(BrandNumber brand, Seq seq, std::string const& sentence)
    {
        verifying_.findings.of_entry(verifying_.brand_name(brand), seq, sentence);
    }

    Verifying& verifying_;
    StandingRows rows_;
    Statement aliases_;
    Statement unlinked_;
    Statement ended_;
    Statement alias_key_;
    Statement holds_;
};

VerifyNames::VerifyNames(Verifying& verifying)
    : looking_{std::make_unique<Looking>(verifying)}
{
}

VerifyNames::~VerifyNames() = default;

void VerifyNames::see(VerifiedSubject const& subject, SubjectEvents const& events)
{
    looking_->see_aliases(subject, events);
    looking_->see_unlinked(subject);
}

bool VerifyNames::has_any(VerifiedSubject const& subject)
{
    looking_->see_unlinked(subject);
    return !looking_->aliases_of(subject.number).empty();
}

}  // namespace consentry::store
