#include "app/config_values.hpp"

#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;
using namespace std::chrono_literals;

namespace {

/// What a form makes of a value as the file would write it.
template <class T>
std::optional<T> parsed(Form<T> const& form, std::string const& toml)
{
    auto const world = surroundings();
    Reading reading{"/etc/consentry/consentry.toml", world};
    auto const node = parse_toml("it = " + toml);
    REQUIRE(node.has_value());
    auto const value = form.parse(node->members.front(), "it", reading);
    CHECK(value.has_value() == reading.take_problems().empty());
    return value;
}

}  // namespace

TEST_CASE("an address is an IP address and a port, brackets around one of IPv6")
{
    auto const v4 = parsed(form::address(), R"("0.0.0.0:8080")");
    REQUIRE(v4.has_value());
    CHECK(v4->host == "0.0.0.0");
    CHECK(v4->port == 8080);
    auto const v6 = parsed(form::address(), R"("[::1]:80")");
    REQUIRE(v6.has_value());
    CHECK(v6->host == "::1");
    CHECK(v6->port == 80);
    CHECK(parsed(form::address(), R"("localhost:1")")->host == "127.0.0.1");
    CHECK(parsed(form::address(), R"("127.0.0.1:0")")->port == 0);
    for (auto const* const bad : {R"("8080")", R"(":8080")", R"("::1:80")", R"("[::1]")", R"("127.0.0.1:")",
             R"("127.0.0.1:65536")", R"("127.0.0.1:80 ")", R"("[127.0.0.1]:80")", R"("example.com:80")", "8080"})
        CHECK_FALSE(parsed(form::address(), bad).has_value());
}

TEST_CASE("a size has a unit of 1024, or is a number of bytes")
{
    auto const size = form::size(1, 1ULL << 40);
    CHECK(parsed(size, R"("4MiB")") == 4 * 1024 * 1024);
    CHECK(parsed(size, R"("1GiB")") == 1024 * 1024 * 1024);
    CHECK(parsed(size, R"("7B")") == 7);
    CHECK(parsed(size, "65536") == 65536);
    for (auto const* const bad : {R"("4MB")", R"("MiB")", R"("-1KiB")", R"("1.5MiB")", R"("4 MiB")", "-1", "0",
             R"("2TiB")", R"("99999999999999999999B")", R"("1099511627776TiB")", "true"})
        CHECK_FALSE(parsed(size, bad).has_value());
}

TEST_CASE("a duration has a unit and stays within its bounds")
{
    auto const duration = form::duration(1s, 1h);
    CHECK(parsed(duration, R"("90s")") == 90s);
    CHECK(parsed(duration, R"("1h")") == 1h);
    for (auto const* const bad : {R"("0s")", R"("61m")", R"("10")", "10", R"("ten seconds")"})
        CHECK_FALSE(parsed(duration, bad).has_value());
}

TEST_CASE("names are small, labels are not, and * is neither")
{
    CHECK(parsed(form::name(), R"("order-updates_2")") == "order-updates_2");
    CHECK(parsed(form::label(), R"("V3.1_a-b")") == "V3.1_a-b");
    for (auto const* const bad : {R"("*")", R"("Marketing")", R"("a b")", R"("a:b")", R"("")", R"("añ")"})
        CHECK_FALSE(parsed(form::name(), bad).has_value());
    for (auto const* const bad : {R"("*")", R"("a:b")", R"("")", R"("a b")"})
        CHECK_FALSE(parsed(form::label(), bad).has_value());
    CHECK_FALSE(parsed(form::name(), '"' + std::string(65, 'a') + '"').has_value());
}

TEST_CASE("a language is a code of two or three letters, perhaps with a region or script")
{
    for (auto const* const good : {R"("es")", R"("pt-BR")", R"("fil")", R"("zh-Hant-TW")"})
        CHECK(parsed(form::language(), good).has_value());
    for (auto const* const bad : {R"("ES")", R"("spanish")", R"("pt_BR")", R"("pt-")", R"("e")", R"("")"})
        CHECK_FALSE(parsed(form::language(), bad).has_value());
}

TEST_CASE("numbers keep their bounds")
{
    CHECK(parsed(form::whole(0, 256), "256") == 256U);
    for (auto const* const bad : {"257", "-1", "1.0", R"("1")"})
        CHECK_FALSE(parsed(form::whole(0, 256), bad).has_value());
    CHECK(parsed(form::digits(), R"("106540352242922")") == "106540352242922");
    for (auto const* const bad : {"106540352242922", R"("+34600111222")", R"("")"})
        CHECK_FALSE(parsed(form::digits(), bad).has_value());
}

TEST_CASE("a list reads every item and keeps its bounds")
{
    auto const list = form::list_of(form::name(), 1, 2);
    CHECK(parsed(list, R"(["a", "b"])") == std::vector<std::string>{"a", "b"});
    for (auto const* const bad : {"[]", R"(["a", "b", "c"])", R"("a")"})
        CHECK_FALSE(parsed(list, bad).has_value());
}
