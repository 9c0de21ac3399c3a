#include "app/brand_rules.hpp"

#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

BrandConfig configured()
{
    auto const report = read(small_brand + R"(country = "ES"
start_scopes = ["marketing"]
start_wording = "v3"
unprompted_yes = "opt_in"
stop_reach = "all"
[[brand.number]]
phone_number_id = "111"
[[brand.scope]]
name = "marketing"
category = "marketing"
aliases = ["Promoción"]
meta_marketing = true
valid_for = "730d"
unknown = "allow"
[[brand.wording]]
scope = "marketing"
version = "v3"
language = "es"
text = "Responde SÍ"
[[brand.prompt]]
scope = "marketing"
wording = "v3"
number = "111"
from = 2026-11-01T00:00:00Z
until = 2026-12-01T00:00:00Z
words = ["¡Sí!"]
[[brand.button]]
id = "UNSUB"
signal = "opt_out"
scope = "marketing"
[[brand.flow_field]]
field = "newsletter"
scope = "marketing"
wording = "v3"
[[brand.keyword]]
text = "basta ya"
signal = "opt_out"
countries = ["AR"]
[[brand.keyword]]
text = "cancel"
signal = "none"
)");
    REQUIRE(report.ok());
    return report.config.brands.front();
}

}  // namespace

TEST_CASE("a configured brand becomes the rules its signals are judged by")
{
    consent::Policy const policy = policy_of(configured());
    CHECK(policy.brand == "demo");
    CHECK(policy.portfolio == "demo");
    CHECK(policy.country == "ES");
    REQUIRE(policy.scope("marketing") != nullptr);
    consent::Scope const& marketing = *policy.scope("marketing");
    CHECK(marketing.category == consent::Category::marketing);
    CHECK(marketing.aliases == std::vector<std::string>{keywords::folded("PROMOCIÓN")});
    CHECK(marketing.meta_marketing);
    CHECK(marketing.unknown_allowed);
    CHECK(marketing.valid_for == std::chrono::days{730});
    REQUIRE(policy.wording("marketing", "v3") != nullptr);
    REQUIRE(policy.campaigns.size() == 1);
    CHECK(policy.campaigns.front().language == "es");
    CHECK(policy.campaigns.front().words == std::vector<std::string>{keywords::folded("sí")});
    CHECK(policy.start_scopes == std::vector<std::string>{"marketing"});
    CHECK(policy.start_wording == "v3");
    CHECK(policy.unprompted_yes_opts_in);
    CHECK(policy.stop_reaches_all);
}

TEST_CASE("a brand hears with its own words, secrets, numbers and buttons")
{
    auto const brand = brand_of(configured(), {});
    REQUIRE(brand.has_value());
    CHECK(brand->app_secrets == std::vector<std::string>{"a secret"});
    CHECK(brand->verify_tokens == std::vector<std::string>{"a token"});
    CHECK(brand->numbers == std::vector<std::string>{"111"});
    REQUIRE(brand->buttons.size() == 1);
    CHECK(brand->buttons.front().signal == consent::Intent::opt_out);
    CHECK(brand->buttons.front().scope == "marketing");
    REQUIRE(brand->flow_fields.size() == 1);
    CHECK(brand->flow_fields.front().wording == "v3");

    keywords::Scratch scratch;
    std::vector<keywords::Reading> readings;
    brand->matcher->match("¡Basta ya!", scratch, readings);
    REQUIRE(readings.size() == 1);
    CHECK(readings.front().intent == keywords::Intent::opt_out);
    CHECK(readings.front().countries.front() == "AR");
}

TEST_CASE("signal none switches a word off")
{
    auto const words = own_words(configured());
    REQUIRE(words.size() == 2);
    CHECK(words[0].intent == keywords::Intent::opt_out);
    CHECK_FALSE(words[1].intent.has_value());
}
