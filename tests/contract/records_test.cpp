// What every implementation of consent::Records keeps to, run on each of them.
#include "implementations.hpp"

#include "support/catch.hpp"

#include <random>

using namespace consentry;
using namespace consentry::consent;

TEMPLATE_TEST_CASE("an item is seen once it is marked, and its neighbours are not", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    // The second differs from the first in its last octets only, the third is where the first would go if it had to
    // make room, the fourth is the last place there is.
    PrivateKey const items[]{key(7, 1), key(7, 2), key(8, 3), key(INT64_MAX, 4), key(INT64_MAX, 5)};
    for (Seq seq = 1; PrivateKey const& item : items) {
        CHECK_FALSE(records.seen(item));
        records.mark_seen(item, "demo", seq++);
        CHECK(records.seen(item));
    }
    for (PrivateKey const& item : items)
        CHECK(records.seen(item));
    CHECK_FALSE(records.seen(key(7, 9)));
    CHECK_FALSE(records.seen(key(static_cast<std::uint64_t>(INT64_MIN), 9)));
    CHECK_NOTHROW(records.mark_seen(items[0], "demo", 9));
}

TEMPLATE_TEST_CASE("a ledger grows by one, per brand, and comes back byte for byte", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    SubjectNumber const ana = records.add_subject("one", "sub_ana");
    CHECK(records.head("demo").seq == 0);
    CHECK(records.head("demo").hash == first_link);

    Entry const first = entry(1, std::string{"{\"n\":\"\xC3\xB1\"}"});
    records.append("demo", ana, first, {});
    records.append("other", ana, entry(1, "{\"of\":\"other\"}"), {});
    Entry erased = entry(2);
    erased.personal = {};
    records.append("demo", ana, erased, {});

    CHECK(records.head("demo").seq == 2);
    CHECK(records.head("demo").hash == erased.hash);
    CHECK(records.head("other").seq == 1);
    Entry const read = records.entry("demo", 1);
    CHECK(read.seq == 1);
    CHECK(read.fields == first.fields);
    CHECK(read.hash == first.hash);
    CHECK(read.who_commitment == first.who_commitment);
    CHECK(read.said_commitment == first.said_commitment);
    CHECK(read.personal.who_salt == first.personal.who_salt);
    CHECK(read.personal.who == first.personal.who);
    CHECK(read.personal.said_salt == first.personal.said_salt);
    CHECK(read.personal.said == first.personal.said);
    CHECK(records.entry("demo", 2).personal.who.empty());
    CHECK(records.entry("other", 1).fields == "{\"of\":\"other\"}");
    CHECK_THROWS(records.entry("demo", 3));
    CHECK_THROWS(records.append("demo", ana, entry(4), {}));
    CHECK_THROWS(records.append("demo", ana, entry(2), {}));
    CHECK(records.brands_of(ana) == std::vector<std::string>{"demo", "other"});
}

TEMPLATE_TEST_CASE("what is said to one brand is nothing to another", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    SubjectNumber const ana = records.add_subject("one", "sub_ana");
    SubjectNumber const eva = records.add_subject("one", "sub_eva");
    Fact grant = fact(FactKind::grant, "marketing", 100, 1);
    grant.valid_until = at(900);
    grant.authority = Authority::reopened;
    Fact stop = fact(FactKind::meta_stop, "", 50, 2);
    stop.number = "106540352242922";
    Fact annulment = fact(FactKind::annulment, "", 70, 4);
    annulment.annuls = 2;
    append_fact(records, "demo", ana, grant);
    append_fact(records, "demo", ana, stop);
    append_fact(records, "demo", eva, fact(FactKind::opt_out, "*", 60, 3));
    append_fact(records, "demo", ana, annulment);

    CHECK(records.standing("demo", ana).facts == std::vector{grant, stop, annulment});
    CHECK(records.standing("demo", eva).facts == std::vector{fact(FactKind::opt_out, "*", 60, 3)});
    CHECK(records.standing("other", ana).facts.empty());
    CHECK(records.brands_of(ana) == std::vector<std::string>{"demo"});
    CHECK(records.brands_of(eva + 1).empty());
}

