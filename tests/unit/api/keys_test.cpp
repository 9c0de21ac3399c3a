#include "consentry/api/keys.hpp"

#include "support/catch.hpp"

using namespace consentry;

namespace {

std::vector<api::Key> const two_keys{{"crm", api::Role::writer, sha256("first"), {"demo"}, false},
    {"console", api::Role::admin, sha256("second"), {"demo"}, false}};

}  // namespace

TEST_CASE("a key is known by its hash, wherever it stands among the others")
{
    CHECK(api::authenticate(two_keys, "Bearer first").value()->name == "crm");
    CHECK(api::authenticate(two_keys, "Bearer second").value()->name == "console");
    CHECK(api::authenticate(two_keys, "bEARER second").value()->name == "console");
}

TEST_CASE("anything else opens nothing")
{
    auto const header = GENERATE("", "Bearer", "Bearer ", "first", "Bearer third", "Bearer First", "Bearer first ",
        "Bearer  first", "Basic first", "Bearer first second");
    INFO(header);
    auto const key = api::authenticate(two_keys, header);
    REQUIRE_FALSE(key.has_value());
    CHECK(key.error().fault == Fault::unauthentic);
}

TEST_CASE("without configured keys there is no way in, not even with an empty one")
{
    CHECK_FALSE(api::authenticate({}, "Bearer first").has_value());
    CHECK_FALSE(api::authenticate({}, "Bearer ").has_value());
}
