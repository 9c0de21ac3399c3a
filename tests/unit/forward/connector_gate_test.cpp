// The pace at which a far system may be asked.
#include "account_stage.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

/// Who may go, in the order of going, and when: milliseconds since the start.
struct Gone {
    std::string who;
    std::chrono::milliseconds at;
    bool operator==(Gone const&) const = default;
};
std::ostream& operator<<(std::ostream& out, Gone const& gone) { return out << gone.who << " at " << gone.at.count(); }

struct GateStage : AccountStage {
    explicit GateStage(std::map<std::string, ConnectorLimit, std::less<>> limits)
    {
        ConnectorTemplate made;
        made.limits = std::move(limits);
        open(std::move(made));
    }

    void join(std::string who, std::string_view limit = {})
    {
        account->pace(limit, [this, who = std::move(who)] { gone.push_back({who, clock.at - begun}); });
    }

    void note(std::vector<http::Header> headers, std::string_view limit = {})
    {
        account->note(limit, http::Answer{200, std::move(headers), {}});
    }

    Instant begun = clock.at;
    std::vector<Gone> gone;
};

ConnectorLimit counted(RetryClass::Unit unit = RetryClass::Unit::seconds)
{
    return {.rate = {1'000, 10s}, .remaining_header = "X-Remaining", .reset_header = "X-Reset", .reset_unit = unit};
}

}  // namespace

TEST_CASE("without a limit nobody waits")
{
    GateStage stage{{}};
    stage.join("a", "search");
    stage.join("b");
    CHECK(stage.gone == std::vector<Gone>{{"a", 0ms}, {"b", 0ms}});
    CHECK(stage.tasks->size() == 0);
}

TEST_CASE("requests of an account are spaced, first come, first served")
{
    GateStage stage{{{"default", {.rate = {10, 10s}}}}};
    for (char const* const who : {"a", "b", "c"})
        stage.join(who);
    CHECK(stage.gone == std::vector<Gone>{{"a", 0ms}});
    stage.wait(500ms);
    stage.join("d");
    stage.wait(10s);
    REQUIRE(stage.gone.size() == 4);
    CHECK(stage.gone[1].who == "b");
    CHECK(stage.gone[2].who == "c");
    CHECK(stage.gone[3].who == "d");
    CHECK(stage.gone[1].at >= 999ms);
    CHECK(stage.gone[3].at >= 2'999ms);
    CHECK(stage.gone[3].at <= 3'001ms);
    CHECK(stage.tasks->size() == 0);
}

TEST_CASE("who waits for a limit of its own keeps only those who wait for the same")
{
    GateStage stage{{{"default", {.rate = {100, 1s}}}, {"search", {.rate = {1, 1s}}}}};
    stage.join("search 1", "search");
    stage.join("search 2", "search");
    stage.join("update 1");
    stage.join("search 3", "search");
    stage.join("update 2", "default");
    stage.wait(10s);
    REQUIRE(stage.gone.size() == 5);
    CHECK(stage.gone[0] == Gone{"search 1", 0ms});
    CHECK(stage.gone[1].who == "update 1");
    CHECK(stage.gone[2].who == "update 2");
    CHECK(stage.gone[2].at <= 21ms);
    CHECK(stage.gone[3].who == "search 2");
    CHECK(stage.gone[3].at >= 999ms);
    CHECK(stage.gone[4].who == "search 3");
    CHECK(stage.gone[4].at >= 1'998ms);
}

TEST_CASE("where an answer says that nothing is left, the next waits until there is more")
{
    auto const now_s = std::chrono::duration_cast<std::chrono::seconds>(HandClock{}.at.time_since_epoch()).count();
    using Unit = RetryClass::Unit;
    auto const [unit, reset, wait] = GENERATE_COPY(table<Unit, std::string, std::chrono::milliseconds>({
        {Unit::seconds, "2", 2s},
        {Unit::seconds, "1.5", 1'500ms},
        {Unit::milliseconds, "250", 250ms},
        {Unit::unix_seconds, std::to_string(now_s + 3), 3s},
        {Unit::seconds, "", 10s},
        {Unit::seconds, "soon", 10s},
        {Unit::seconds, "-2", 10s},
        {Unit::unix_seconds, std::to_string(now_s - 3), 0s},
        {Unit::seconds, "86400", 5min},
        {Unit::unix_seconds, "99999999999999999999999999", 10s},
    }));
    GateStage stage{{{"default", counted(unit)}}};
    stage.note({{"X-Remaining", "0"}, {"X-Reset", reset}});
    stage.join("a");
    stage.wait(10min);
    REQUIRE(stage.gone.size() == 1);
    CHECK(stage.gone[0].at == wait);
}

TEST_CASE("where something is left, or nothing is said of it, nobody waits")
{
    GateStage stage{{{"default", counted()}}};
    stage.note(GENERATE(std::vector<http::Header>{}, std::vector<http::Header>{{"X-Remaining", "1"}, {"X-Reset", "9"}},
        std::vector<http::Header>{{"X-Remaining", "none"}, {"X-Reset", "9"}},
        std::vector<http::Header>{{"X-Other", "0"}, {"X-Reset", "9"}}));
    stage.join("a");
    CHECK(stage.gone == std::vector<Gone>{{"a", 0ms}});
}

TEST_CASE("what an answer says of a limit of its own holds only those under it")
{
    GateStage stage{{{"search", counted()}}};
    stage.note({{"x-remaining", "0"}, {"x-reset", "2"}}, "search");
    stage.join("search", "search");
    stage.join("update");
    stage.wait(10s);
    CHECK(stage.gone == std::vector<Gone>{{"update", 0ms}, {"search", 2s}});
}

TEST_CASE("who was let go may join again, and drop the account")
{
    GateStage stage{{{"default", {.rate = {1, 1s}}}}};
    std::function<void()> again = [&] {
        stage.gone.push_back({"again", stage.clock.at - stage.begun});
        if (stage.gone.size() < 3)
            stage.account->pace("", again);
        else
            stage.account.reset();
    };
    stage.account->pace("", again);
    stage.wait(10s);
    CHECK(stage.gone.size() == 3);
}

TEST_CASE("a clock that is set back keeps nobody waiting for it")
{
    GateStage stage{{{"default", {.rate = {1, 1s}}}, {"search", counted()}}};
    stage.join("a");
    stage.note({{"X-Remaining", "0"}, {"X-Reset", "2"}}, "search");
    stage.clock.at -= 1h;
    stage.begun = stage.clock.at;
    stage.join("b", "search");
    stage.join("c");
    stage.wait(1'001ms);
    REQUIRE(stage.gone.size() == 3);
    CHECK(stage.gone[1] == Gone{"b", 0ms});
    CHECK(stage.gone[2].at >= 999ms);
}

TEST_CASE("whoever waits for the pace when the accounts end is not called")
{
    GateStage stage{{{"default", {.rate = {1, 1s}}}}};
    stage.join("a");
    stage.join("b");
    SECTION("nor touched though the account is gone")
    {
        stage.accounts.reset();
        stage.account.reset();
        stage.wait(10s);
        CHECK(stage.gone.size() == 1);
    }
    SECTION("but as long as they don't, though nobody else has the account")
    {
        stage.account.reset();
        stage.wait(10s);
        CHECK(stage.gone.size() == 2);
    }
}
