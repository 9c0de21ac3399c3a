#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

namespace {

std::string const signed_off = R"({"actor":"ana","reason":"the list of May","expected":20000,"expected_for":"2h"})";

}  // namespace

TEST_CASE("brakes are told with what they count, what they stopped and what is expected")
{
    Office office;
    consent::BrakeView view{consent::Source::import, consent::Direction::opt_ins, {}};
    view.brake.held_since = event_time(office.clock.now());
    view.brake.stopped = 17;
    view.brake.expected = 5;
    view.brake.expected_until = event_time(office.clock.now()) + std::chrono::seconds{1};
    office.reader.known_brakes = {view};
    auto const said = office.get("/v1/brakes", "reader");
    CHECK(said.response.body
        == R"({"brand":"demo","brakes":[{"source":"import","direction":"opt_ins","holds":true,"since":"2026-11-22T09:31:00Z",)"
           R"("recent":0,"stopped":17,"expected":5,"expected_until":"2026-11-22T09:31:01Z","released_by":null,"reason":null}]})");
}

TEST_CASE("who releases a brake says so with a name and a reason, and it is logged")
{
    Office office;
    auto const said = office.post("/v1/brakes/import/opt_ins/release", signed_off);
    CHECK(said.response.body == R"({"source":"import","direction":"opt_ins","holds":false,"expected":20000})");
    auto const& release = std::get<consent::BrakeRelease>(office.ledger.units.at(0).matters.at(0).what);
    CHECK(release.source == consent::Source::import);
    CHECK(release.direction == consent::Direction::opt_ins);
    CHECK(release.expected == 20'000);
    CHECK(release.expected_for == std::chrono::hours{2});
    CHECK(release.actor == "ana");
    CHECK(release.reason == "the list of May");
    CHECK(office.log.text == "api.brake_released admin demo import opt_ins 20000");
}

TEST_CASE("a brake that nothing has, a release that nobody answers for, and a key that is no admin's are refused")
{
    Office office;
    CHECK(office.post("/v1/brakes/whatsapp_message/opt_outs/release", signed_off).problem() == "not-found");
    CHECK(office.post("/v1/brakes/import/yes/release", signed_off).problem() == "not-found");
    CHECK(office.post("/v1/brakes/import/opt_ins/release", R"({"actor":"ana"})").field() == "reason");
    CHECK(office.post("/v1/brakes/import/opt_ins/release", R"({"actor":"a","reason":"b","expected":-1})").field()
        == "expected");
    CHECK(office.post("/v1/brakes/import/opt_ins/release", signed_off, "writer").problem() == "forbidden");
    CHECK(office.ledger.units.empty());
}

TEST_CASE("what is held is 429 with a time to ask again, or says that it is held")
{
    Office office;
    std::string const record = R"({"contact":"+34600111222","scope":"marketing","state":"opted_out"})";
    office.ledger.outcome.refused = Error{Fault::braked, "more opt_ins than usual"};
    auto const refused = office.post("/v1/consents", record);
    CHECK(refused.response.status == 429);
    CHECK(refused.problem() == "braked");
    CHECK(refused.header("Retry-After") == "600");
    office.ledger.outcome = {};
    office.ledger.outcome.events = {"evt_1"};
    office.ledger.outcome.held = true;
    CHECK(office.post("/v1/consents", record).json().at("held").as_bool());
    std::string const rows = R"({"rows":[)" + record + "]}";
    CHECK(office.post("/v1/consents/batch", rows).json().at("held").as_int64() == 1);
}
