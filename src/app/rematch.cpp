#include "app/rematch.hpp"

#include "app/shown.hpp"
#include "consentry/base/json.hpp"

#include <ostream>

namespace consentry::app {
namespace {

/// `opt_out act of marketing`; what names no scope is about all of them.
std::string decision_of(intake::Verdict const& verdict)
{
    if (verdict.signal == "none")
        return "none";
    std::string decision = verdict.signal + ' ' + verdict.decision;
    for (std::size_t i = 0; i < verdict.scopes.size(); ++i)
        decision += (i == 0 ? " of " : ", ") + verdict.scopes[i];
    return decision;
}

void put(JsonWriter& json, std::string_view name, intake::Verdict const& verdict)
{
    json.open(name).put("signal", verdict.signal).put("decision", verdict.decision);
    json.put_or_null("tier", verdict.tier).put_or_null("language", verdict.language);
    json.put_or_null("rule", verdict.rule).put_or_null("pack", verdict.pack).open_list("scopes");
    for (std::string const& scope : verdict.scopes)
        json.text(scope);
    json.close_list().close();
}

std::string as_line(KeptText const& kept, intake::Verdict const& before, intake::Verdict const& after)
{
    JsonWriter json;
    json.open().put("source", kept.source).put_or_null("id", kept.id).put("text", kept.text);
    json.put_or_null("recorded", kept.recorded);
    put(json, "before", before);
    put(json, "after", after);
    return json.close().str();
}

std::string rule_of(intake::Verdict const& verdict) { return verdict.rule.empty() ? "–" : verdict.rule; }

}  // namespace

void Rematch::consider(KeptText const& kept)
{
    ++texts_;
    intake::Verdict const before = intake::judge(before_, kept.text, kept.language, scratch_);
    intake::Verdict const after = intake::judge(after_, kept.text, kept.language, scratch_);
    std::string const change = decision_of(before) + " → " + decision_of(after);
    if (decision_of(before) == decision_of(after))
        return;
    ++changes_[change];
    if (as_json_)
        terminal_.out << as_line(kept, before, after) << '\n';
    else
        terminal_.out << shown(kept.source) << ' ' << shown(kept.id)
                      << (kept.recorded.empty() ? "" : " (" + kept.recorded + ')') << ": " << change << "  «"
                      << shown(kept.text) << "»  " << rule_of(before) << " → " << rule_of(after) << '\n';
}

bool Rematch::changes_anything() const { return !changes_.empty(); }

void Rematch::sum_up() const
{
    std::size_t changed = 0;
    for (auto const& [change, count] : changes_)
        changed += count;
    terminal_.err << texts_ << (texts_ == 1 ? " text, " : " texts, ") << changed
                  << (changed == 1 ? " decision" : " decisions") << " would change\n";
    for (auto const& [change, count] : changes_)
        terminal_.err << "  " << count << "  " << change << '\n';
}

}  // namespace consentry::app
