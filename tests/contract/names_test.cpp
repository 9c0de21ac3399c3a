// Whose name a name is, at which time: what every implementation of consent::Records keeps to.
#include "implementations.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

TEMPLATE_TEST_CASE("a subject is found by every alias, within its portfolio", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    CHECK_FALSE(records.subject_of("one", key(1), at(100)));
    SubjectNumber const ana = records.add_subject("one", "sub_ana");
    SubjectNumber const eva = records.add_subject("two", "sub_eva");
    REQUIRE(ana != eva);
    REQUIRE(ana != 0);
    records.add_alias("one", ana, key(1), phone("34600111222"), at(10));
    records.add_alias("one", ana, key(1, 1), {AliasKind::user_id, "ES.1"}, at(11));
    records.add_alias("two", eva, key(1), phone("34600111222"), at(12));

    CHECK(records.subject_of("one", key(1), at(100)) == ana);
    CHECK(records.subject_of("one", key(1, 1), at(100)) == ana);
    CHECK(records.subject_of("two", key(1), at(100)) == eva);
    CHECK_FALSE(records.subject_of("two", key(1, 1), at(100)));
    CHECK_FALSE(records.subject_of("three", key(1), at(100)));

    Standing const standing = records.standing("demo", ana);
    CHECK(standing.public_id == "sub_ana");
    CHECK(standing.aliases == std::vector<Alias>{phone("34600111222"), {AliasKind::user_id, "ES.1"}});
    CHECK(standing.facts.empty());
}

TEMPLATE_TEST_CASE("an alias added again stays, and one that changes hands moves", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    SubjectNumber const ana = records.add_subject("one", "sub_ana");
    SubjectNumber const eva = records.add_subject("one", "sub_eva");
    records.add_alias("one", ana, key(1), phone("34600111222"), at(10));
    records.add_alias("one", ana, key(1), phone("34600111222"), at(5));
    CHECK(records.standing("demo", ana).aliases.size() == 1);

    records.add_alias("one", eva, key(1), phone("34600111222"), at(20));
    CHECK(records.subject_of("one", key(1), at(100)) == eva);
    CHECK(records.standing("demo", ana).aliases.empty());
    CHECK(records.standing("demo", eva).aliases == std::vector{phone("34600111222")});
}

TEMPLATE_TEST_CASE(
    "a name that had ended by the time it became known takes nothing from who has it", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    SubjectNumber const ana = records.add_subject("one", "sub_ana");
    SubjectNumber const eva = records.add_subject("one", "sub_eva");
    Alias const number = phone("553187654321");
    SECTION("nobody has it")
    {
        records.add_alias("one", ana, key(1), number, at(50), at(100));
        CHECK_FALSE(records.subject_of("one", key(1), at(100)));
        records.add_alias("one", eva, key(1), number, at(150));
    }
    SECTION("somebody has it")
    {
        records.add_alias("one", eva, key(1), number, at(150));
        records.add_alias("one", ana, key(1), number, at(60), at(80));
        records.add_alias("one", ana, key(1), number, at(50), at(100));
    }
    CHECK(records.holder_of("one", key(1), at(99)) == Holder{ana, at(100)});
    CHECK(records.holder_of("one", key(1), at(100)) == Holder{eva, {}});
    CHECK(records.standing("demo", ana).aliases.empty());
    CHECK(records.standing("demo", eva).aliases == std::vector{number});

    // And back again, after another one.
    records.end_alias("one", key(1), at(200));
    CHECK(records.holder_of("one", key(1), at(199)) == Holder{eva, at(200)});
    records.add_alias("one", ana, key(1), number, at(300));
    CHECK(records.holder_of("one", key(1), at(99)) == Holder{ana, at(100)});
    CHECK(records.holder_of("one", key(1), at(199)) == Holder{eva, at(200)});
    CHECK(records.holder_of("one", key(1), at(300)) == Holder{ana, {}});
    records.end_alias("one", key(1), at(400));
    CHECK(records.holder_of("one", key(1), at(50)) == Holder{ana, at(100)});
    CHECK(records.holder_of("one", key(1), at(399)) == Holder{ana, at(400)});
}