TEMPLATE_TEST_CASE("prompts stay, and an answer waits until it is answered", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    SubjectNumber const ana = records.add_subject("one", "sub_ana");
    Prompt const prompt{"marketing", "v3", "es", at(10), at(20), key(5, 6), 1};
    WaitingAnswer const affirm{Intent::affirm, "", at(12), std::nullopt, 2};
    WaitingAnswer const decline{Intent::decline, "es", at(13), key(9, 9), 3};
    Consequences consequences;
    consequences.prompt = prompt;
    records.append("demo", ana, entry(1), consequences);
    consequences = {};
    consequences.waiting = affirm;
    records.append("demo", ana, entry(2), consequences);
    consequences.waiting = decline;
    records.append("demo", ana, entry(3), consequences);

    Standing standing = records.standing("demo", ana);
    REQUIRE(standing.prompts.size() == 1);
    CHECK(same(standing.prompts[0], prompt));
    REQUIRE(standing.answers.size() == 2);
    CHECK(same(standing.answers[0], affirm));
    CHECK(same(standing.answers[1], decline));

    consequences = {};
    consequences.answered = 2;
    records.append("demo", ana, entry(4), consequences);
    standing = records.standing("demo", ana);
    REQUIRE(standing.answers.size() == 1);
    CHECK(same(standing.answers[0], decline));
}

TEMPLATE_TEST_CASE("after a merge everything is the kept subject's, in every brand", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    SubjectNumber const kept = records.add_subject("one", "sub_kept");
    SubjectNumber const gone = records.add_subject("one", "sub_gone");
    records.add_alias("one", kept, key(1), {AliasKind::user_id, "ES.1"}, at(10));
    records.add_alias("one", gone, key(2), phone("34600111222"), at(5));
    records.add_alias("one", gone, key(3), {AliasKind::parent_user_id, "ES.ENT.1"}, at(4));
    append_fact(records, "demo", kept, fact(FactKind::grant, "marketing", 1, 1));
    append_fact(records, "demo", gone, fact(FactKind::opt_out, "*", 2, 2));
    append_fact(records, "other", gone, fact(FactKind::hold, "*", 3, 1));
    Consequences asked;
    asked.prompt = Prompt{"marketing", "", "", at(1), at(2), std::nullopt, 2};
    records.append("other", gone, entry(2), asked);

    records.merge(kept, gone);

    CHECK(records.subject_of("one", key(2), at(100)) == kept);
    CHECK(records.subject_of("one", key(3), at(100)) == kept);
    Standing const demo = records.standing("demo", kept);
    CHECK(demo.public_id == "sub_kept");
    CHECK(demo.aliases
        == std::vector<Alias>{
            {AliasKind::user_id, "ES.1"}, phone("34600111222"), {AliasKind::parent_user_id, "ES.ENT.1"}});
    CHECK(demo.facts == std::vector{fact(FactKind::grant, "marketing", 1, 1), fact(FactKind::opt_out, "*", 2, 2)});
    Standing const other = records.standing("other", kept);
    CHECK(other.facts == std::vector{fact(FactKind::hold, "*", 3, 1)});
    CHECK(other.prompts.size() == 1);
    CHECK(records.brands_of(kept) == std::vector<std::string>{"demo", "other"});
    CHECK(records.brands_of(gone).empty());
    SubjectNumber const next = records.add_subject("one", "sub_next");
    CHECK(next != gone);
    CHECK(next != kept);
}

TEMPLATE_TEST_CASE("a version grows with the ledger, above everything of an earlier epoch", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    CHECK(records.version(1) == (std::int64_t{3} << 40) + 1);
    CHECK(records.version(2) > records.version(1));
}

