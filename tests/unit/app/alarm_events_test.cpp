#include "app/alarm_events.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace std::chrono_literals;

namespace {

class FixedClock final : public Clock {
public:
    Instant now() const override { return Instant{1'790'000'000'000ms}; }
};

/// Keeps what it gets in its own time, or never.
class SlowLedger final : public consent::Ledger {
public:
    void commit(consent::Unit unit, Done done) override
    {
        units.push_back(std::move(unit));
        waiting.push_back(std::move(done));
    }

    void answer(bool kept)
    {
        Done done = std::move(waiting.front());
        waiting.erase(waiting.begin());
        if (kept)
            done(std::vector<consent::Outcome>{});
        else
            done(fail(Fault::unavailable, "the disk is full"));
    }

    std::vector<consent::Unit> units;
    std::vector<Done> waiting;
};

intake::Brand brand(std::string name, std::string number)
{
    auto policy = std::make_shared<consent::Policy>();
    policy->brand = std::move(name);
    intake::Brand made;
    made.policy = std::move(policy);
    made.numbers = {std::move(number)};
    return made;
}

forward::Destination destination(std::string of, std::vector<std::string> const& events)
{
    forward::Destination made;
    made.brand = std::move(of);
    made.filter = forward::Filter::parse(events).value();
    return made;
}

/// Both brands have a destination; that of `demo` asks for alarms.
Setup two_brands(std::vector<std::string> const& events_of_other = {"*"})
{
    std::vector<intake::Brand> brands;
    brands.push_back(brand("demo", "1"));
    brands.push_back(brand("other", "2"));
    Setup setup;
    setup.brands = std::make_shared<intake::Brands const>(std::move(brands));
    setup.destinations = {destination("demo", {"system.alarm"}), destination("other", events_of_other)};
    return setup;
}

Alarm alarm(AlarmCode code, std::string about = {}) { return {code, std::move(about), "so it is", FixedClock{}.now()}; }

/// `raised disk_space demo`: what a unit tells, matter by matter.
std::vector<std::string> told(consent::Unit const& unit)
{
    std::vector<std::string> lines;
    for (consent::Matter const& matter : unit.matters) {
        auto const& note = std::get<consent::Notice>(matter.what).alarm;
        lines.push_back((note.raised ? "raised " : "fell ") + note.code + " " + matter.policy->brand);
    }
    return lines;
}

using Lines = std::vector<std::string>;

struct Telling {
    explicit Telling(Setup setup = two_brands())
        : current{std::move(setup)}
    {
    }

    FixedClock clock;
    CurrentSetup current;
    SlowLedger ledger;
    AlarmEvents events{current, ledger, clock};
};

}  // namespace

TEST_CASE("an alarm is told to brands with a destination that asks for it")
{
    Telling telling;
    telling.events.changed(alarm(AlarmCode::disk_space), true);
    REQUIRE(telling.ledger.units.size() == 1);
    CHECK(told(telling.ledger.units.front()) == Lines{"raised disk_space demo"});
    telling.ledger.answer(true);
    CHECK(telling.ledger.units.size() == 1);
}

TEST_CASE("where nobody asks, nothing is written and nothing waits")
{
    Telling telling{two_brands()};
    Setup silent = two_brands();
    silent.destinations.clear();
    telling.current.replace(std::make_shared<Setup const>(std::move(silent)));
    telling.events.changed(alarm(AlarmCode::disk_space), true);
    telling.current.replace(std::make_shared<Setup const>(two_brands()));
    telling.events.retry();
    CHECK(telling.ledger.units.empty());
}

TEST_CASE("what could not be kept is told again, in the order in which it happened")
{
    Telling telling;
    telling.events.changed(alarm(AlarmCode::store_failing), true);
    telling.events.changed(alarm(AlarmCode::store_failing), false);
    CHECK(telling.ledger.units.size() == 1);  // The second waits for the first.
    telling.ledger.answer(false);
    CHECK(telling.ledger.units.size() == 1);
    telling.events.retry();
    REQUIRE(telling.ledger.units.size() == 2);
    CHECK(told(telling.ledger.units.back()) == Lines{"raised store_failing demo", "fell store_failing demo"});
    telling.ledger.answer(true);
    telling.events.retry();
    CHECK(telling.ledger.units.size() == 2);
}

TEST_CASE("of more than can wait the newest are kept: they tell what holds now")
{
    Telling telling;
    for (int i = 0; i < 1'500; ++i)
        telling.events.changed(alarm(AlarmCode::disk_space, std::to_string(i)), true);
    telling.ledger.answer(false);
    telling.events.retry();
    REQUIRE(telling.ledger.units.size() == 2);
    auto const& matters = telling.ledger.units.back().matters;
    CHECK(matters.size() == 1'000);
    CHECK(std::get<consent::Notice>(matters.back().what).alarm.about == "1499");
    telling.ledger.answer(true);
}

TEST_CASE("what happens while another is on its way follows it")
{
    Telling telling;
    telling.events.changed(alarm(AlarmCode::disk_space), true);
    telling.events.changed(alarm(AlarmCode::disk_space), false);
    telling.ledger.answer(true);
    REQUIRE(telling.ledger.units.size() == 2);
    CHECK(told(telling.ledger.units.back()) == Lines{"fell disk_space demo"});
    telling.ledger.answer(true);
}

TEST_CASE("what concerns one brand is not told to another")
{
    Telling telling{two_brands({"system.alarm"})};
    auto const [about, brands] = GENERATE(table<std::string, Lines>(
        {{"other", {"raised delivery_backlog other"}}, {"other/crm", {"raised delivery_backlog other"}},
            {"2", {"raised delivery_backlog other"}}, {"1", {"raised delivery_backlog demo"}},
            {"3", {"raised delivery_backlog demo", "raised delivery_backlog other"}},
            {"", {"raised delivery_backlog demo", "raised delivery_backlog other"}}}));
    telling.events.changed(alarm(AlarmCode::delivery_backlog, about), true);
    REQUIRE(telling.ledger.units.size() == 1);
    CHECK(told(telling.ledger.units.front()) == brands);
    telling.ledger.answer(true);
}