TEMPLATE_TEST_CASE(
    "before a name begins it is of somebody we do not know, until somebody turns up who had it", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    Alias const number = phone("34600111222");
    SubjectNumber const ana = records.add_subject("one", "sub_ana");
    SubjectNumber const eva = records.add_subject("one", "sub_eva");
    records.add_alias("one", ana, key(1), number, at(50));
    CHECK_FALSE(records.end_of_unknown_holder("one", key(1), at(10)));
    records.begin_alias("one", key(1), at(30));
    records.begin_alias("one", key(1), at(20));  // The latest counts.

    CHECK_FALSE(records.holder_of("one", key(1), at(29)));
    CHECK(records.end_of_unknown_holder("one", key(1), at(29)) == at(30));
    CHECK(records.holder_of("one", key(1), at(30)) == Holder{ana, {}});
    CHECK_FALSE(records.end_of_unknown_holder("one", key(1), at(30)));

    records.add_alias("one", eva, key(1), number, at(10), at(30));
    CHECK(records.holder_of("one", key(1), at(29)) == Holder{eva, at(30)});
    CHECK_FALSE(records.end_of_unknown_holder("one", key(1), at(29)));
    CHECK(records.holder_of("one", key(1), at(30)) == Holder{ana, {}});
}

TEMPLATE_TEST_CASE(
    "nothing leads to who was closed, and what was said under their names stays nobody's", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    SubjectNumber const closed = records.add_subject("one", "sub_closed");
    records.add_alias("one", closed, key(1), phone("34600111222"), at(5));
    records.add_alias("one", closed, key(2), {AliasKind::user_id, "ES.1"}, at(5));
    records.end_alias("one", key(1), at(20));
    append_fact(records, "demo", closed, fact(FactKind::hold, "*", 6, 1));
    REQUIRE(records.names_of(closed).size() == 2);
    CHECK(records.names_of(closed)[0].until == at(20));
    CHECK_FALSE(records.names_of(closed)[1].until);
    CHECK_FALSE(records.erased("one", key(2)));
    CHECK_FALSE(records.any_erased());
    SubjectNumber const other = records.add_subject("one", "sub_other");
    records.add_alias("one", other, key(9), phone("34600111999"), at(5));

    for (std::uint64_t name = 1; name < 4; ++name)  // The third is another spelling, which nobody has.
        records.suppress("one", key(name), at(50));
    records.close(closed, at(50));

    for (std::uint64_t name = 1; name < 4; ++name) {
        CHECK(records.erased("one", key(name)) == at(50));
        CHECK_FALSE(records.subject_of("one", key(name), at(10)));
        CHECK_FALSE(records.subject_of("one", key(name), at(100)));
    }
    CHECK_FALSE(records.erased("two", key(2)));
    CHECK(records.any_erased());
    CHECK_FALSE(records.standing("demo", other).erased);
    CHECK(records.names_of(closed).empty());
    CHECK(records.standing("demo", closed).facts.empty());
    CHECK(records.brands_of(closed) == std::vector<std::string>{"demo"});

    SubjectNumber const next = records.add_subject("one", "sub_next");
    records.add_alias("one", next, key(2), {AliasKind::user_id, "ES.1"}, at(60));
    CHECK(records.subject_of("one", key(2), at(100)) == next);
    CHECK_FALSE(records.subject_of("one", key(2), at(50)));
    CHECK(records.erased("one", key(2)) == at(50));
    CHECK(records.standing("demo", next).erased == at(50));
    records.suppress("one", key(2), at(90));
    CHECK(records.erased("one", key(2)) == at(90));
    CHECK(records.subject_of("one", key(2), at(100)) == next);
}
