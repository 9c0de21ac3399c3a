#include "consentry/consent/bulk.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>

namespace consentry::consent {
namespace {

/// What came back of the units so far. Each writes to a place of its own, and the last one answers.
struct Gathering {
    std::vector<Result<std::vector<Outcome>>> units;
    std::atomic<std::size_t> missing;
    Ledger::Done done;

    void answer()
    {
        std::vector<Outcome> outcomes;
        for (auto& unit : units) {
            if (!unit)
                return done(std::unexpected(std::move(unit.error())));
            std::ranges::move(*unit, std::back_inserter(outcomes));
        }
        done(std::move(outcomes));
    }
};

Unit unit_of(std::span<Matter> matters)
{
    Unit unit;
    unit.bulk = true;
    unit.matters.assign(std::make_move_iterator(matters.begin()), std::make_move_iterator(matters.end()));
    return unit;
}

}  // namespace

void commit_in_bulk(Ledger& ledger, std::vector<Matter> matters, Ledger::Done done)
{
    if (matters.empty())
        return done(std::vector<Outcome>{});
    std::size_t const count = (matters.size() + bulk_unit_matters - 1) / bulk_unit_matters;
    auto const gathering = std::make_shared<Gathering>();
    gathering->units.resize(count);
    gathering->missing = count;
    gathering->done = std::move(done);
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t const begin = i * bulk_unit_matters;
        std::size_t const size = std::min(bulk_unit_matters, matters.size() - begin);
        ledger.commit(unit_of(std::span{matters}.subspan(begin, size)), [gathering, i](auto outcomes) {
            gathering->units[i] = std::move(outcomes);
            if (--gathering->missing == 0)
                gathering->answer();
        });
    }
}

}  // namespace consentry::consent
