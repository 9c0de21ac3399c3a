#include "consentry/intake/brands.hpp"

#include "ear.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;

namespace {

std::vector<std::string> names(Addressees const& addressees)
{
    std::vector<std::string> found;
    for (Brand const* const brand : addressees.brands)
        found.push_back(brand->policy->brand);
    return found;
}

using Names = std::vector<std::string>;

Brand brand(std::string name, std::string secret, std::vector<std::string> numbers, std::string portfolio = "")
{
    consent::Policy policy = demo_policy(std::move(name));
    if (!portfolio.empty())
        policy.portfolio = std::move(portfolio);
    return demo_brand(policy, std::move(secret), std::move(numbers));
}

}  // namespace

TEST_CASE("a number's webhooks are for the brand that lists it, if it trusts the secret")
{
    Brands const brands{{brand("a", "s1", {"1"}), brand("b", "s1", {"2"}), brand("c", "s2", {"3"})}};
    CHECK(brands.secrets() == Names{"s1", "s2"});
    CHECK(names(brands.addressees(0, "1")) == Names{"a"});
    CHECK(names(brands.addressees(0, "2")) == Names{"b"});
    Addressees const foreign = brands.addressees(0, "3");
    CHECK(foreign.foreign);
    CHECK(foreign.brands.empty());
    CHECK(brands.addressees(1, "1").foreign);
    CHECK(names(brands.addressees(1, "3")) == Names{"c"});
}

TEST_CASE("a number that nobody lists concerns every brand of the secret")
{
    Brands const brands{{brand("a", "s1", {"1"}), brand("b", "s1", {"2"}), brand("c", "s2", {"3"})}};
    Addressees const unlisted = brands.addressees(0, "9");
    CHECK(names(unlisted) == Names{"a", "b"});
    CHECK_FALSE(unlisted.listed);
    CHECK_FALSE(unlisted.foreign);
}

TEST_CASE("a brand without numbers has every number of its apps")
{
    Brands const brands{{brand("a", "s1", {"1"}), brand("b", "s1", {})}};
    CHECK(names(brands.addressees(0, "9")) == Names{"b"});
    CHECK(brands.addressees(0, "9").listed);
    CHECK(names(brands.addressees(0, "1")) == Names{"a"});
}

TEST_CASE("two brands may share a number and a secret")
{
    Brands const brands{{brand("a", "s1", {"1"}), brand("b", "s1", {"1"}), brand("c", "s2", {"1"})}};
    CHECK(names(brands.addressees(0, "1")) == Names{"a", "b"});
    CHECK(names(brands.addressees(1, "1")) == Names{"c"});
}

TEST_CASE("siblings are the other brands of the portfolio")
{
    Brands const brands{{brand("a", "s", {"1"}, "p"), brand("b", "s", {"2"}, "p"), brand("c", "s", {"3"})}};
    REQUIRE(brands.siblings(*brands.find("a")).size() == 1);
    CHECK(brands.siblings(*brands.find("a"))[0]->brand == "b");
    CHECK(brands.siblings(*brands.find("c")).empty());
    CHECK(brands.find("d") == nullptr);
}

TEST_CASE("every brand's verify tokens are good for the handshake")
{
    Brands const brands{{brand("a", "s", {"1"}), brand("b", "s", {"2"})}};
    CHECK(brands.verify_tokens() == Names{"token of a", "token of b"});
}
