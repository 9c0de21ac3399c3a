// Whoever is woken by an alarm looks for its code: docs/runbook.md and the alerting rules have each, and no other.
#include "consentry/base/alarms.hpp"

#include "support/catch.hpp"

#include <fstream>
#include <set>

using namespace consentry;

namespace {

/// What stands after `start` on the lines that begin with it.
std::multiset<std::string> after(std::string const& start, std::string const& file)
{
    std::ifstream stream{std::string{CONSENTRY_SOURCE_DIR} + "/" + file};
    std::multiset<std::string> found;
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with(start))
            found.insert(line.substr(start.size()));
    return found;
}

std::multiset<std::string> codes(std::string const& before = "", std::string const& behind = "")
{
    std::multiset<std::string> all;
    for (std::size_t i = 0; i < alarm_codes; ++i)
        all.insert(before + std::string{name_of(static_cast<AlarmCode>(i))} + behind);
    return all;
}

}  // namespace

TEST_CASE("the runbook has one entry for each alarm, and none for what is no alarm")
{
    CHECK(after("## ", "docs/runbook.md") == codes("`", "`"));
}

TEST_CASE("each alarm has its alerting rule, which leads to its entry in the runbook")
{
    std::string const rules = "packaging/prometheus/consentry.rules.yml";
    CHECK(after("        expr: consentry_alarm", rules) == codes("{code=\"", "\"} > 0"));
    CHECK(after("          runbook: docs/runbook.md#", rules) == codes());
}
