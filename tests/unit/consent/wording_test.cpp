#include "consentry/consent/wording.hpp"

#include "consentry/base/encoding.hpp"

#include "support/catch.hpp"
#include "world.hpp"

using namespace consentry;
using namespace consentry::consent;
using namespace std::literals;

namespace {

std::string wording_digest(Policy const& policy, std::string_view scope, std::string_view version)
{
    return to_hex(digest_of(*policy.wording(scope, version)));
}

}  // namespace

TEST_CASE("a wording's digest covers scope, version, language and text, each for itself")
{
    Wording const wording{"marketing", "v3", "es", "¿Quieres ofertas?"};
    CHECK(digest_of(wording) == sha256("marketing\0v3\0es\0¿Quieres ofertas?"sv));
    for (Wording const& other :
        {Wording{"marketin", "gv3", "es", "¿Quieres ofertas?"}, Wording{"marketing", "v3", "", "es¿Quieres ofertas?"},
            Wording{"marketing", "v3", "es", "¿Quieres ofertas"}})
        CHECK(digest_of(other) != digest_of(wording));
}

TEST_CASE("what was asked is kept word for word, and named by its digest in the chain")
{
    World world;
    world.apply(ask("marketing", 10, "wamid.q"));
    std::string const digest = wording_digest(demo_policy(), "marketing", "v3");
    CHECK(world.last().wording_digest == digest);
    REQUIRE(world.records.wordings().size() == 1);
    CHECK(to_hex(world.records.wordings().begin()->first) == digest);
    CHECK(world.records.entry("demo", 1).fields.find("\"wording_digest\":\"" + digest + "\"") != std::string::npos);
}

TEST_CASE("an answer rests on the words that were sent, whatever the configuration calls by that name now")
{
    World world;
    world.apply(ask("marketing", 10, "wamid.q"));
    Policy changed = demo_policy();
    for (Wording& wording : changed.wordings)
        wording.text += " (and a word more)";
    world.reconfigure(changed);
    world.apply(quoting("wamid.q", signal(Intent::affirm, "sí", 50)));
    CHECK(world.last().type == EventType::opted_in);
    CHECK(world.last().wording_digest == wording_digest(demo_policy(), "marketing", "v3"));

    world.apply(ask("marketing", 60, "wamid.r"));
    CHECK(world.last().wording_digest == wording_digest(changed, "marketing", "v3"));
    CHECK(world.records.wordings().size() == 2);
}

TEST_CASE("a STOP names no wording")
{
    World world;
    world.apply(signal(Intent::opt_out, "baja", 10));
    CHECK(world.last().wording_digest.empty());
    CHECK(world.records.wordings().empty());
}
