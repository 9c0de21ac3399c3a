#include "store/standing_rows.hpp"

#include "consentry/consent/variants.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using consent::Alias;
using consent::SubjectNumber;

/// A value that no program of ours can have written.
[[noreturn]] void throw_damaged(std::string const& what)
{
    throw StoreError{SQLITE_CORRUPT, "the store is damaged: " + what + "; verify it, and restore a backup"};
}

template <class Enum>
Enum known(std::optional<Enum> value, char const* column)
{
    if (!value)
        throw_damaged(std::string{column} + " holds an unknown word");
    return *value;
}

std::int64_t as_integer(std::uint8_t const* octets)
{
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value = value << 8 | octets[i];
    return static_cast<std::int64_t>(value);
}

template <std::size_t Size>
std::array<std::uint8_t, Size> read_octets(Row row, int column)
{
    auto const octets = row.blob(column);
    std::array<std::uint8_t, Size> result{};
    if (octets.size() != Size)
        throw_damaged("a digest has the wrong length");
    std::ranges::copy(octets, result.begin());
    return result;
}

std::optional<EventTime> optional_time(Row row, int column)
{
    if (row.is_null(column))
        return {};
    return row.time(column);
}

std::string entry_query(std::string_view rest)
{
    return "SELECT " + std::string{entry_columns} + " FROM entry LEFT JOIN personal USING (place) " + std::string{rest};
}

}  // namespace

ShortKey short_key(consent::PrivateKey const& key) { return {as_integer(key.data()), as_integer(key.data() + 8)}; }

std::int64_t next_key(std::int64_t key) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(key) + 1); }

StandingRows::StandingRows(Database const& database)
    : holder_of_{database.prepare(
          "SELECT tag, portfolio, subject, until, formerly_until, erased FROM alias_key WHERE key = ?1")}
    , former_holder_{database.prepare(
          "SELECT subject, until FROM alias WHERE key = ?1 AND until > ?2 ORDER BY until LIMIT 1")}
    , former_holders_{database.prepare(
          "SELECT subject, until FROM alias WHERE key = ?1 AND until <= ?2 ORDER BY until")}
    , public_id_{database.prepare("SELECT public_id FROM subject WHERE id = ?1")}
    , aliases_{database.prepare("SELECT kind, value FROM alias WHERE subject = ?1 AND until IS NULL ORDER BY number")}
    , facts_{database.prepare("SELECT kind, scope, at, valid_until, authority, number, annuls, seq, wording, "
                              "asked_at, confirmed, event FROM fact "
                              "WHERE brand = ?1 AND subject = ?2 ORDER BY seq")}
    , prompts_{database.prepare("SELECT scope, wording, language, asked_at, expires_at, message_key, seq FROM prompt "
                                "WHERE brand = ?1 AND subject = ?2 ORDER BY seq")}
    , answers_{database.prepare("SELECT intent, language, at, context_key, seq, kept FROM answer "
                                "WHERE brand = ?1 AND subject = ?2 ORDER BY seq")}
    , any_erasure_{database.prepare("SELECT 1 FROM erasure LIMIT 1")}
    , erased_{database.prepare("SELECT max(alias_key.erased) FROM alias JOIN alias_key USING (key) "
                               "WHERE alias.subject = ?1 AND alias.until IS NULL")}
{
}

AliasHolder StandingRows::holder_of(BrandNumber portfolio, consent::PrivateKey const& alias)
{
    ShortKey const wanted = short_key(alias);
    for (std::int64_t key = wanted.key;; key = next_key(key)) {
        AliasHolder holder{key, 0, {}, {}, {}};
        auto const read = [&](Row row) {
            bool const is_meant = row.integer(0) == wanted.tag && row.integer(1) == portfolio;
            if (is_meant)
                holder = {key, row.integer(2), optional_time(row, 3), optional_time(row, 4), optional_time(row, 5)};
            return is_meant;
        };
        if (holder_of_.first(read, key).value_or(true))
            return holder;
    }
}

std::optional<consent::Holder> StandingRows::holder_at(
    BrandNumber portfolio, consent::PrivateKey const& alias, EventTime at)
{
    return holder_at(holder_of(portfolio, alias), at);
}

std::optional<consent::Holder> StandingRows::holder_at(AliasHolder const& holder, EventTime at)
{
    if (holder.formerly_until && at < *holder.formerly_until)
        return former_holder_.first(
            [](Row row) { return consent::Holder{row.integer(0), row.time(1)}; }, holder.key, at);
    if (holder.subject == 0 || (holder.until && at >= *holder.until))
        return {};
    return consent::Holder{holder.subject, holder.until};
}

std::optional<EventTime> StandingRows::end_of_unknown_holder(AliasHolder const& holder, EventTime at)
{
    bool const is_others = holder.formerly_until && at < *holder.formerly_until && !holder_at(holder, at);
    return is_others ? holder.formerly_until : std::nullopt;
}

std::optional<SubjectNumber> subject_of(
    StandingRows& rows, NamedPortfolio const& portfolio, Alias const& name, EventTime at)
{
    auto const look = [&](Alias const& spelling) {
        return rows.holder_at(portfolio.number, portfolio.keys.of_alias(portfolio.name, spelling), at);
    };
    auto holder = look(name);
    if (auto const other = consent::other_spelling(name); !holder && other)
        holder = look(*other);
    return holder ? std::optional{holder->subject} : std::nullopt;
}

