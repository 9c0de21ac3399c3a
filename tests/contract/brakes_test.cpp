// What the brake counts by: what every implementation of consent::Records keeps to.
#include "implementations.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

TEMPLATE_TEST_CASE("a brake is as it was set, for each brand, source and direction apart", "", InMemory, InSqlite)
{
    TestType store;
    Records& records = store.records;
    CHECK(records.brake("demo", Source::import, Direction::opt_ins) == Brake{});
    Brake brake;
    brake.window = at(600);
    brake.counted = 5;
    brake.before = 4;
    brake.held_since = at(700);
    brake.stopped = 3;
    brake.expected = 2;
    brake.expected_until = at(800);
    brake.released_by = "ana";
    brake.reason = "the list of May";
    records.set_brake("demo", Source::import, Direction::opt_ins, brake);
    CHECK(records.brake("demo", Source::import, Direction::opt_ins) == brake);
    CHECK(records.brake("demo", Source::import, Direction::opt_outs) == Brake{});
    CHECK(records.brake("demo", Source::api, Direction::opt_ins) == Brake{});
    CHECK(records.brake("hats", Source::import, Direction::opt_ins) == Brake{});
    brake.held_since.reset();
    records.set_brake("demo", Source::import, Direction::opt_ins, brake);
    CHECK(records.brake("demo", Source::import, Direction::opt_ins) == brake);
}

TEMPLATE_TEST_CASE("the people of a portfolio are counted", "", InMemory, InSqlite)
{
    TestType store;
    CHECK(store.records.subjects("demo") == 0);
    TestType other;
    other.records.add_subject("demo", "sub_1");
    CHECK(other.records.subjects("demo") == 1);
}
