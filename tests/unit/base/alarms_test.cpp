#include "consentry/base/alarms.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace std::chrono_literals;

namespace {

struct HandClock final : Clock {
    Instant at{Instant::duration{1'790'000'000'000}};
    Instant now() const override { return at; }
};

struct NamesOfEntries final : Log {
    std::vector<std::string> events;
    void write(Severity, std::string_view event, std::initializer_list<LogField>) override
    {
        events.emplace_back(event);
    }
};

struct Watched {
    HandClock clock;
    NamesOfEntries log;
    Alarms alarms{clock, log};
};

}  // namespace

TEST_CASE("an alarm is told once when it rises and once when it falls, however often it is raised")
{
    Watched watched;
    watched.alarms.raise(AlarmCode::disk_space, "", "300 MB are left");
    watched.alarms.raise(AlarmCode::disk_space, "", "200 MB are left");
    REQUIRE(watched.alarms.all().size() == 1);
    CHECK(watched.alarms.all()[0].detail == "200 MB are left");
    CHECK(watched.alarms.all()[0].since == watched.clock.at);
    watched.alarms.clear(AlarmCode::disk_space, "");
    watched.alarms.clear(AlarmCode::disk_space, "");
    CHECK(watched.alarms.all().empty());
    CHECK(watched.log.events == std::vector<std::string>{"alarm.raised", "alarm.fell"});
}

TEST_CASE("what is about different things stands apart")
{
    Watched watched;
    watched.alarms.raise(AlarmCode::number_silent, "1", "");
    watched.alarms.raise(AlarmCode::number_silent, "2", "");
    watched.alarms.clear(AlarmCode::number_silent, "1");
    REQUIRE(watched.alarms.all().size() == 1);
    CHECK(watched.alarms.all()[0].about == "2");
}

TEST_CASE("what was reported falls by itself when it has not happened for a while")
{
    Watched watched;
    watched.alarms.report(AlarmCode::broken_bodies, "", "", 60s);
    watched.clock.at += 50s;
    watched.alarms.report(AlarmCode::broken_bodies, "", "", 60s);
    watched.clock.at += 59s;
    watched.alarms.sweep();
    CHECK(watched.alarms.all().size() == 1);
    watched.clock.at += 1s;
    watched.alarms.sweep();
    CHECK(watched.alarms.all().empty());
    CHECK(watched.log.events.size() == 2);
}

TEST_CASE("whoever wants to know of changes is told of each")
{
    Watched watched;
    std::vector<std::pair<std::string, bool>> changes;
    watched.alarms.on_change(
        [&](Alarm const& alarm, bool raised) { changes.emplace_back(std::string{name_of(alarm.code)}, raised); });
    watched.alarms.raise(AlarmCode::store_failing, "", "");
    watched.alarms.clear(AlarmCode::store_failing, "");
    CHECK(changes == std::vector<std::pair<std::string, bool>>{{"store_failing", true}, {"store_failing", false}});
}

TEST_CASE("a stranger who makes up names fills no memory")
{
    Watched watched;
    for (int i = 0; i < 1'000; ++i)
        watched.alarms.report(AlarmCode::unlisted_number, std::to_string(i), "", 60s);
    CHECK(watched.alarms.all().size() == 100);
}

TEST_CASE("what it is about is cut where it is too long, never within a letter")
{
    Watched watched;
    std::string const about = "x" + [] {
        std::string letters;
        for (int i = 0; i < 200; ++i)
            letters += "ñ";
        return letters;
    }();
    watched.alarms.raise(AlarmCode::unknown_items, about, "");
    CHECK(watched.alarms.all().front().about == about.substr(0, 255));
    watched.alarms.clear(AlarmCode::unknown_items, about);
    CHECK(watched.alarms.all().empty());
}

TEST_CASE("every code has a name of its own")
{
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < alarm_codes; ++i)
        names.push_back(name_of(static_cast<AlarmCode>(i)));
    std::ranges::sort(names);
    CHECK(std::ranges::adjacent_find(names) == names.end());
    CHECK_FALSE(names.front().empty());
    CHECK(name_of(static_cast<AlarmCode>(alarm_codes)).empty());
}
