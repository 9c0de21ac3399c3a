#include "consent/identity.hpp"

#include "consent/ids.hpp"

#include "builders.hpp"
#include "consentry/consent/event_id.hpp"
#include "random.hpp"
#include "support/catch.hpp"
#include "support/memory_records.hpp"

using namespace consentry;
using namespace consentry::consent;
using consentry::test::CountingRandom;
using consentry::test::MemoryRecords;

namespace {

struct People {
    MemoryRecords records;
    Keyer keys{"key"};

    SubjectNumber add(std::vector<Alias> const& names)
    {
        SubjectNumber const subject = records.add_subject("demo", "sub_" + std::to_string(records.subjects() + 1));
        for (Alias const& name : names)
            records.add_alias("demo", subject, keys.of_alias("demo", name), name, at(0));
        return subject;
    }

    Identified find(std::vector<Alias> const& names, std::string_view portfolio = "demo")
    {
        return identify(records, portfolio, names, at(100), keys);
    }
};

}  // namespace

TEST_CASE("who was never seen is new, with every name unknown")
{
    People people;
    Identified const found = people.find({phone(), user()});
    CHECK(found.is_new);
    CHECK(found.unknown.size() == 2);
    CHECK(found.merged.empty());
}

TEST_CASE("one known name is enough, the others are learnt")
{
    People people;
    SubjectNumber const ana = people.add({phone()});
    Identified const found = people.find({phone(), user()});
    CHECK_FALSE(found.is_new);
    CHECK(found.subject == ana);
    CHECK(found.unknown == std::vector{user()});
    CHECK(people.find({phone()}).unknown.empty());
}

TEST_CASE("the user id is asked before the phone, since a phone can change hands")
{
    People people;
    SubjectNumber const by_phone = people.add({phone()});
    SubjectNumber const by_user = people.add({user()});
    Identified const found = people.find({phone(), user()});
    CHECK(found.subject == by_user);
    CHECK(found.merged == std::vector{by_phone});
}

TEST_CASE("three names of three subjects are one person")
{
    People people;
    Alias const parent{AliasKind::parent_user_id, "ES.ENT.2"};
    SubjectNumber const a = people.add({phone()});
    SubjectNumber const b = people.add({user()});
    SubjectNumber const c = people.add({parent});
    Identified const found = people.find({parent, phone(), user()});
    CHECK(found.subject == b);
    CHECK(found.merged == std::vector{a, c});
}

TEST_CASE("two names of one subject merge nothing")
{
    People people;
    people.add({phone(), user()});
    Identified const found = people.find({phone(), user()});
    CHECK(found.merged.empty());
    CHECK(found.unknown.empty());
}

TEST_CASE("a subject belongs to a portfolio")
{
    People people;
    people.add({phone()});
    CHECK(people.find({phone()}, "other").is_new);
}

TEST_CASE("keys tell apart what is different, and need the secret")
{
    Keyer keys{"key"};
    Keyer other{"another key"};
    CHECK(keys.of_item("demo", "1", "wamid.1") == keys.of_item("demo", "1", "wamid.1"));
    CHECK(keys.of_item("demo", "1", "wamid.1") != other.of_item("demo", "1", "wamid.1"));
    CHECK(keys.of_item("demo", "1", "2") != keys.of_item("demo", "12", ""));
    CHECK(keys.of_item("demo", "1", "wamid.1") != keys.of_item("brand", "1", "wamid.1"));
    CHECK(keys.of_alias("demo", {AliasKind::phone, "1"}) != keys.of_alias("demo", {AliasKind::user_id, "1"}));
    CHECK(keys.of_alias("demo", phone()) != keys.of_alias("other", phone()));
    CHECK(keys.of_message("wamid.1") != keys.of_message("wamid.2"));
}

TEST_CASE("an event id tells its place in the ledger and cannot be guessed")
{
    CountingRandom random;
    std::string const id = new_event_id(random, 4711);
    CHECK(id.starts_with("evt_"));
    CHECK(seq_of_event(id) == 4711);
    CHECK(new_event_id(random, 4711) != id);
    CHECK(new_event_id(random, 4711) < new_event_id(random, 4712));
    CHECK(new_subject_id(random).starts_with("sub_"));
    CHECK(new_subject_id(random) != new_subject_id(random));
}

TEST_CASE("what is no event id has no place")
{
    auto const text = GENERATE(as<std::string>{}, "", "evt_", "evt_1", "sub_0000000000008x0g40r40m30e2", "4711",
        "evt_00000000000000000000000000", "evt_zzzzzzzzzzzzzzzzzzzzzzzzzz", "evt_!!!!!!!!!!!!!!!!!!!!!!!!!!");
    INFO(text);
    CHECK_FALSE(seq_of_event(text));
}
