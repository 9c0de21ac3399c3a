// Rows into the store itself, where no server runs.
#include "app/brand_rules.hpp"
#include "app/import_target.hpp"
#include "consentry/base/random.hpp"
#include "consentry/consent/bulk.hpp"

#include <algorithm>
#include <future>

namespace consentry::app {
namespace {

using Policies = std::vector<std::shared_ptr<consent::Policy const>>;

/// The brand's own rules, and those of the others that know the same people.
struct Rules {
    std::shared_ptr<consent::Policy const> policy;
    Policies siblings;
};

Rules rules_of(Config const& config, std::string const& brand)
{
    Rules rules;
    Policies policies;
    for (BrandConfig const& one : config.brands)
        policies.push_back(std::make_shared<consent::Policy const>(policy_of(one)));
    rules.policy = *std::ranges::find(policies, brand, [](auto const& policy) { return policy->brand; });
    std::ranges::copy_if(policies, std::back_inserter(rules.siblings),
        [&](auto const& policy) { return policy != rules.policy && policy->portfolio == rules.policy->portfolio; });
    return rules;
}

ImportedRow refused(Error const& error) { return {ImportedRow::Kind::refused, error.detail, {}, {}}; }

ImportedRow row_of(consent::Outcome const& outcome)
{
    if (outcome.refused)
        return refused(*outcome.refused);
    return {outcome.events.empty() ? ImportedRow::Kind::unchanged : ImportedRow::Kind::kept, {}, {}, {}};
}

ImportedRow row_of(consent::Weighed const& weighed)
{
    if (weighed.refused)
        return refused(*weighed.refused);
    return {weighed.changes ? ImportedRow::Kind::kept : ImportedRow::Kind::unchanged, {},
        std::string{name_of(weighed.before)}, std::string{name_of(weighed.after)}};
}

/// Reads rows as records; what is none is told in its place, and `act` says what becomes of the others.
template <class Act>
Result<std::vector<ImportedRow>> judged(
    std::span<consent::Told const> rows, Rules const& rules, bool may_reopen, Act const& act)
{
    std::vector<ImportedRow> judged(rows.size());
    std::vector<consent::Record> records;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto record = consent::record_of(rows[i], *rules.policy, consent::Source::import);
        if (!record) {
            judged[i] = refused(record.error());
            continue;
        }
        record->may_reopen = may_reopen;
        if (record->actor.empty())
            record->actor = "command line";
        records.push_back(std::move(*record));
        places.push_back(i);
    }
    auto const outcomes = act(std::move(records));
    if (!outcomes)
        return std::unexpected(outcomes.error());
    for (std::size_t i = 0; i < places.size(); ++i)
        judged[places[i]] = row_of((*outcomes)[i]);
    return judged;
}

class StoreTarget final : public ImportTarget {
public:
    StoreTarget(Rules rules, bool may_reopen)
        : rules_{std::move(rules)}
        , may_reopen_{may_reopen}
    {
    }

    Result<void> open(store::Options const& options)
    {
        auto opened = store::Store::open(options, clock_, random_, log_);
        if (!opened)
            return fail(
                opened.error().fault, opened.error().detail + "; a running server takes rows with --admin and --key");
        store_ = std::move(*opened);
        return {};
    }

    Result<std::vector<ImportedRow>> take(std::span<consent::Told const> rows) override
    {
        return judged(rows, rules_, may_reopen_, [this](auto records) { return commit_records(std::move(records)); });
    }

    Result<void> expect(std::size_t changes, std::string const& reason) override
    {
        std::vector<consent::Matter> matters;
        for (auto const direction : {consent::Direction::opt_outs, consent::Direction::opt_ins})
            matters.push_back({rules_.policy, {},
                consent::BrakeRelease{consent::Source::import, direction, static_cast<std::int64_t>(changes),
                    std::chrono::hours{24}, "import", reason}});
        auto const kept = commit(std::move(matters));
        return kept ? Result<void>{} : std::unexpected(kept.error());
    }

private:
    Result<std::vector<consent::Outcome>> commit_records(std::vector<consent::Record> records)
    {
        std::vector<consent::Matter> matters;
        for (consent::Record& record : records)
            matters.push_back({rules_.policy, rules_.siblings, std::move(record)});
        auto outcomes = commit(std::move(matters));
        for (consent::Outcome const& outcome : outcomes ? *outcomes : std::vector<consent::Outcome>{}) {
            if (outcome.held)
                return fail(Fault::braked, import_is_held("opt_outs"));
            if (outcome.refused && outcome.refused->fault == Fault::braked)
                return fail(Fault::braked, import_is_held("opt_ins"));
        }
        return outcomes;
    }

    Result<std::vector<consent::Outcome>> commit(std::vector<consent::Matter> matters)
    {
        std::promise<Result<std::vector<consent::Outcome>>> promise;
        auto outcomes = promise.get_future();
        consent::commit_in_bulk(
            store_->ledger(), std::move(matters), [&promise](auto result) { promise.set_value(std::move(result)); });
        return outcomes.get();
    }

    Rules rules_;
    bool may_reopen_;
    SystemClock clock_;
    SystemRandom random_;
    SilentLog log_;
    std::unique_ptr<store::Store> store_;
};

class ViewTarget final : public ImportTarget {
public:
    ViewTarget(Rules rules, bool may_reopen, std::unique_ptr<store::StoreView> view)
        : rules_{std::move(rules)}
        , may_reopen_{may_reopen}
        , view_{std::move(view)}
    {
    }

    Result<std::vector<ImportedRow>> take(std::span<consent::Told const> rows) override
    {
        return judged(rows, rules_, may_reopen_, [this](auto const& records) {
            return Result<std::vector<consent::Weighed>>{
                view_->reader().weigh(*rules_.policy, records, SystemClock{}.now())};
        });
    }

    Result<void> expect(std::size_t, std::string const&) override { return {}; }  // A dry run changes nothing.

private:
    Rules rules_;
    bool may_reopen_;
    std::unique_ptr<store::StoreView> view_;
};

}  // namespace

std::string import_is_held(std::string_view direction)
{
    return "more " + std::string{direction}
    + " than usual: the brake holds this import. If it is meant, say how many changes are to be expected, with "
      "--expect N; else release it with consentry brakes release api "
        + std::string{direction};
}

Result<std::unique_ptr<ImportTarget>> import_here(Config const& config, ImportRules const& rules)
{
    Rules brand = rules_of(config, rules.brand);
    store::Options const options = store_options_of(config);
    if (rules.dry_run) {
        auto view = store::StoreView::open(options);
        if (!view)
            return std::unexpected(view.error());
        return std::make_unique<ViewTarget>(std::move(brand), rules.may_reopen, std::move(*view));
    }
    auto target = std::make_unique<StoreTarget>(std::move(brand), rules.may_reopen);
    if (auto const opened = target->open(options); !opened)
        return std::unexpected(opened.error());
    return target;
}

}  // namespace consentry::app
