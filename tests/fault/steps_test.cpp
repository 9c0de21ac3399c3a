// SQLite is stopped after every step of its virtual machine in turn: between any two things that a unit does.
#include "store/schema.hpp"
#include "store/writer.hpp"

#include "consentry/consent/apply.hpp"
#include "consentry/store/verify.hpp"
#include "support/catch.hpp"
#include "unit/store/sample_store.hpp"

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

/// Stops SQLite when its steps are used up.
struct Stopper {
    std::atomic<int> steps_left = -1;
    std::atomic<bool> once = true;
    std::atomic<bool> stopped = false;

    static int step(void* self)
    {
        auto& stopper = *static_cast<Stopper*>(self);
        if (stopper.steps_left < 0 || stopper.steps_left-- > 0)
            return 0;
        stopper.stopped = true;
        stopper.steps_left = stopper.once ? -1 : 0;
        return 1;
    }
};

/// The store's parts, put together by hand, so that the writer's connection can be stopped.
class StoppableStore {
public:
    StoppableStore()
    {
        sample.open();  // Makes the tables and the key.
        sample.close();
        Location const location{sample.options.path, {}};
        Database database{location, Access::write};
        sqlite3_progress_handler(database.handle(), 1, Stopper::step, &stopper);
        writer.emplace(
            std::move(database),
            [this](Records& records, Matter const& matter, Instant now) {
                return consent::apply(records, matter, now, context);
            },
            sample.clock, sample.log, nullptr);
    }

    Result<std::vector<Outcome>> commit(Unit unit)
    {
        std::promise<Result<std::vector<Outcome>>> promise;
        auto future = promise.get_future();
        writer->commit(std::move(unit), [&](auto result) { promise.set_value(std::move(result)); });
        return future.get();
    }

    std::int64_t count(std::string const& sql) const
    {
        return Database{{sample.options.path, {}}, Access::read}.integer(sql);
    }

    SampleStore sample{false};
    Stopper stopper;
    ApplyContext context{sample.random, "any key"};
    std::optional<Writer> writer;
};

}  // namespace

TEST_CASE("wherever SQLite is stopped, a unit is there whole or not at all")
{
    bool const once = GENERATE(true, false);
    StoppableStore store;
    store.stopper.once = once;
    std::int64_t kept = 0;
    for (int steps = 0;; ++steps) {
        INFO((once ? "once" : "from then on") << " after " << steps << " steps");
        std::string const number = std::to_string(steps);
        Unit unit
            = store.sample.unit_of(from(phone("3460" + number), signal(Intent::opt_out, "baja", 1, "a" + number)));
        unit.matters.push_back(
            store.sample.unit_of(ask("marketing", 2, "b" + number, phone("3460" + number))).matters[0]);
        Unit again = unit;
        store.stopper.stopped = false;
        store.stopper.steps_left = steps;
        bool const acknowledged = store.commit(std::move(unit)).has_value();
        bool const came = store.stopper.stopped;
        store.stopper.steps_left = -1;

        // Stopped in the very last step, a commit may have succeeded and nobody knows: then the unit is there, whole.
        std::int64_t const entries = store.count("SELECT count(*) FROM entry");
        bool const is_there = entries == kept + 2;
        REQUIRE((is_there || (entries == kept && !acknowledged)));
        REQUIRE(store.count("SELECT count(*) FROM personal") == entries);
        REQUIRE(store.count("SELECT count(*) FROM seen") == entries);
        REQUIRE(store.count("SELECT count(*) FROM alias") == entries / 2);
        auto const repeated = store.commit(std::move(again));
        REQUIRE(repeated);
        CHECK(repeated->at(0).duplicate == is_there);
        kept += 2;
        REQUIRE(store.count("SELECT count(*) FROM entry") == kept);
        if (!came)
            break;  // Every step has been visited.
    }
}
