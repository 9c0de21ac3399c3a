#include "consentry/http/date.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::http;
using namespace std::chrono;

TEST_CASE("a date is written as HTTP has it")
{
    CHECK(http_date(sys_days{November / 22 / 2026} + 9h + 30min) == "Sun, 22 Nov 2026 09:30:00 GMT");
    CHECK(http_date(EventTime{}) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(http_date(sys_days{February / 29 / 2028} + 23h + 59min + 59s) == "Tue, 29 Feb 2028 23:59:59 GMT");
}

TEST_CASE("a date is read back as it was written")
{
    for (EventTime const at : {EventTime{}, sys_days{February / 29 / 2028} + 23h + 59min + 59s})
        CHECK(parse_http_date(http_date(at)) == at);
}

TEST_CASE("what is no such date is none")
{
    CHECK_FALSE(parse_http_date(""));
    CHECK_FALSE(parse_http_date("Sun, 22 Nov 2026 09:30:00 CET"));
    CHECK_FALSE(parse_http_date("Sun, 31 Feb 2026 09:30:00 GMT"));
    CHECK_FALSE(parse_http_date("Sun, 22 Now 2026 09:30:00 GMT"));
    CHECK_FALSE(parse_http_date("Sun, 22 Nov 2026 24:00:00 GMT"));
    CHECK_FALSE(parse_http_date("Sunday, 22-Nov-26 09:30:00 GMT"));
}
