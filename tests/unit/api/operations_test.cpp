#include "unit/api/office.hpp"

#include "support/catch.hpp"

#include <regex>
#include <set>
#include <sstream>

using namespace consentry;
using namespace consentry::api;

namespace {

/// The value of a sample; -1 if the page has no such line.
std::int64_t sample(std::string const& page, std::string const& name)
{
    std::istringstream lines{page};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(name + " "))
            return std::stoll(line.substr(name.size() + 1));
    }
    return -1;
}

}  // namespace

TEST_CASE("ready is whoever has no part that fails")
{
    Office office;
    CHECK(office.get("/healthz", "").response.body == "ok\n");
    CHECK(office.get("/readyz", "").response.status == 200);
    office.readiness.push_back({"disk", false, "make room"});
    CHECK(office.get("/readyz", "").response.status == 503);
    auto const verbose = office.get("/readyz?verbose", "");
    CHECK(verbose.response.status == 503);
    CHECK(verbose.response.body
        == R"({"ready":false,"parts":{"store":{"ready":true},"disk":{"ready":false,"detail":"make room"}},"alarms":[]})");
    CHECK(office.get("/healthz", "").response.status == 200);
}

TEST_CASE("verbose may be switched off in so many words")
{
    Office office;
    auto const* const query = GENERATE("?verbose=0", "?verbose=false", "?other", "");
    CHECK(office.get(std::string{"/readyz"} + query, "").response.content_type == "text/plain");
    auto const* const wanted = GENERATE("?verbose", "?verbose=1", "?a=b&verbose");
    CHECK(office.get(std::string{"/readyz"} + wanted, "").response.content_type == "application/json");
}

TEST_CASE("the counters of all threads are summed up")
{
    Office office;
    office.tallies[0].add(intake::Count::opt_outs);
    office.tallies[1].add(intake::Count::opt_outs);
    office.traffic.open = 7;
    office.traffic.timeouts = 3;
    auto const page = office.get("/metrics", "").response.body;
    CHECK(sample(page, R"(consentry_intake_total{what="opt_outs"})") == 2);
    CHECK(sample(page, R"(consentry_intake_total{what="statuses"})") == 0);
    CHECK(sample(page, "consentry_connections_open") == 7);
    CHECK(sample(page, R"(consentry_http_total{what="timeouts"})") == 3);
    CHECK(sample(page, R"(consentry_ready{part="store"})") == 1);
}

TEST_CASE("times of answers are a histogram: each bucket holds those before it")
{
    Office office;
    office.traffic.times.buckets = {3, 0, 2};
    office.traffic.times.buckets.back() = 1;
    office.traffic.times.sum = std::chrono::milliseconds{7'250};
    auto const page = office.get("/metrics", "").response.body;
    CHECK(sample(page, R"(consentry_webhook_seconds_bucket{le="0.0005"})") == 3);
    CHECK(sample(page, R"(consentry_webhook_seconds_bucket{le="0.001"})") == 3);
    CHECK(sample(page, R"(consentry_webhook_seconds_bucket{le="0.0025"})") == 5);
    CHECK(sample(page, R"(consentry_webhook_seconds_bucket{le="5"})") == 5);
    CHECK(sample(page, R"(consentry_webhook_seconds_bucket{le="+Inf"})") == 6);
    CHECK(sample(page, "consentry_webhook_seconds_count") == 6);
    CHECK(page.find("\nconsentry_webhook_seconds_sum 7.25\n") != std::string::npos);
}

TEST_CASE("messages to people who had said no are counted by brand, also where there are none")
{
    Office office;
    office.violations.add("demo");
    office.violations.add("demo");
    auto const page = office.get("/metrics", "").response.body;
    CHECK(sample(page, R"(consentry_violations_total{brand="demo"})") == 2);
    CHECK(sample(page, R"(consentry_violations_total{brand="hats"})") == 0);
}

TEST_CASE("how the store is written is told")
{
    Office office;
    office.writer_figures = {.commits = 4, .units = 9, .failed = 2, .queued = 1, .log_pages = 17};
    auto const page = office.get("/metrics", "").response.body;
    CHECK(sample(page, "consentry_store_commits_total") == 4);
    CHECK(sample(page, R"(consentry_store_units_total{outcome="kept"})") == 9);
    CHECK(sample(page, R"(consentry_store_units_total{outcome="failed"})") == 2);
    CHECK(sample(page, "consentry_store_queued") == 1);
    CHECK(sample(page, "consentry_store_log_pages") == 17);
}

TEST_CASE("destinations are told apart by brand and name")
{
    Office office;
    forward::DestinationStatus crm;
    crm.brand = "demo";
    crm.name = "crm";
    crm.delivered = 5;
    crm.failed = 4;
    crm.dead = 1;
    crm.skipped = 3;
    crm.times.buckets = {2, 0, 1};
    crm.times.buckets.back() = 1;
    crm.times.sum = std::chrono::milliseconds{1'500};
    crm.cursor = 40;
    office.steering.destinations = {crm};
    office.deliveries.last = 42;
    auto const page = office.get("/metrics", "").response.body;
    std::string const labels = R"({brand="demo",destination="crm"})";
    CHECK(sample(page, "consentry_delivered_total" + labels) == 5);
    CHECK(sample(page, "consentry_failed_attempts_total" + labels) == 4);
    CHECK(sample(page, "consentry_dead_letters_total" + labels) == 1);
    CHECK(sample(page, "consentry_destination_behind" + labels) == 2);
    CHECK(sample(page, "consentry_skipped_total" + labels) == 3);
    std::string const within = R"(consentry_delivery_seconds_bucket{brand="demo",destination="crm",le=")";
    CHECK(sample(page, within + R"(0.05"})") == 2);
    CHECK(sample(page, within + R"(1"})") == 3);
    CHECK(sample(page, within + R"(300"})") == 3);
    CHECK(sample(page, within + R"(+Inf"})") == 4);
    CHECK(sample(page, "consentry_delivery_seconds_count" + labels) == 4);
    CHECK(page.contains("\nconsentry_delivery_seconds_sum" + labels + " 1.5\n"));
}

TEST_CASE("where the store cannot be read, only what it would have told is missing")
{
    Office office;
    office.steering.destinations.resize(1);
    office.deliveries.broken = true;
    auto const said = office.get("/metrics", "");
    CHECK(said.response.status == 200);
    CHECK(said.response.body.find("consentry_destination_behind") == std::string::npos);
    CHECK(said.response.body.find("consentry_delivered_total{") != std::string::npos);
    CHECK(sample(said.response.body, R"(consentry_ready{part="store"})") == 1);
}

TEST_CASE("every metric has one line of help and one of type in front of its samples")
{
    Office office;
    std::istringstream lines{office.get("/metrics", "").response.body};
    std::set<std::string> typed;
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        if (line.starts_with("# TYPE "))
            CHECK(typed.insert(line.substr(7, line.find(' ', 7) - 7)).second);
        else if (!line.starts_with("#"))
            CHECK(typed.contains(std::regex_replace(
                line.substr(0, line.find_first_of("{ ")), std::regex{"_seconds_(bucket|sum|count)$"}, "_seconds")));
    }
    CHECK(typed.size() > 5);
}