TEMPLATE_TEST_CASE(
    "an entry that holds what was said in a message is found by the message's id", "", InMemory, InSqlite)
{
    TestType under_test;
    Records& records = under_test.records;
    SubjectNumber const subject = records.add_subject("one", "sub_1");
    SubjectNumber const other = records.add_subject("one", "sub_2");
    SystemRandom random;
    EntryWriter writer{random};
    auto const append = [&](EventType type, std::string message_id) {
        Event event;
        event.type = type;
        event.brand = "demo";
        event.seq = records.head("demo").seq + 1;
        event.message_id = std::move(message_id);
        records.append("demo", subject, writer.write(event, records.head("demo").hash), {});
    };
    append(EventType::prompted, "wamid.asked");
    append(EventType::linked, "wamid.linked");
    append(EventType::violated, "wamid.sent");
    append(EventType::opted_out, R"(wamid."1"/=)");
    CHECK(records.holds_message("demo", subject, R"(wamid."1"/=)"));
    CHECK_FALSE(records.holds_message("demo", subject, R"(wamid."1"/)"));
    CHECK_FALSE(records.holds_message("demo", subject, "wamid.asked"));
    CHECK_FALSE(records.holds_message("demo", subject, "wamid.linked"));
    CHECK_FALSE(records.holds_message("demo", subject, "wamid.sent"));
    CHECK_FALSE(records.holds_message("demo", other, R"(wamid."1"/=)"));
    CHECK_FALSE(records.holds_message("other", subject, R"(wamid."1"/=)"));
}

TEST_CASE("whatever is done to both, memory and SQLite say the same")
{
    auto const seed = GENERATE(range(1U, 9U));
    INFO("seed " << seed);
    InMemory memory;
    InSqlite sqlite;
    std::mt19937 random{seed};
    auto const up_to = [&](unsigned bound) { return static_cast<unsigned>(random()) % bound; };
    // Names crowd each other: five places for fifteen of them.
    auto const name_of = [](unsigned high, unsigned low) { return key(high, 10 * high + low); };
    std::vector<SubjectNumber> subjects;
    std::string const brands[]{"demo", "other"};
    for (int step = 0; step < 300; ++step) {
        unsigned const what = up_to(10);
        if (subjects.size() < 2 || what == 0) {
            std::string const id = "sub_" + std::to_string(step);
            subjects.push_back(memory.records.add_subject("one", id));
            REQUIRE(sqlite.records.add_subject("one", id) == subjects.back());
            continue;
        }
        SubjectNumber const subject = subjects[up_to(static_cast<unsigned>(subjects.size()))];
        std::string const& brand = brands[up_to(2)];
        Seq const seq = memory.records.head(brand).seq + 1;
        Consequences consequences;
        if (what < 3) {
            PrivateKey const name = name_of(up_to(5), up_to(3));
            Alias const alias = phone(std::to_string(up_to(1000)));
            memory.records.add_alias("one", subject, name, alias, at(step));
            sqlite.records.add_alias("one", subject, name, alias, at(step));
        } else if (what < 4 && subjects.size() > 2) {
            SubjectNumber const gone = subject == subjects.back() ? subjects.front() : subjects.back();
            memory.records.merge(subject, gone);
            sqlite.records.merge(subject, gone);
            std::erase(subjects, gone);
        } else if (what < 6) {
            consequences.fact = fact(static_cast<FactKind>(up_to(8)), "marketing", up_to(100), seq);
        } else if (what < 7) {
            consequences.prompt = Prompt{"orders", "v1", "en", at(step), at(step + 1), key(up_to(9)), seq};
        } else if (what < 9) {
            consequences.waiting = WaitingAnswer{Intent::affirm, "en", at(step), std::nullopt, seq, at(step)};
        } else if (auto const answers = memory.records.standing(brand, subject).answers; !answers.empty()) {
            consequences.answered = answers.front().seq;
        }
        memory.records.append(brand, subject, entry(seq), consequences);
        sqlite.records.append(brand, subject, entry(seq), consequences);
    }
    for (SubjectNumber const subject : subjects) {
        for (std::string const& brand : brands)
            CHECK(same(memory.records.standing(brand, subject), sqlite.records.standing(brand, subject)));
        CHECK(memory.records.brands_of(subject) == sqlite.records.brands_of(subject));
    }
    for (unsigned high = 0; high < 5; ++high) {
        for (unsigned low = 0; low < 3; ++low)
            CHECK(memory.records.subject_of("one", name_of(high, low), at(100))
                == sqlite.records.subject_of("one", name_of(high, low), at(100)));
    }
}
