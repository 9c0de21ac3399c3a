#include "app/matching.hpp"
#include "app/shown.hpp"
#include "consentry/base/json.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace consentry::app {
namespace {

/// The rule without its language: `opt_out/baja`.
std::string_view form_of(keywords::Reading const& reading) { return reading.rule.substr(reading.rule.find('/') + 1); }

/// What several languages make of a text in the same way.
using Alike = std::vector<keywords::Candidate const*>;

bool are_alike(keywords::Candidate const& a, keywords::Candidate const& b)
{
    return a.won == b.won && a.why == b.why && a.reading.intent == b.reading.intent && a.reading.tier == b.reading.tier
        && a.reading.strength == b.reading.strength && a.reading.argument == b.reading.argument
        && form_of(a.reading) == form_of(b.reading);
}

/// In the order of the first of each.
std::vector<Alike> grouped(std::vector<keywords::Candidate> const& candidates)
{
    std::vector<Alike> groups;
    for (keywords::Candidate const& candidate : candidates) {
        auto const group
            = std::ranges::find_if(groups, [&](Alike const& alike) { return are_alike(*alike.front(), candidate); });
        if (group == groups.end())
            groups.push_back({&candidate});
        else
            group->push_back(&candidate);
    }
    return groups;
}

/// A keyword with a rest counts only if that is the alias of a scope.
std::string_view outcome_of(keywords::Candidate const& candidate)
{
    if (!candidate.won)
        return "fails      ";
    return candidate.reading.has_open_argument() ? "might fit  " : "fits       ";
}

/// `es/opt_out/baja of es@3+…`, or `opt_out/stop of 68 languages: af, am, ar, …`
std::string origin_of(Alike const& alike)
{
    constexpr std::size_t shown_max = 6;
    keywords::Reading const& first = alike.front()->reading;
    if (alike.size() == 1)
        return std::string{first.rule} + " of " + std::string{first.pack};
    std::string origin{form_of(first)};
    origin += " of " + std::to_string(alike.size()) + " languages:";
    for (std::size_t i = 0; i < std::min(alike.size(), shown_max); ++i)
        origin.append(i == 0 ? " " : ", ").append(alike[i]->reading.language);
    return alike.size() > shown_max ? origin + ", …" : origin;
}

/// `opt_out, strong, exact: es/opt_out/baja of es@3+…`, and what else the reading holds.
std::string line_of(Alike const& alike)
{
    keywords::Reading const& reading = alike.front()->reading;
    std::ostringstream line;
    line << to_string(reading.intent) << ", " << to_string(reading.strength) << ", " << to_string(reading.tier) << ": "
         << origin_of(alike);
    if (reading.all)
        line << ", names everything";
    if (reading.has_argument())
        line << ", with \"" << reading.argument << '"';
    if (!reading.category.empty())
        line << ", names " << reading.category;
    return line.str();
}

/// `en 4, nl 2 of 5 words`
std::string evidence_of(keywords::Explanation const& why)
{
    constexpr std::size_t shown_max = 8;
    std::string evidence;
    for (std::size_t i = 0; i < std::min(why.languages.size(), shown_max); ++i)
        evidence.append(i == 0 ? "" : ", ")
            .append(why.languages[i].language)
            .append(" " + std::to_string(why.languages[i].known));
    return evidence + " of " + std::to_string(why.tokens.size()) + (why.tokens.size() == 1 ? " token" : " tokens");
}

/// Of the language that decided, or of the one that knows most.
keywords::LanguageEvidence const* evidence_to_show(intake::Verdict const& verdict)
{
    std::vector<keywords::LanguageEvidence> const& all = verdict.why.languages;
    auto const deciding = std::ranges::find(all, verdict.language, &keywords::LanguageEvidence::language);
    return deciding != all.end() ? &*deciding : all.empty() ? nullptr : &all.front();
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

std::string joined(std::vector<std::string> const& words, std::string_view between)
{
    std::string all;
    for (std::string const& word : words)
        all += (all.empty() ? "" : std::string{between}) + word;
    return all;
}

std::string to_text(std::string_view text, intake::Verdict const& verdict)
{
    std::ostringstream page;
    page << "text       " << shown(text) << '\n';
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
    page << "read as    " << joined(verdict.why.tokens, " | ") << '\n';
    if (!verdict.why.languages.empty())
        page << "known to   " << evidence_of(verdict.why) << '\n';
    if (keywords::LanguageEvidence const* const shown = evidence_to_show(verdict))
        page << "words      " << shown->language << " knows " << joined(shown->words, " | ") << '\n';
    if (!verdict.why.taken_off.empty())
        page << "taken off  " << joined(verdict.why.taken_off, ", ") << '\n';
    for (Alike const& alike : grouped(verdict.why.candidates))
        page << outcome_of(*alike.front()) << line_of(alike) << ". " << alike.front()->why << '\n';
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
    json.open_list("languages");
    for (keywords::LanguageEvidence const& evidence : verdict.why.languages) {
        json.open().put("language", evidence.language).put("known", evidence.known);
        put(json, "words", evidence.words);
        json.close();
    }
    json.close_list();
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
