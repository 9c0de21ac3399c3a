#include "consentry/consent/proof.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/consent/merkle.hpp"
#include "consentry/consent/wording.hpp"

#include "support/catch.hpp"
#include "world.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::consent;

namespace {

SigningKey key_of(std::uint8_t octet)
{
    std::array<std::uint8_t, SigningKey::seed_size> seed{};
    seed.fill(octet);
    return SigningKey{seed};
}

/// A ledger of three people, of whom one was asked and answered, signed by a second key that the first endorsed.
struct Signed {
    World world;
    SigningKey first = key_of(1);
    SigningKey second = key_of(2);

    Signed()
    {
        world.apply(ask("marketing", 10, "wamid.q"));
        world.apply(from(phone("34600111333"), signal(Intent::opt_out, "baja", 20, "wamid.other")));
        world.apply(quoting("wamid.q", signal(Intent::affirm, "sí", 50)));
        world.apply(from(phone("34600111444"), signal(Intent::opt_out, "stop", 60, "wamid.third")));
        world.apply(signal(Intent::opt_out, "baja", 70, "wamid.stop"));
    }

    /// The proof of who has the usual phone number.
    Proof proof() { return proof({1, 3, 5}); }

    Proof proof(std::vector<Seq> const& places)
    {
        Sha256 hash;
        Seq const count = world.records.head("demo").seq;
        std::map<std::pair<int, std::int64_t>, Digest> tree;
        MerkleGrowth growth;
        for (Seq seq = 1; seq <= count; ++seq)
            growth.add(hash, world.records.entry("demo", seq).hash,
                [&](int level, std::int64_t position, Digest const& node) { tree[{level, position}] = node; });
        MerkleNodes const nodes = [&](int level, std::int64_t position) { return tree.at({level, position}); };

        Proof made;
        made.brand = "demo";
        made.made_at = at(1'000);
        made.checkpoint = {"demo", count, world.records.head("demo").hash, growth.root(hash), at(900)};
        sign(made.checkpoint, second);
        made.keys
            = {introduce(second, at(500), key_id(first.public_key()), &first), introduce(first, at(0), "", nullptr)};
        made.wordings = {world.records.wordings().begin()->second};
        for (Seq const seq : places)
            made.entries.push_back(
                {world.records.entry("demo", seq), seq == 1 ? first_link : world.records.entry("demo", seq - 1).hash,
                    merkle_path(hash, seq - 1, count, nodes)});
        made.subjects = {read_entry(made.entries.front().entry).value().subject};
        return made;
    }
};

std::string problems_of(Proof const& proof, std::optional<PublicKey> const& trusted = {})
{
    std::string all;
    for (std::string const& problem : check_proof(proof, trusted).problems)
        all += problem + "\n";
    return all;
}

bool is_content(std::string_view document)
{
    auto const proof = read_proof(document);
    return proof && check_proof(*proof, {}).problems.empty();
}

}  // namespace

TEST_CASE("a proof shows what was asked and answered, and nobody else's entries")
{
    Signed ledger;
    Proof const proof = read_proof(to_json(ledger.proof())).value();
    ProofFindings const found = check_proof(proof, {});
    CHECK(problems_of(proof) == "");
    REQUIRE(found.events.size() == 3);
    CHECK(found.events[0].type == EventType::prompted);
    CHECK(found.events[1].text == "sí");
    CHECK(found.events[1].match->rule == "es/affirm/sí");
    CHECK(found.events[1].wording_digest == to_hex(digest_of(proof.wordings.at(0))));
    CHECK(found.events[2].text == "baja");
    CHECK(found.key == ledger.second.public_key());
    CHECK_FALSE(found.key_is_trusted);
    std::string const document = to_json(proof);
    CHECK(document.find("34600111333") == std::string::npos);
    CHECK(document.find("34600111444") == std::string::npos);
}

TEST_CASE("a proof is the same document however often it is read and written")
{
    Signed ledger;
    std::string const document = to_json(ledger.proof());
    CHECK(to_json(read_proof(document).value()) == document);
}

TEST_CASE("who trusts a key trusts a proof that it signed, or whose key follows from it")
{
    Signed ledger;
    Proof const proof = ledger.proof();
    CHECK(problems_of(proof, ledger.second.public_key()) == "");
    CHECK(problems_of(proof, ledger.first.public_key()) == "");
    CHECK(check_proof(proof, ledger.first.public_key()).key_is_trusted);
    CHECK(problems_of(proof, key_of(3).public_key()).find("neither the one that was given") != std::string::npos);
}

TEST_CASE("no character of a proof can be changed, but when it was made")
{
    Signed ledger;
    std::string const document = to_json(ledger.proof());
    REQUIRE(is_content(document));
    auto const free = document.find("\"made_at\":\"") + 11;
    for (std::size_t i = 0; i < document.size(); ++i) {
        if (i >= free && i < free + 20)
            continue;
        std::string changed = document;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        INFO(i << ": " << changed.substr(i < 20 ? 0 : i - 20, 60));
        CHECK_FALSE(is_content(changed));
    }
}

TEST_CASE("what a proof claims without proving it is found")
{
    Signed ledger;
    Proof proof = ledger.proof();
    std::string expected;
    SECTION("an entry of somebody else")
    {
        proof = ledger.proof({1, 2, 3, 5});
        expected = "entry 2: it is somebody else's";
    }
    SECTION("two people as one")
    {
        proof = ledger.proof({1, 2, 3, 5});
        proof.subjects.push_back(read_entry(proof.entries[1].entry).value().subject);
        expected = "are one person";
    }
    SECTION("other words")
    {
        proof.entries[1].entry.personal.said = R"({"text":"no","folded":"no"})";
        expected = "entry 3: the words are not those that were committed to";
    }
    SECTION("another wording than was asked")
    {
        proof.wordings[0].text = "May we write to you?";
        expected = "entry 1: the wording that it names is not in it";
    }
    SECTION("a wording too many")
    {
        proof.wordings.push_back({"marketing", "v9", "en", "Anything at all?"});
        expected = "the wording v9 of scope marketing is not one that an entry names";
    }
    SECTION("an entry in another place")
    {
        proof.entries[1].entry.seq = 4;
        expected = "entry 4: it does not lead to the signed root";
    }
    SECTION("entries out of their order")
    {
        std::swap(proof.entries[0], proof.entries[1]);
        expected = "entry 1: it does not stand in the order of the ledger";
    }
    SECTION("another brand")
    {
        proof.brand = "hats";
        expected = "the checkpoint is of another brand";
    }
    SECTION("no key")
    {
        proof.keys.clear();
        expected = "the key that signed the checkpoint is not in it";
    }
    SECTION("nothing")
    {
        proof.entries.clear();
        expected = "it holds no entry";
    }
    INFO(problems_of(proof));
    CHECK(problems_of(proof).find(expected) != std::string::npos);
}

TEST_CASE("of who was erased a proof shows commitments only")
{
    Signed ledger;
    Proof proof = ledger.proof();
    for (ProvenEntry& entry : proof.entries)
        entry.entry.personal = {};
    Proof const read = read_proof(to_json(proof)).value();
    CHECK(problems_of(read) == "");
    CHECK(check_proof(read, {}).events.at(1).text.empty());
    CHECK(to_json(read).find("\"who\":null,\"said\":null") != std::string::npos);
}

TEST_CASE("those who were found to be one person have one proof")
{
    Signed ledger;
    ledger.world.apply(from(user(), signal(Intent::opt_in, "start", 80, "wamid.user")));
    ledger.world.apply(from({phone(), user()}, signal(Intent::opt_out, "baja", 90, "wamid.both")));
    auto const events = ledger.world.events();
    auto const merged = std::ranges::find(events, EventType::merged, &Event::type);
    REQUIRE(merged != events.end());
    std::vector<Seq> places{1, 3, 5};
    for (Seq seq = 6; seq <= static_cast<Seq>(events.size()); ++seq)
        places.push_back(seq);
    Proof proof = ledger.proof(places);
    proof.subjects = {merged->subject, merged->merged_subject};
    CHECK(problems_of(proof) == "");
}

TEST_CASE("what is no proof is told what it lacks")
{
    Signed ledger;
    std::string const document = to_json(ledger.proof());
    auto const refused = [](std::string const& text, std::string const& why) {
        auto const read = read_proof(text);
        REQUIRE_FALSE(read);
        CHECK(read.error().fault == Fault::malformed);
        INFO(read.error().detail);
        CHECK(read.error().detail.find(why) != std::string::npos);
    };
    refused("", "no JSON");
    refused("[]", "does not name the format");
    refused("{\"format\":\"consentry-proof/2\"}", "does not name the format");
    refused("{\"format\":\"consentry-proof/1\"}", "a member brand is missing");
    refused(document.substr(0, document.size() - 1) + ",\"note\":\"believe me\"}", "a member note, which is not part");
    // Who reads on behalf of somebody may be shown the first of two, and who checks looks at the last.
    refused("{\"entries\":[]," + document.substr(1), "two members of one name");
    std::string const said = "\"said\":";
    refused(std::string{document}.insert(document.find(said), said + "null,"), "two members of one name");
}
