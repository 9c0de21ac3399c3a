#include "consentry/base/document.hpp"

#include "support/catch.hpp"

using namespace consentry;

TEST_CASE("a document keeps the order of the file and the line of every name")
{
    auto const document = parse_toml("b = 1\n\n[z]\ny = \"text\"\n[a]\nx = [true,\n  2.5]\n");
    REQUIRE(document.has_value());
    REQUIRE(document->members.size() == 3);
    CHECK(document->members[0].name == "b");
    CHECK(document->members[1].name == "z");
    CHECK(document->members[2].name == "a");
    Node const& x = document->members[2].members.front();
    CHECK(x.line == 6);
    REQUIRE(x.items.size() == 2);
    CHECK(x.items[0].kind == Node::Kind::boolean);
    CHECK(x.items[1].kind == Node::Kind::real);
    CHECK(x.items[1].line == 7);
}

TEST_CASE("a time is taken with its offset, and one without an offset is told apart")
{
    auto const document
        = parse_toml("a = 2026-11-01T01:30:00+01:30\nb = 2026-11-01T00:00:00\nc = 2026-11-01\nd = 07:32:00");
    REQUIRE(document.has_value());
    REQUIRE(document->members[0].kind == Node::Kind::time);
    CHECK(rfc3339(document->members[0].time) == "2026-11-01T00:00:00Z");
    for (std::size_t i = 1; i < 4; ++i)
        CHECK(document->members[i].kind == Node::Kind::local_time);
}

TEST_CASE("what is not TOML is told with its line")
{
    auto const broken = parse_toml("a = 1\nb = \n");
    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().line == 2);
    CHECK_FALSE(broken.error().reason.empty());

    auto const twice = parse_toml("[a]\nb = 1\n\n[a]\nc = 2\n");
    REQUIRE_FALSE(twice.has_value());
    CHECK(twice.error().line == 4);
}
