#include "app/conditions.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace std::chrono_literals;

namespace {

Seen seen()
{
    Seen made;
    made.at = Instant{std::chrono::milliseconds{1'790'000'000'000}};
    made.webhooks = 1'000;
    made.heard["1"] = event_time(made.at) - 1h;
    made.lag = 2s;
    made.disks = {{"store", 100'000'000'000, 200'000'000'000}};
    forward::DestinationStatus crm;
    crm.brand = "demo";
    crm.name = "crm";
    made.destinations.push_back(crm);
    made.unlinked["demo"] = 0;
    made.certificates["public"] = event_time(made.at) + std::chrono::days{90};
    return made;
}

/// The codes that hold, with what they are about.
std::vector<std::string> found(Seen const& now, Seen const& before = seen(), AlarmBounds const& bounds = {})
{
    std::vector<std::string> names;
    for (Condition const& condition : conditions(now, before, bounds)) {
        CHECK_FALSE(condition.detail.empty());
        CHECK(codes_looked_for().contains(condition.code));
        names.push_back(std::string{name_of(condition.code)} + " " + condition.about);
    }
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("where all is well there is no alarm") { CHECK(found(seen()).empty()); }

TEST_CASE("a source that a brake holds")
{
    Seen now = seen();
    now.brakes["demo/import/opt_ins"] = "more opt_ins than usual by import";
    CHECK(found(now) == Names{"mass_change demo/import/opt_ins"});
}

TEST_CASE("a number that was silent for as long as the bound says")
{
    Seen now = seen();
    now.heard["1"] = event_time(now.at) - 25h;
    CHECK(found(now) == Names{"number_silent 1"});
    CHECK(found(now, seen(), {.silence = 48h, .backlog = 1h}).empty());
}

TEST_CASE("signatures that fail, if they are many and no small part of what comes")
{
    Seen now = seen();
    now.unauthentic = 9;
    CHECK(found(now).empty());
    now.unauthentic = 20;
    CHECK(found(now) == Names{"signature_failures "});
    now.webhooks += 1'000;
    CHECK(found(now).empty());
}

TEST_CASE("a clock that differs from Meta's, either way, and none without an item to tell by")
{
    Seen now = seen();
    now.lag = -31s;
    CHECK(found(now) == Names{"clock_skew "});
    now.lag = 121s;
    CHECK(found(now) == Names{"clock_skew "});
    now.lag.reset();
    CHECK(found(now).empty());
}

TEST_CASE("a disk with less than half a gigabyte, or a twentieth of it, left")
{
    Seen now = seen();
    now.disks = {{"store", 499'000'000, 1'000'000'000}};
    CHECK(found(now) == Names{"disk_space store"});
    now.disks = {{"journal", 9'000'000'000, 200'000'000'000}};
    CHECK(found(now) == Names{"disk_space journal"});
}

TEST_CASE("a destination that is behind, has given something up, or wants nothing more; not one that is paused")
{
    Seen now = seen();
    now.destinations[0].oldest = now.at - 2h;
    CHECK(found(now) == Names{"delivery_backlog demo/crm"});
    now.destinations[0].paused = true;
    CHECK(found(now).empty());
    now.dead["demo/crm"] = 1;
    CHECK(found(now) == Names{"delivery_backlog demo/crm"});
    now.dead["demo/crm"] = 0;
    now.destinations[0].gone = true;
    CHECK(found(now) == Names{"destination_gone demo/crm"});
}

TEST_CASE("a relay that is behind, whose receiver refuses webhooks, or is gone")
{
    Seen now = seen();
    now.relays.resize(1);
    now.relays[0].brand = "demo";
    now.relays[0].name = "bot";
    now.relays[0].behind = 3;
    now.relays[0].oldest = now.at - 59min;
    CHECK(found(now).empty());
    now.relays[0].oldest = now.at - 1h;
    CHECK(found(now) == Names{"delivery_backlog demo/bot"});
    now.relays[0].paused = true;
    CHECK(found(now).empty());
    now.relays[0].aside = 2;
    now.relays[0].gone = true;
    CHECK(found(now) == Names{"relay_refused demo/bot", "destination_gone demo/bot"});
}

TEST_CASE("what may be an opt-out must not wait for a person too long")
{
    Seen now = seen();
    now.holds["demo"] = {2, now.at - 23h};
    CHECK(found(now).empty());
    now.holds["demo"].oldest = now.at - 25h;
    CHECK(found(now) == Names{"hold_waiting demo"});
}

TEST_CASE("a store in trouble, an opt-out that nobody can obey, a certificate that ends")
{
    Seen now = seen();
    now.store_trouble = "the disk is full";
    now.unlinked["demo"] = 3;
    now.certificates["public"] = event_time(now.at) + std::chrono::days{13};
    CHECK(found(now) == Names{"store_failing ", "unlinked_opt_out demo", "certificate_ending public"});
}
