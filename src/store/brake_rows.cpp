#include "store/brake_rows.hpp"

namespace consentry::store {
namespace {

constexpr int times_told_max = 20'000;

constexpr std::string_view columns
    = "began, counted, earlier, held_since, stopped, expected, expected_until, released_by, reason";

consent::Brake read(Row row, int first)
{
    consent::Brake brake;
    brake.window = row.time(first);
    brake.counted = row.integer(first + 1);
    brake.before = row.integer(first + 2);
    if (!row.is_null(first + 3))
        brake.held_since = row.time(first + 3);
    brake.stopped = row.integer(first + 4);
    brake.expected = row.integer(first + 5);
    brake.expected_until = row.time(first + 6);
    brake.released_by = row.text(first + 7);
    brake.reason = row.text(first + 8);
    return brake;
}

}  // namespace

BrakeRows::BrakeRows(Database const& database)
    : find_{database.prepare(
          "SELECT " + std::string{columns} + " FROM brake WHERE brand = ?1 AND source = ?2 AND direction = ?3")}
    , all_{database.prepare("SELECT source, direction, " + std::string{columns}
          + " FROM brake WHERE brand = ?1 ORDER BY source, direction")}
{
}

consent::Brake BrakeRows::brake(BrandNumber brand, consent::Source source, consent::Direction direction)
{
    return find_.first([](Row row) { return read(row, 0); }, brand, name_of(source), name_of(direction))
        .value_or(consent::Brake{});
}

std::vector<consent::BrakeView> BrakeRows::all(BrandNumber brand)
{
    std::vector<consent::BrakeView> views;
    all_.each(
        [&](Row row) {
            auto const source = consent::source_of(row.text(0));
            auto const direction = consent::direction_of(row.text(1));
            if (source && direction)
                views.push_back({*source, *direction, read(row, 2)});
        },
        brand);
    return views;
}

BrakeWriting::BrakeWriting(Database const& database)
    : put_{database.prepare("INSERT OR REPLACE INTO brake (brand, source, direction, " + std::string{columns}
          + ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")}
    , subjects_{database.prepare("SELECT count(*) FROM subject WHERE portfolio = ?1 AND merged_into IS NULL")}
{
}

void BrakeWriting::set(
    BrandNumber brand, consent::Source source, consent::Direction direction, consent::Brake const& brake)
{
    put_.run(brand, name_of(source), name_of(direction), brake.window, brake.counted, brake.before, brake.held_since,
        brake.stopped, brake.expected, brake.expected_until, brake.released_by, brake.reason);
}

std::int64_t BrakeWriting::subjects(BrandNumber portfolio)
{
    auto const [found, is_new] = counted_.try_emplace(portfolio);
    Counted& counted = found->second;
    if (is_new || ++counted.times_told > times_told_max)
        counted = {subjects_.first([](Row row) { return row.integer(0); }, portfolio).value_or(0), 0};
    return counted.subjects;
}

}  // namespace consentry::store
