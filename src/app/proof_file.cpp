#include "app/proof_file.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/base/json.hpp"
#include "consentry/consent/wording.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>

namespace consentry::app {
namespace {

using consent::Event;
using consent::Proof;
using consent::ProofFindings;

void print_json(Proof const& proof, ProofFindings const& found, std::ostream& out)
{
    JsonWriter json;
    json.open().put("ok", found.problems.empty()).put("brand", proof.brand).open_list("subjects");
    for (std::string const& id : proof.subjects)
        json.text(id);
    json.close_list().put("entries", proof.entries.size()).put("covered", proof.checkpoint.count);
    json.put("signed_at", proof.checkpoint.at).put("key", proof.checkpoint.key);
    json.put_or_null("public_key", found.key ? consent::to_text(*found.key) : "");
    json.put("key_is_trusted", found.key_is_trusted).open_list("problems");
    for (std::string const& problem : found.problems)
        json.text(problem);
    json.close_list().open_list("events");
    for (Event const& event : found.events)
        json.raw(consent::to_json(event, consent::TextPolicy::full));
    json.close_list().close();
    out << json.str() << '\n';
}

/// What a person was asked, or answered, as it can be read to a judge.
void print_event(Event const& event, Proof const& proof, std::ostream& out)
{
    out << rfc3339(event.timestamp) << "  " << name_of(event.type);
    if (!event.scope.empty())
        out << "  " << event.scope << ": " << name_of(event.state);
    out << "  (entry " << event.seq << ", written down " << rfc3339(event.recorded_at) << ", " << name_of(event.source)
        << ")\n";
    if (!event.text.empty())
        out << "    said: " << event.text << '\n';
    if (event.match)
        out << "    understood by " << event.match->rule << " of " << event.match->pack << ", " << event.match->tier
            << '\n';
    auto const wording = std::ranges::find_if(proof.wordings, [&](consent::Wording const& one) {
        return one.scope == event.scope && one.version == event.wording
            && to_hex(consent::digest_of(one)) == event.wording_digest;
    });
    if (wording != proof.wordings.end())
        out << "    asked in wording " << wording->version << ": " << wording->text << '\n';
    else if (!event.wording.empty())
        out << "    asked in wording " << event.wording << ", whose words are not proved\n";
    if (!event.evidence.empty())
        out << "    evidence: " << event.evidence << '\n';
}

void print_text(Proof const& proof, ProofFindings const& found, std::ostream& out)
{
    for (Event const& event : found.events)
        print_event(event, proof, out);
    for (std::string const& problem : found.problems)
        out << problem << '\n';
    if (!found.problems.empty()) {
        out << "NOT ok: " << found.problems.size() << " problems; what is shown above is not proved\n";
        return;
    }
    out << "ok: these " << proof.entries.size() << " entries stood in the ledger of brand " << proof.brand
        << ", word for word, when key " << proof.checkpoint.key << " signed its first " << proof.checkpoint.count
        << " entries on " << rfc3339(proof.checkpoint.at) << '\n';
    if (!found.key_is_trusted)
        out << "Whose key that is, it cannot show: compare " << consent::to_text(*found.key)
            << " with the one that you got elsewhere, or give that one with --key\n";
    out << "It does not show that no entry of the person was left out, nor that the clock was right; see "
           "docs/ledger.md\n";
}

}  // namespace

Exit verify_proof_file(
    std::string const& file, store::Expectations const& expectations, bool as_json, Terminal const& terminal)
{
    std::ifstream stream{file, std::ios::binary};
    std::string const document{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream) {
        terminal.err << "consentry: " << file << " cannot be read\n";
        return Exit::usage;
    }
    auto const proof = consent::read_proof(document);
    if (!proof) {
        terminal.err << "consentry: " << file << ": " << proof.error().detail << '\n';
        return Exit::usage;
    }
    auto found = consent::check_proof(*proof, expectations.key);
    auto const& expected = expectations.checkpoints;
    if (!expected.empty() && std::ranges::find(expected, proof->checkpoint) == expected.end())
        found.problems.push_back("it rests on another checkpoint than was given");
    if (as_json)
        print_json(*proof, found, terminal.out);
    else
        print_text(*proof, found, terminal.out);
    return found.problems.empty() ? Exit::done : Exit::no;
}

}  // namespace consentry::app
