#include "app/matching.hpp"
#include "consentry/base/json.hpp"

#include <sstream>

namespace consentry::app {
namespace {

std::string joined(std::vector<std::string> const& words, std::string_view between)
{
    std::string all;
    for (std::string const& word : words)
        all += (all.empty() ? "" : std::string{between}) + word;
    return all;
}

/// `es, exact: baja`, and what else the reading holds.
std::string line_of(keywords::Reading const& reading)
{
    std::ostringstream line;
    line << to_string(reading.intent) << ", " << to_string(reading.strength) << ", " << to_string(reading.tier) << ": "
         << reading.rule << " of " << reading.pack;
    if (reading.all)
        line << ", names everything";
    if (reading.has_argument())
        line << ", with \"" << reading.argument << '"';
    if (!reading.category.empty())
        line << ", names " << reading.category;
    return line.str();
}

std::string consequence(intake::Verdict const& verdict)
{
    if (verdict.signal == "none")
        return "nothing changes";
    if (verdict.decision == "act")
        return "acts by itself";
    if (verdict.decision == "hold")
        return "holds: nothing is sent until the person says something clear";
    bool const answer = verdict.signal == "affirm" || verdict.signal == "acknowledge" || verdict.signal == "decline";
    return answer ? "changes something only as the answer to a question" : "is noted, nothing changes";
}

void put(JsonWriter& json, keywords::Reading const& reading)
{
    json.put("signal", to_string(reading.intent)).put("tier", to_string(reading.tier));
    json.put("strength", to_string(reading.strength)).put("keyword", reading.keyword);
    json.put("language", reading.language).put("rule", reading.rule).put("pack", reading.pack);
    json.key("all").flag(reading.all);
    json.put_or_null("argument", reading.argument).put_or_null("category", reading.category);
    json.key("countries").open_list();
    for (std::string const& country : reading.countries)
        json.text(country);
    json.close_list();
}

void put(JsonWriter& json, std::string_view name, std::vector<std::string> const& words)
{
    json.key(name).open_list();
    for (std::string const& word : words)
        json.text(word);
    json.close_list();
}

}  // namespace

std::string to_text(std::string_view text, intake::Verdict const& verdict)
{
    std::ostringstream page;
    page << "text       " << text << '\n';
    page << "signal     " << verdict.signal << '\n';
    page << "decision   " << verdict.decision << ": " << consequence(verdict) << '\n';
    if (!verdict.rule.empty()) {
        page << "keyword    " << verdict.keyword << " (" << verdict.language << ", " << verdict.tier << ")\n";
        page << "rule       " << verdict.rule << " of " << verdict.pack << '\n';
    }
    if (!verdict.scopes.empty())
        page << "scopes     " << joined(verdict.scopes, ", ") << '\n';
    else if (verdict.signal == "opt_out")
        page << "scopes     every one\n";
    page << "read as    " << verdict.why.folded << '\n';
    if (!verdict.why.taken_off.empty())
        page << "taken off  " << joined(verdict.why.taken_off, ", ") << '\n';
    for (keywords::Candidate const& candidate : verdict.why.candidates)
        page << (candidate.won ? "fits       " : "fails      ") << line_of(candidate.reading) << ". " << candidate.why
             << '\n';
    return page.str();
}

std::string to_json(std::string_view text, intake::Verdict const& verdict)
{
    JsonWriter json;
    json.open().put("text", text).put("signal", verdict.signal).put("decision", verdict.decision);
    json.put_or_null("tier", verdict.tier).put_or_null("language", verdict.language);
    json.put_or_null("keyword", verdict.keyword).put_or_null("rule", verdict.rule).put_or_null("pack", verdict.pack);
    put(json, "scopes", verdict.scopes);
    json.put("folded", verdict.why.folded);
    put(json, "tokens", verdict.why.tokens);
    put(json, "taken_off", verdict.why.taken_off);
    json.key("candidates").open_list();
    for (keywords::Candidate const& candidate : verdict.why.candidates) {
        json.open().key("won").flag(candidate.won).put("why", candidate.why);
        put(json, candidate.reading);
        json.close();
    }
    json.close_list().close();
    return json.str();
}

}  // namespace consentry::app
