#include "store/proof_rows.hpp"

#include "store/merkle_rows.hpp"
#include "store/signing_key.hpp"

#include <algorithm>
#include <set>

namespace consentry::store {
namespace {

using consent::Event;
using consent::Proof;
using consent::SubjectNumber;

constexpr std::size_t page_entries = 500;

[[noreturn]] void throw_damaged(std::string const& what)
{
    throw StoreError{SQLITE_CORRUPT, "the store is damaged: " + what + "; verify it, and restore a backup"};
}

std::vector<Event> events_of(Proof const& proof)
{
    std::vector<Event> events;
    for (consent::ProvenEntry const& proven : proof.entries) {
        Result<Event> event = consent::read_entry(proven.entry);
        if (!event)
            throw_damaged("entry " + std::to_string(proven.entry.seq) + " cannot be read");
        events.push_back(std::move(*event));
    }
    return events;
}

}  // namespace

ProofRows::ProofRows(Database& database, std::string_view suppression_key)
    : database_{database}
    , keys_{suppression_key}
    , standings_{database}
    , entries_{database}
    , find_portfolio_{database.prepare("SELECT id FROM portfolio WHERE name = ?1")}
    , find_subject_{database.prepare(
          "SELECT coalesce(merged_into, id) FROM subject WHERE portfolio = ?1 AND public_id = ?2")}
    , public_id_{database.prepare("SELECT public_id FROM subject WHERE id = ?1")}
    , hash_{database.prepare("SELECT hash FROM entry WHERE place = ?1")}
    , wording_{database.prepare("SELECT scope, version, language, text FROM wording WHERE digest = ?1")}
{
}

std::optional<SubjectNumber> ProofRows::subject_of(std::string_view portfolio, consent::Whom const& whom, EventTime at)
{
    auto const owner = find_portfolio_.first([](Row row) { return BrandNumber{row.integer(0)}; }, portfolio);
    if (!owner)
        return {};
    if (auto const* const contact = std::get_if<consent::Alias>(&whom))
        return store::subject_of(standings_, {*owner, portfolio, keys_}, *contact, at);
    return find_subject_.first(
        [](Row row) { return SubjectNumber{row.integer(0)}; }, *owner, std::get<std::string>(whom));
}

std::optional<consent::ProofFound> ProofRows::proof(
    BrandNumber brand, SubjectNumber subject, consent::Checkpoint const& checkpoint)
{
    consent::ProofFound found{{checkpoint.brand}, true};
    Proof& proof = found.proof;
    proof.checkpoint = checkpoint;
    MerkleRows merkle{database_};
    consent::MerkleNodes const nodes = merkle.nodes(brand);
    consent::Seq last = 0;
    for (std::vector<consent::Entry> page; found.is_whole;) {
        page = entries_.of_subject(brand, subject, last, page_entries);
        for (consent::Entry& entry : page) {
            last = entry.seq;
            found.is_whole = found.is_whole && last <= checkpoint.count;
            if (found.is_whole)
                add_entry(brand, std::move(entry), nodes, proof);
        }
        if (page.size() < page_entries)
            break;
    }
    if (last == 0)
        return {};
    std::vector<Event> const events = events_of(proof);
    // Closed at once, though what is personal waits for the receivers before it goes.
    if (std::ranges::find(events, consent::EventType::erased, &Event::type) != events.end())
        std::ranges::for_each(proof.entries, [](consent::ProvenEntry& one) { one.entry.personal = {}; });
    add_subjects(subject, events, proof);
    add_wordings(events, proof);
    add_keys(proof);
    return found;
}

void ProofRows::add_entry(BrandNumber brand, consent::Entry entry, consent::MerkleNodes const& nodes, Proof& proof)
{
    consent::ProvenEntry proven;
    if (entry.seq > 1) {
        auto const before = hash_.first([](Row row) { return read_digest(row, 0); }, entry_place(brand, entry.seq - 1));
        if (!before)
            throw_damaged("an entry is missing");
        proven.previous = *before;
    }
    proven.path = consent::merkle_path(sha256_, entry.seq - 1, proof.checkpoint.count, nodes);
    proven.entry = std::move(entry);
    proof.entries.push_back(std::move(proven));
}

/// Under which ids this brand knew the person: that of now first, if the brand ever heard of it.
void ProofRows::add_subjects(SubjectNumber subject, std::span<Event const> events, Proof& proof)
{
    std::set<std::string> told;
    for (Event const& event : events)
        told.insert(event.subject);
    auto const now = public_id_.first([](Row row) { return std::string{row.text(0)}; }, subject).value_or("");
    if (told.erase(now) > 0)
        proof.subjects.push_back(now);
    proof.subjects.insert(proof.subjects.end(), told.begin(), told.end());
}

void ProofRows::add_wordings(std::span<Event const> events, Proof& proof)
{
    std::set<std::string> named;
    for (Event const& event : events) {
        if (!event.wording_digest.empty())
            named.insert(event.wording_digest);
    }
    for (std::string const& digest : named) {
        auto const read = [](Row row) {
            return consent::Wording{
                std::string{row.text(0)}, std::string{row.text(1)}, std::string{row.text(2)}, std::string{row.text(3)}};
        };
        auto wording = wording_.first(read, Blob{from_hex(digest).value_or("")});
        if (!wording)
            throw_damaged("a wording is missing");
        proof.wordings.push_back(std::move(*wording));
    }
}

/// The key that signed, and back from it those that endorsed one another.
void ProofRows::add_keys(Proof& proof)
{
    auto const all = signing_keys(database_);
    std::string wanted = proof.checkpoint.key;
    for (std::size_t i = 0; i < all.size() && !wanted.empty(); ++i) {
        auto const key
            = std::ranges::find(all, wanted, [](consent::KeyStatement const& one) { return consent::key_id(one.key); });
        if (key == all.end())
            return;
        proof.keys.push_back(*key);
        wanted = key->endorsement.empty() ? "" : key->former;
    }
}

}  // namespace consentry::store
