#include "app/api_key.hpp"

#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

struct CountingRandom final : Random {
    std::uint8_t next = 0;
    void fill(std::span<std::uint8_t> bytes) override
    {
        std::ranges::generate(bytes, [this] { return next++; });
    }
};

}  // namespace

TEST_CASE("a new key's hash is what the configuration takes for that key")
{
    CountingRandom random;
    ApiKey const first = make_api_key(random);
    CHECK(first.key.starts_with("ck_"));
    CHECK(first.key.size() == 55);
    CHECK(make_api_key(random).key != first.key);

    auto const report = read("[[api.key]]\nname = \"crm\"\nrole = \"reader\"\nhash = \"" + first.hash + "\"\n"
        + small_brand.substr(small_brand.find("[[brand]]")));
    REQUIRE(report.ok());
    CHECK(report.config.api_keys.front().hash == sha256(first.key));
}
