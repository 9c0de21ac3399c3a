#include "consentry/base/clock.hpp"
#include "store/verification.hpp"

namespace consentry::store {
namespace {

constexpr int slice_rows = 5'000;

/// The hash key of the item that an entry tells; none if it tells none or cannot be read.
std::optional<ShortKey> item_of(std::string_view fields)
{
    consent::Entry entry;
    entry.fields = fields;
    Result<consent::Event> const event = consent::read_entry(entry);
    auto const key = event ? consent::private_key_of(event->message_key) : std::nullopt;
    if (!key)
        return {};
    return short_key(*key);
}

class Tables {
public:
    explicit Tables(Verifying& verifying)
        : verifying_{verifying}
        , subject_of_entry_{verifying.database.prepare("SELECT subject FROM entry WHERE place = ?1")}
        , fields_{verifying.database.prepare("SELECT fields FROM entry WHERE place = ?1")}
        , has_alias_{verifying.database.prepare("SELECT 1 FROM alias WHERE subject = ?1 AND key = ?2")}
        , has_subject_{verifying.database.prepare("SELECT 1 FROM subject WHERE id = ?1 AND merged_into IS NULL")}
        , head_{verifying.database.prepare("SELECT max(place) FROM entry WHERE place BETWEEN ?1 AND ?2")}
    {
    }

    /// Facts and their like: whether the entry they name is there and of the same subject. What it states is compared
    /// subject by subject.
    void see_consequences(std::string const& table)
    {
        Statement rows = verifying_.database.prepare("SELECT brand, subject, seq FROM " + table
            + " WHERE (brand, subject, seq) > (?1, ?2, ?3) ORDER BY brand, subject, seq LIMIT ?4");
        std::int64_t last[3]{INT64_MIN, INT64_MIN, INT64_MIN};
        in_slices([&] {
            return count(
                rows,
                [&](Row row) {
                    for (int i = 0; i < 3; ++i)
                        last[i] = row.integer(i);
                    EntryPlace const place = entry_place(last[0], last[2]);
                    auto const subject = subject_of_entry_.first([](Row found) { return found.integer(0); }, place);
                    if (subject != last[1])
                        problem(last[0], last[2], "the table " + table + " has a row of it that is not its own");
                },
                last[0], last[1], last[2], slice_rows);
        });
    }

    void see_personal()
    {
        Statement rows
            = verifying_.database.prepare("SELECT place FROM personal WHERE place > ?1 ORDER BY place LIMIT ?2");
        EntryPlace last = INT64_MIN;
        in_slices([&] {
            return count(
                rows,
                [&](Row row) {
                    last = row.integer(0);
                    if (!subject_of_entry_.first([](Row) { return true; }, last))
                        problem(brand_at(last), seq_at(last), "is missing, and what is personal of it is still there");
                },
                last, slice_rows);
        });
    }

    /// Each known item stands with the first entry that tells of it.
    void see_items()
    {
        Statement rows
            = verifying_.database.prepare("SELECT key, tag, place FROM seen WHERE key > ?1 ORDER BY key LIMIT ?2");
        std::int64_t last = INT64_MIN;
        in_slices([&] {
            return count(
                rows,
                [&](Row row) {
                    last = row.integer(0);
                    std::int64_t const tag = row.integer(1);
                    EntryPlace const place = row.integer(2);
                    auto const told = item_at(place);
                    auto const before = item_at(place - 1);
                    if (!told || told->tag != tag || (before && before->tag == tag))
                        problem(
                            brand_at(place), seq_at(place), "a known item is listed with it that it does not begin");
                },
                last, slice_rows);
        });
    }

    void see_alias_keys()
    {
        Statement rows = verifying_.database.prepare(
            "SELECT key, subject, portfolio, tag, erased FROM alias_key WHERE key > ?1 ORDER BY key LIMIT ?2");
        std::int64_t last = INT64_MIN;
        in_slices([&] {
            return count(
                rows,
                [&](Row row) {
                    last = row.integer(0);
                    see_suppression(row);
                    if (row.integer(1) != 0 && !has_alias_.first([](Row) { return true; }, row.integer(1), last))
                        verifying_.findings.of_store("the table alias_key has a key that is no alias's");
                },
                last, slice_rows);
        });
    }