std::vector<consent::Fact> StandingRows::facts_left(
    BrandNumber brand, AliasHolder const& holder, EventTime at, std::span<SubjectNumber const> present)
{
    // Few numbers have had another holder, and everybody's is asked about.
    if (!holder.formerly_until && !(holder.until && *holder.until <= at))
        return {};
    std::vector<consent::Fact> left;
    auto const holders
        = former_holders_.all([](Row row) { return std::pair{row.integer(0), row.time(1)}; }, holder.key, at);
    for (auto const& [subject, until] : holders) {
        if (std::ranges::find(present, subject) != present.end())
            continue;
        // With what was taken back of them, whenever that was.
        for (consent::Fact& fact : facts(brand, subject)) {
            if (fact.at < until || fact.kind == consent::FactKind::annulment)
                left.push_back(std::move(fact));
        }
    }
    return left;
}

consent::Standing StandingRows::standing(BrandNumber brand, SubjectNumber subject)
{
    consent::Standing standing;
    standing.subject = subject;
    standing.public_id = public_id(subject);
    standing.aliases = aliases(subject);
    standing.facts = facts(brand, subject);
    standing.prompts = prompts(brand, subject);
    standing.answers = answers(brand, subject);
    standing.erased = erased(subject);
    return standing;
}

bool StandingRows::any_erased()
{
    if (!any_erased_)
        any_erased_ = any_erasure_.first([](Row) { return true; }).value_or(false);
    return any_erased_;
}

std::optional<EventTime> StandingRows::erased(SubjectNumber subject)
{
    if (!any_erased())
        return {};
    return erased_.first([](Row row) { return optional_time(row, 0); }, subject).value_or(std::nullopt);
}

std::string StandingRows::public_id(SubjectNumber subject)
{
    auto const id = public_id_.first([](Row row) { return std::string{row.text(0)}; }, subject);
    if (!id)
        throw_damaged("a subject is missing");
    return *id;
}

std::vector<Alias> StandingRows::aliases(SubjectNumber subject)
{
    return aliases_.all(
        [](Row row) {
            return Alias{known(consent::alias_kind_of(row.text(0)), "alias.kind"), std::string{row.text(1)}};
        },
        subject);
}

std::vector<consent::Fact> StandingRows::facts(BrandNumber brand, SubjectNumber subject)
{
    return facts_.all(
        [](Row row) {
            consent::Fact fact;
            fact.kind = known(consent::fact_kind_of(row.text(0)), "fact.kind");
            fact.scope = row.text(1);
            fact.at = row.time(2);
            fact.valid_until = optional_time(row, 3);
            fact.authority = known(consent::authority_of(row.text(4)), "fact.authority");
            fact.number = row.text(5);
            fact.annuls = row.integer(6);
            fact.seq = row.integer(7);
            fact.wording = row.text(8);
            fact.asked_at = optional_time(row, 9);
            fact.confirmed = row.integer(10) != 0;
            fact.event = row.text(11);
            return fact;
        },
        brand, subject);
}

std::vector<consent::Prompt> StandingRows::prompts(BrandNumber brand, SubjectNumber subject)
{
    return prompts_.all(
        [](Row row) {
            return consent::Prompt{std::string{row.text(0)}, std::string{row.text(1)}, std::string{row.text(2)},
                row.time(3), row.time(4), read_private_key(row, 5), row.integer(6)};
        },
        brand, subject);
}

std::vector<consent::WaitingAnswer> StandingRows::answers(BrandNumber brand, SubjectNumber subject)
{
    return answers_.all(
        [](Row row) {
            return consent::WaitingAnswer{known(consent::intent_of(row.text(0)), "answer.intent"),
                std::string{row.text(1)}, row.time(2), read_private_key(row, 3), row.integer(4), row.time(5)};
        },
        brand, subject);
}

EntryRows::EntryRows(Database const& database)
    : entry_{database.prepare(entry_query("WHERE entry.place = ?1"))}
    , after_{database.prepare(
          entry_query("WHERE entry.place > ?1 AND entry.place <= ?2 ORDER BY entry.place LIMIT ?3"))}
    , of_subject_{database.prepare(entry_query("WHERE entry.subject = ?1 AND entry.place > ?2 AND entry.place <= ?3 "
                                               "ORDER BY entry.place LIMIT ?4"))}
{
}

std::optional<consent::Entry> EntryRows::entry(EntryPlace place)
{
    return entry_.first([](Row row) { return read_entry(row); }, place);
}

std::vector<consent::Entry> EntryRows::after(BrandNumber brand, consent::Seq after, std::size_t limit)
{
    return after_.all(
        [](Row row) { return read_entry(row); }, entry_place(brand, after), entry_place(brand, seq_max), limit);
}

std::vector<consent::Entry> EntryRows::of_subject(
    BrandNumber brand, SubjectNumber subject, consent::Seq after, std::size_t limit)
{
    return of_subject_.all([](Row row) { return read_entry(row); }, subject, entry_place(brand, after),
        entry_place(brand, seq_max), limit);
}

consent::Entry read_entry(Row row, int first)
{
    constexpr std::size_t digest_size = std::tuple_size_v<Digest>;
    consent::Entry entry;
    entry.seq = seq_at(row.integer(first));
    entry.fields = row.text(first + 1);
    entry.who_commitment = read_octets<digest_size>(row, first + 2);
    entry.said_commitment = read_octets<digest_size>(row, first + 3);
    entry.hash = read_octets<digest_size>(row, first + 4);
    entry.personal.who_salt = as_text(row.blob(first + 5));
    entry.personal.who = row.text(first + 6);
    entry.personal.said_salt = as_text(row.blob(first + 7));
    entry.personal.said = row.text(first + 8);
    return entry;
}

std::optional<consent::PrivateKey> read_private_key(Row row, int column)
{
    if (row.is_null(column))
        return {};
    return read_octets<std::tuple_size_v<consent::PrivateKey>>(row, column);
}

}  // namespace consentry::store
