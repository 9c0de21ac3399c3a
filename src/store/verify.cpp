#include "consentry/store/verify.hpp"

#include "store/retention.hpp"
#include "store/schema.hpp"
#include "store/suppression_key.hpp"
#include "store/verification.hpp"

namespace consentry::store {
namespace {

/// SQLite's own look at its pages and indexes: it finds what was changed beneath the tables.
void verify_file(Verifying& verifying)
{
    verifying.database.prepare("PRAGMA integrity_check(100)").each([&](Row row) {
        if (row.text(0) != "ok")
            verifying.findings.of_store("the file is damaged: " + std::string{row.text(0)});
    });
}

void load_names(Verifying& verifying)
{
    verifying.database.prepare("SELECT id, name FROM brand").each([&](Row row) {
        verifying.brands.emplace(row.integer(0), row.text(1));
    });
    verifying.database.prepare("SELECT id, name FROM portfolio").each([&](Row row) {
        verifying.portfolios.emplace(row.integer(0), row.text(1));
    });
    verifying.findings.result.brands = verifying.brands.size();
}

void load_key(Verifying& verifying, std::filesystem::path const& file)
{
    Result<Bytes> const key = open_suppression_key(verifying.database, file);
    if (key)
        verifying.keys.emplace(*key);
    else
        verifying.findings.of_store(key.error().detail + "; keyed hashes were not checked");
}

/// A damaged page ends one part; the others still say what they can.
template <class Part>
void attempt(Verifying& verifying, Part part)
{
    try {
        part(verifying);
    } catch (StoreError const& error) {
        verifying.findings.of_store(error.what());
    }
}

}  // namespace

void Findings::of_entry(std::string_view brand, consent::Seq seq, std::string_view sentence)
{
    add("entry " + std::to_string(seq) + " of brand " + std::string{brand} + ": " + std::string{sentence});
}

void Findings::of_subject(std::string_view public_id, std::string_view sentence)
{
    add("subject " + std::string{public_id} + ": " + std::string{sentence});
}

void Findings::of_store(std::string_view sentence) { add(std::string{sentence}); }

void Findings::add(std::string problem)
{
    ++result.problems_found;
    if (result.problems.size() < problems_told_max)
        result.problems.push_back(std::move(problem));
}

consent::Seq Verifying::dropped_until(BrandNumber brand, RetentionKind kind) const
{
    return database.prepare("SELECT CAST(value AS INTEGER) FROM round WHERE brand = ?1 AND name = ?2")
        .first([](Row row) { return row.integer(0); }, brand, std::string_view{round_of(kind)})
        .value_or(0);
}

std::string Verifying::brand_name(BrandNumber brand) const
{
    auto const found = brands.find(brand);
    return found == brands.end() ? "number " + std::to_string(brand) + " (unknown)" : found->second;
}

Result<Verification> verify(Options const& options, Expectations const& expectations)
{
    Location const location{options.path, options.file_system};
    std::error_code error;
    if (!std::filesystem::exists(options.path, error))
        return fail(Fault::not_found, "there is no store at " + options.path.string());
    if (Result<void> const ours = recognise(location); !ours)
        return std::unexpected(ours.error());
    try {
        Database database{location, Access::read};
        if (Result<void> const whole = inspect(database);
            !whole && database.integer("PRAGMA user_version") < schema_version)
            return std::unexpected(whole.error());
        Findings findings;
        Verifying verifying{database, findings};
        verifying.expected = expectations.checkpoints;
        verifying.trusted = expectations.key;
        attempt(verifying, verify_file);
        attempt(verifying, load_names);
        attempt(verifying, [&](Verifying& with) { load_key(with, options.suppression_key); });
        attempt(verifying, verify_chains);
        attempt(verifying, verify_subjects);
        attempt(verifying, verify_tables);
        return std::move(findings.result);
    } catch (StoreError const& trouble) {
        return fail(Fault::unavailable, trouble.what());
    }
}

}  // namespace consentry::store
