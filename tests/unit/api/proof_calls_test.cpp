#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

namespace {

consent::Checkpoint checkpoint(consent::Seq count)
{
    consent::Checkpoint made;
    made.brand = "demo";
    made.count = count;
    made.at = EventTime{std::chrono::seconds{1'795'339'860}};
    made.key = "0123456789abcdef";
    return made;
}

}  // namespace

TEST_CASE("checkpoints are read in pages, with the newest and the keys that signed them")
{
    Office office;
    office.proofs.made = {checkpoint(1), checkpoint(1'024), checkpoint(2'048)};
    office.proofs.statements.emplace_back();
    auto const said = office.get("/v1/checkpoints?limit=2", "reader");
    REQUIRE(said.response.status == 200);
    auto const page = said.json();
    auto const& list = page.at("checkpoints").as_array();
    REQUIRE(list.size() == 2);
    CHECK(list[0].at("count").as_int64() == 1);
    CHECK(list[1].at("line").as_string() == to_line(checkpoint(1'024)));
    CHECK(page.at("next").as_int64() == 1'024);
    CHECK(page.at("more").as_bool());
    CHECK(page.at("last").at("count").as_int64() == 2'048);
    CHECK(page.at("keys").as_array().size() == 1);
    auto const rest = office.get("/v1/checkpoints?after=1024", "reader").json();
    CHECK(rest.at("checkpoints").as_array().size() == 1);
    CHECK_FALSE(rest.at("more").as_bool());
}

TEST_CASE("a brand without entries has no checkpoint")
{
    Office office;
    auto const page = office.get("/v1/checkpoints", "reader").json();
    CHECK(page.at("checkpoints").as_array().empty());
    CHECK(page.at("last").is_null());
    CHECK(office.get("/v1/checkpoints?limit=0", "reader").problem() == "malformed");
    CHECK(office.get("/v1/checkpoints", "both").problem() == "malformed");
}

TEST_CASE("how far checkpoints reach, and how old the newest is, stands in the metrics")
{
    Office office;
    auto const last = checkpoint(1'024);
    office.proofs.covered = {{"demo", 1'030, last}, {"hats", 3, {}}};
    office.clock.at = Instant{std::chrono::seconds{1'795'339'860 + 90}};
    auto const page = office.get("/metrics", "").response.body;
    CHECK(page.find("\nconsentry_checkpoint_entries{brand=\"demo\"} 1024\n") != std::string::npos);
    CHECK(page.find("\nconsentry_checkpoint_uncovered{brand=\"demo\"} 6\n") != std::string::npos);
    CHECK(page.find("\nconsentry_checkpoint_age_seconds{brand=\"demo\"} 90\n") != std::string::npos);
    for (std::string const name : {"entries", "uncovered", "age_seconds"})
        CHECK(page.find("consentry_checkpoint_" + name + "{brand=\"hats\"}") == std::string::npos);
}

namespace {

consent::ProofFound found(bool is_whole)
{
    consent::ProofFound made;
    made.proof.brand = "demo";
    made.proof.subjects = {"sub_p55pes47v17af21c67q4e94pkr"};
    made.proof.checkpoint = checkpoint(7);
    made.is_whole = is_whole;
    return made;
}

}  // namespace

TEST_CASE("a proof is asked for by contact, or by the id of who has no name any more")
{
    Office office;
    office.proofs.found = found(true);
    auto const said = office.get("/v1/subjects/600111222/proof", "reader");
    REQUIRE(said.response.status == 200);
    CHECK(said.text("format") == "consentry-proof/1");
    CHECK(said.text("checkpoint") == to_line(checkpoint(7)));
    CHECK(std::get<consent::Alias>(office.proofs.asked_about).value == "34600111222");
    CHECK(office.proofs.asked_to_cover.empty());
    REQUIRE(office.data_reads.noted.size() == 1);  // Who reads it reads all that is known of a person.
    CHECK(office.data_reads.noted.front().subject == "sub_p55pes47v17af21c67q4e94pkr");
    CHECK(office.get("/v1/subjects/sub_p55pes47v17af21c67q4e94pkr/proof").response.status == 200);
    CHECK(std::get<std::string>(office.proofs.asked_about) == "sub_p55pes47v17af21c67q4e94pkr");
}

TEST_CASE("entries that no checkpoint covers yet are covered before they are proved")
{
    Office office;
    office.proofs.found = found(false);
    CHECK(office.get("/v1/subjects/600111222/proof").response.status == 200);
    CHECK(office.proofs.asked_to_cover == "demo");
    office.proofs.asked_to_cover.clear();
    office.proofs.found = found(false);
    office.proofs.trouble = Error{Fault::unavailable, "the disk is gone"};
    CHECK(office.get("/v1/subjects/600111222/proof").response.status == 503);
}

TEST_CASE("who is unknown, or no contact, has no proof")
{
    Office office;
    CHECK(office.get("/v1/subjects/600111222/proof").problem() == "not-found");
    CHECK(office.get("/v1/subjects/nobody/proof").problem() == "malformed");
}
