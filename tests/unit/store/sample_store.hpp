#pragma once

#include "consentry/store/store.hpp"
#include "consentry/store/verify.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"
#include "unit/consent/story.hpp"

#include <future>

namespace consentry::store {

class HandClock final : public Clock {
public:
    Instant now() const override { return now_; }
    void set(Instant now) { now_ = now; }

private:
    Instant now_ = consent::seen_at(1'000);
};

/// A store in a folder of its own, with two brands of one portfolio and a clock set by hand.
class SampleStore {
public:
    explicit SampleStore(bool open = true)
    {
        options.path = folder / "store.db";
        options.suppression_key = folder / "store.key";
        options.signing_key = folder / "store-signing.key";
        if (open)
            this->open();
    }

    void open() { store = std::move(Store::open(options, clock, random, log).value()); }
    void close() { store.reset(); }

    /// Waits until the unit is kept, or is known not to be.
    Result<std::vector<consent::Outcome>> commit(consent::Unit unit)
    {
        std::promise<Result<std::vector<consent::Outcome>>> promise;
        auto future = promise.get_future();
        store->ledger().commit(std::move(unit),
            [&](Result<std::vector<consent::Outcome>> result) { promise.set_value(std::move(result)); });
        return future.get();
    }

    consent::Outcome tell(consent::Matter::What what, bool to_sister = false)
    {
        return commit(unit_of(std::move(what), to_sister)).value().at(0);
    }

    consent::Unit unit_of(consent::Matter::What what, bool to_sister = false)
    {
        auto const& own = to_sister ? sister : demo;
        auto const& other = to_sister ? demo : sister;
        consent::Unit unit;
        unit.matters.push_back({own, {other}, std::move(what)});
        return unit;
    }

    /// All of a story in its order, each at a later moment.
    void tell(consent::Story const& story)
    {
        int second = 1'000;
        for (auto const* const part : {&story.prologue, &story.items}) {
            for (consent::Telling const& telling : *part) {
                clock.set(consent::seen_at(++second));
                tell(telling.what, telling.to_sister);
            }
        }
    }

    consent::CheckAnswer check(std::string_view scope, consent::Alias contact = consent::phone())
    {
        consent::CheckQuestion const question{std::move(contact), demo->scope(scope), {}};
        return store->reader().check(*demo, {&question, 1}, event_time(clock.now())).at(0);
    }

    test::TemporaryFolder folder;
    Options options;
    HandClock clock;
    test::SeededRandom random;
    SilentLog log;
    std::shared_ptr<consent::Policy const> demo = consent::shared(consent::story_policy("demo"));
    std::shared_ptr<consent::Policy const> sister = consent::shared(consent::story_policy("sister"));
    std::unique_ptr<Store> store;
};

/// Nothing of the store contradicts its ledger.
inline void check_sound(SampleStore& sample)
{
    Result<Verification> const found = verify(sample.options);
    REQUIRE(found);
    for (std::string const& problem : found->problems)
        FAIL_CHECK(problem);
    CHECK(found->problems_found == 0);
}

}  // namespace consentry::store