    /// A key that leads to nobody is there because who had the name was erased, and for nothing else.
    void see_suppression(Row row)
    {
        auto const told = verifying_.suppressed.find({row.integer(2), row.integer(3)});
        bool const is_told = told != verifying_.suppressed.end();
        bool const fits = row.is_null(4) ? !is_told && row.integer(1) != 0 : is_told && told->second == row.time(4);
        if (!fits)
            verifying_.findings.of_store(
                "the table alias_key has a key that tells of another erasure than the entries");
    }

    void see_erasures()
    {
        verifying_.database
            .prepare("SELECT subject FROM erasure WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.subject = "
                     "erasure.subject AND json_valid(fields) AND json_extract(fields, '$.type') = 'subject.erased')")
            .each([&](Row) {
                verifying_.findings.of_store(
                    "the table erasure has a subject of which no entry says that it was erased");
            });
        verifying_.database
            .prepare("SELECT 1 FROM erasure_name WHERE subject NOT IN (SELECT subject FROM erasure) LIMIT 1")
            .each([&](Row) {
                verifying_.findings.of_store("the table erasure_name has a name of nobody who was erased");
            });
    }

    void see_aliases()
    {
        Statement rows = verifying_.database.prepare(
            "SELECT subject, number FROM alias WHERE (subject, number) > (?1, ?2) ORDER BY subject, number LIMIT ?3");
        std::int64_t last[2]{INT64_MIN, INT64_MIN};
        in_slices([&] {
            return count(
                rows,
                [&](Row row) {
                    last[0] = row.integer(0);
                    last[1] = row.integer(1);
                    if (!has_subject_.first([](Row) { return true; }, last[0]))
                        verifying_.findings.of_store("the table alias has a name of a subject that is not there");
                },
                last[0], last[1], slice_rows);
        });
    }

    void see_deliveries()
    {
        Transaction const transaction{verifying_.database, Transaction::Kind::read};
        verifying_.database
            .prepare("SELECT brand, name, cursor, (SELECT coalesce(max(seq), 0) FROM delivery "
                     "WHERE destination = destination.id) FROM destination WHERE feed <> 'snapshot'")
            .each([&](Row row) {
                BrandNumber const brand = row.integer(0);
                auto const head = head_.first(
                    [](Row found) { return found.integer(0); }, entry_place(brand, 0), entry_place(brand, seq_max));
                consent::Seq const end = seq_at(head.value_or(0));
                std::string const name
                    = "destination " + std::string{row.text(1)} + " of brand " + verifying_.brand_name(brand);
                if (!verifying_.brands.contains(brand) || row.integer(2) < 0 || row.integer(2) > end)
                    verifying_.findings.of_store(name + ": its cursor is past the end of the ledger");
                if (row.integer(3) > end)
                    verifying_.findings.of_store(name + ": it has a delivery of an entry that is not there");
            });
    }

    /// Rows that the forwarder would never come to, so that their events would not be sent.
    void see_stray_deliveries()
    {
        verifying_.database
            .prepare("SELECT destination, min(seq), count(*) FROM delivery WHERE seq < 1 OR destination NOT IN "
                     "(SELECT id FROM destination) OR state NOT IN "
                     "('queued', 'waiting', 'delivered', 'dead', 'skipped', 'unknown') "
                     "GROUP BY destination")
            .each([&](Row row) {
                verifying_.findings.of_store("the table delivery has " + std::to_string(row.integer(2))
                    + " rows of no destination, entry or state that there is, the first of them of destination "
                    + std::to_string(row.integer(0)) + ", seq " + std::to_string(row.integer(1)));
            });
    }

