// Many consents in one call: each row is kept or refused for itself, behind everything that cannot wait.
#include "api/body.hpp"
#include "api/calls.hpp"
#include "api/json.hpp"
#include "consentry/api/problem.hpp"
#include "consentry/consent/bulk.hpp"
#include "consentry/consent/told.hpp"

#include <algorithm>

namespace consentry::api {
namespace {

constexpr std::size_t rows_max = 1'000;

/// What a call asks for. A row that is no record keeps its place, with what is wrong with it.
struct Batch {
    intake::Brand const* brand = nullptr;
    std::vector<Result<consent::Record>> rows{};
    bool dry_run = false;
};

/// What became of one row.
struct RowOutcome {
    std::optional<Error> refused{};
    bool changed = false;
    bool held = false;
    std::vector<std::string> events{};
    std::optional<consent::Weighed> weighed{};
};

Result<consent::Told> told_by(Body& row)
{
    consent::Told told;
    told.contact = row.text("contact");
    told.scope = row.text("scope");
    told.state = row.text("state");
    told.occurred_at = row.text_or_empty("occurred_at");
    told.source = row.text_or_empty("source");
    told.wording = row.text_or_empty("wording");
    told.evidence = row.text_or_empty("evidence");
    told.actor = row.text_or_empty("actor");
    told.caused_by = row.text_or_empty("caused_by");
    told.confirmed = row.flag("confirmed") ? "true" : "";
    if (auto const fine = row.finish(); !fine)
        return std::unexpected(fine.error());
    return told;
}

Result<consent::Record> record_by(Body& row, Call const& call, consent::Policy const& policy, bool may_reopen)
{
    auto const told = told_by(row);
    if (!told)
        return std::unexpected(told.error());
    auto record = consent::record_of(*told, policy, consent::Source::import);
    if (!record)
        return record;
    record->may_reopen = may_reopen;
    if (record->actor.empty())
        record->actor = call.key.name;
    return record;
}

Result<Batch> read_batch(Call const& call)
{
    auto body = Body::parse(call.body);
    if (!body)
        return std::unexpected(body.error());
    auto const named = body->optional_text("brand");
    bool const reopens = body->flag("may_reopen");
    Batch batch;
    batch.dry_run = body->flag("dry_run");
    std::vector<Body> rows = body->objects("rows", rows_max);
    if (auto const fine = body->finish(); !fine)
        return std::unexpected(fine.error());
    auto const brand = call.brand(named ? named : call.parameter("brand"));
    if (!brand)
        return std::unexpected(brand.error());
    if (reopens && !call.key.may_reopen)
        return fail(Fault::forbidden, "may_reopen: this key may not reopen; see [[api.key]] may_reopen");
    batch.brand = *brand;
    for (Body& row : rows)
        batch.rows.push_back(record_by(row, call, *(*brand)->policy, reopens));
    return batch;
}

RowOutcome outcome_of(consent::Outcome&& outcome)
{
    return {std::move(outcome.refused), !outcome.events.empty(), outcome.held, std::move(outcome.events), {}};
}

RowOutcome outcome_of(consent::Weighed&& weighed)
{
    return {weighed.refused, weighed.changes, false, {}, std::move(weighed)};
}

/// The rows that were none stay where they are, the others get what became of them, in order.
template <class Found>
std::vector<RowOutcome> in_order(std::vector<std::optional<Error>> const& wrong, std::vector<Found> found)
{
    std::vector<RowOutcome> outcomes;
    auto next = found.begin();
    for (std::optional<Error> const& error : wrong) {
        if (error)
            outcomes.push_back({.refused = error});
        else
            outcomes.push_back(outcome_of(std::move(*next++)));
    }
    return outcomes;
}

std::string_view name_of(RowOutcome const& outcome)
{
    if (outcome.refused)
        return "refused";
    if (!outcome.changed)
        return "unchanged";
    return outcome.held ? "held" : "kept";
}

std::int64_t count(std::span<RowOutcome const> outcomes, std::string_view name)
{
    return std::ranges::count(outcomes, name, [](RowOutcome const& outcome) { return name_of(outcome); });
}

void put_outcome(JsonWriter& json, RowOutcome const& outcome)
{
    json.open().put("outcome", name_of(outcome));
    if (outcome.weighed) {
        json.put("before", consent::name_of(outcome.weighed->before));
        json.put("after", consent::name_of(outcome.weighed->after));
    }
    if (!outcome.events.empty()) {
        json.open_list("events");
        for (std::string const& event : outcome.events)
            json.text(event);
        json.close_list();
    }
    if (outcome.refused)
        put_problem(json, "problem", *outcome.refused);
    json.close();
}

http::Response answer(std::span<RowOutcome const> outcomes, bool dry_run)
{
    JsonWriter json;
    json.open().put("dry_run", dry_run);
    for (std::string_view const name : {"kept", "held", "unchanged", "refused"})
        json.put(name, count(outcomes, name));
    json.open_list("results");
    for (RowOutcome const& outcome : outcomes)
        put_outcome(json, outcome);
    json.close_list().close();
    return json_response(json);
}

/// One line for the whole call: what each row led to stands in the ledger.
void note(Services const& services, std::string_view key, std::string_view brand, std::span<RowOutcome const> outcomes)
{
    services.log.info("api.recorded_many",
        {{"key", key}, {"brand", brand}, {"rows", static_cast<std::int64_t>(outcomes.size())},
            {"kept", count(outcomes, "kept")}, {"held", count(outcomes, "held")},
            {"unchanged", count(outcomes, "unchanged")}, {"refused", count(outcomes, "refused")}});
}

}  // namespace

void record_batch(Call const& call, http::Reply reply)
{
    auto batch = read_batch(call);
    if (!batch)
        return reply(problem(batch.error()));
    std::vector<consent::Record> records;
    std::vector<std::optional<Error>> wrong;
    for (auto& row : batch->rows) {
        wrong.push_back(row ? std::nullopt : std::optional{row.error()});
        if (row)
            records.push_back(std::move(*row));
    }
    if (batch->dry_run) {
        auto weighed = call.services.reader.weigh(*batch->brand->policy, records, call.services.clock.now());
        return reply(answer(in_order(wrong, std::move(weighed)), true));
    }
    std::vector<consent::Matter> matters;
    auto const siblings = call.services.brands->siblings(*batch->brand);
    for (consent::Record& record : records)
        matters.push_back({batch->brand->policy, siblings, std::move(record)});
    consent::commit_in_bulk(call.services.ledger, std::move(matters),
        [services = call.kept, key = call.key.name, brand = batch->brand->policy->brand, wrong = std::move(wrong),
            reply = std::move(reply)](auto outcomes) mutable {
            if (!outcomes)
                return reply(problem(outcomes.error()));
            auto const rows = in_order(wrong, std::move(*outcomes));
            note(*services, key, brand, rows);
            reply(answer(rows, false));
        });
}

}  // namespace consentry::api