    /// What waits for a person is a hold, and every hold that still decides waits.
    void see_holds()
    {
        Transaction const transaction{verifying_.database, Transaction::Kind::read};
        verifying_.database
            .prepare("SELECT brand, seq FROM hold WHERE NOT EXISTS (SELECT 1 FROM fact WHERE fact.brand = hold.brand "
                     "AND fact.subject = hold.subject AND fact.seq = hold.seq AND fact.kind = 'hold')")
            .each([&](Row row) {
                problem(row.integer(0), row.integer(1), "the table hold lists it, and it is no hold of that person");
            });
        StandingRows standings{verifying_.database};
        EventTime const now = event_time(SystemClock{}.now());
        verifying_.database
            .prepare("SELECT brand, subject, seq, scope FROM fact WHERE kind = 'hold' AND NOT EXISTS (SELECT 1 FROM "
                     "hold WHERE hold.brand = fact.brand AND hold.seq = fact.seq AND hold.subject = fact.subject)")
            .each([&](Row row) {
                auto const facts = standings.facts(row.integer(0), row.integer(1));
                consent::Verdict const verdict = consent::fold(facts, row.text(3), now);
                if (verdict.basis && verdict.basis->seq == row.integer(2))
                    problem(row.integer(0), row.integer(2), "it is a hold that waits for a person, and no list has it");
            });
    }

    /// How questions were received, added up anew from the entries.
    void see_tally()
    {
        Transaction const transaction{verifying_.database, Transaction::Kind::read};
        verifying_.database
            .prepare("WITH answered AS (SELECT brand, seq, json_extract(fields, '$.type') AS type, "
                     "json_extract(fields, '$.prompt.scope') AS scope, "
                     "coalesce(json_extract(fields, '$.prompt.wording'), '') AS wording, "
                     "json_extract(fields, '$.prompt.seq') AS asked FROM entry WHERE json_valid(fields) "
                     "AND json_extract(fields, '$.prompt') IS NOT NULL), "
                     "told AS (SELECT brand, scope, wording, type, count(*) AS count FROM answered WHERE type IN "
                     "('consent.opted_in', 'consent.declined', 'consent.opted_out') "
                     "OR type = 'consent.prompted' AND asked = seq GROUP BY 1, 2, 3, 4) "
                     "SELECT brand FROM (SELECT * FROM told EXCEPT SELECT * FROM tally) "
                     "UNION SELECT brand FROM (SELECT * FROM tally EXCEPT SELECT * FROM told)")
            .each([&](Row row) {
                verifying_.findings.of_store("the table tally of brand " + verifying_.brand_name(row.integer(0))
                    + " counts questions or answers otherwise than the entries");
            });
    }

private:
    /// Runs slices, each in a short transaction, until one is not full.
    template <class Slice>
    void in_slices(Slice slice)
    {
        for (int rows = slice_rows; rows == slice_rows;) {
            Transaction const transaction{verifying_.database, Transaction::Kind::read};
            rows = slice();
        }
    }

    template <class See, class... Args>
    static int count(Statement& rows, See see, Args const&... args)
    {
        int seen = 0;
        rows.each([&](Row row) { ++seen, see(row); }, args...);
        return seen;
    }

    std::optional<ShortKey> item_at(EntryPlace place)
    {
        return fields_.first([](Row row) { return item_of(row.text(0)); }, place).value_or(std::nullopt);
    }

    void problem(BrandNumber brand, consent::Seq seq, std::string const& sentence)
    {
        verifying_.findings.of_entry(verifying_.brand_name(brand), seq, sentence);
    }

    Verifying& verifying_;
    Statement subject_of_entry_;
    Statement fields_;
    Statement has_alias_;
    Statement has_subject_;
    Statement head_;
};

}  // namespace

void verify_tables(Verifying& verifying)
{
    Tables tables{verifying};
    for (char const* const table : {"fact", "prompt", "answer", "hold"})
        tables.see_consequences(table);
    tables.see_personal();
    tables.see_holds();
    tables.see_tally();
    tables.see_items();
    tables.see_alias_keys();
    tables.see_aliases();
    tables.see_erasures();
    tables.see_deliveries();
    tables.see_stray_deliveries();
}

}  // namespace consentry::store
