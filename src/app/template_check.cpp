#include "app/template_check.hpp"

#include "consentry/keywords/folding.hpp"
#include "consentry/keywords/matcher.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

/// Meta's `pt_BR` as a language tag.
std::string tag_of(std::string_view language)
{
    std::string tag{language};
    std::ranges::replace(tag, '_', '-');
    return tag;
}

std::string_view base_of(std::string_view tag) { return tag.substr(0, tag.find('-')); }

bool opts_out(intake::Verdict const& verdict) { return verdict.signal == "opt_out" && verdict.decision == "act"; }

/// The first word of a pack that opts out of everything; empty if it has none.
std::string all_out(keywords::Pack const& pack)
{
    for (keywords::Entry const& entry : pack.entries[static_cast<std::size_t>(keywords::Intent::opt_out)])
        if (entry.strength == keywords::Strength::strong && entry.category.empty())
            return entry.text;
    return {};
}

std::string own_word(std::string_view word, std::string_view signal)
{
    return "[[brand.keyword]] with text = \"" + std::string{word} + "\" and signal = \"" + std::string{signal} + '"';
}

}  // namespace

bool CheckedTemplate::is_fine() const
{
    return problem.empty()
        && std::ranges::all_of(promises, [](CheckedPromise const& promise) { return promise.problem.empty(); });
}

TemplateCheck::TemplateCheck(ChosenBrand const& chosen)
    : chosen_{chosen}
    , promises_{chosen.packs}
{
    for (KeywordConfig const& keyword : chosen.config.keywords)
        if (keyword.signal == "none")
            ignored_.insert(keywords::folded(keyword.text));
    for (PromptConfig const& prompt : chosen.config.prompts)
        for (std::string const& word : prompt.words)
            answers_.insert(keywords::folded(word));
}

CheckedTemplate TemplateCheck::check(MessageTemplate const& message) const
{
    CheckedTemplate checked;
    checked.title = message.title();
    std::string const language = tag_of(message.language);
    for (MessageTemplate::Part const& part : message.parts)
        for (keywords::Promise& promise : promises_.in(part.text, *chosen_.brand.matcher)) {
            CheckedPromise& added = checked.promises.emplace_back();
            added.part = part.name;
            added.promise = std::move(promise);
            judge(added, language);
        }
    if (message.is_marketing())
        judge_marketing(message, checked);
    auto const is_too_long
        = [](MessageTemplate::Part const& part) { return part.text.size() > keywords::text_bytes_max; };
    if (std::ranges::any_of(message.parts, is_too_long)) {
        checked.problem = "a text that is longer than what is read";
        checked.advice = "Give at most 16,384 bytes: WhatsApp takes less.";
    }
    return checked;
}

void TemplateCheck::judge(CheckedPromise& checked, std::string_view language) const
{
    std::string const& word = checked.promise.word;
    intake::Verdict const verdict = intake::explain(chosen_.brand, word, language);
    checked.signal = verdict.signal;
    checked.decision = verdict.decision;
    keywords::Matcher const& matcher = *chosen_.brand.matcher;
    checked.way_out = matcher.way_out(checked.promise.purpose) != keywords::WayOut::none;
    if (word.starts_with("{{")) {
        checked.problem = "the word is filled in only when it is sent";
        checked.advice = "Write the word itself, or give the template an example.";
    } else if (checked.way_out)
        judge_way_out(checked, language);
    else if (verdict.signal == "opt_out" && speaks_of_opting_in(matcher.explain(checked.promise.purpose))) {
        checked.problem = "it opts out, which is the opposite of what is promised";
        checked.advice = "Promise another word, such as YES.";
    } else if (std::string const folded = keywords::folded(word); answers_.contains(folded))
        checked.signal = "answer";
    else if (ignored_.contains(folded))
        checked.signal = "ignored";
    else if (verdict.signal == "none") {
        checked.problem = "nobody listens for it";
        checked.advice = "Add " + own_word(word, "…") + ", which may be \"none\" if it is not about consent.";
    }
}

/// What is promised to end messages has to end them, whatever else the word may mean.
void TemplateCheck::judge_way_out(CheckedPromise& checked, std::string_view language) const
{
    std::string const own = own_word(checked.promise.word, "opt_out");
    if (checked.signal == "opt_out" && checked.decision == "act")
        return;
    if (checked.signal == "opt_out") {
        checked.advice = "Nothing is sent while it waits; to have it act at once, add " + own + '.';
        return;
    }
    checked.problem = checked.signal == "none" ? "nobody listens for it"
                                               : "it is heard as " + checked.signal + ", which ends nothing by itself";
    checked.advice = "Add " + own + ", or promise " + suggested_word(language) + '.';
}

void TemplateCheck::judge_marketing(MessageTemplate const& message, CheckedTemplate& checked) const
{
    std::string const language = tag_of(message.language);
    bool const promised = std::ranges::any_of(checked.promises,
        [](CheckedPromise const& one) { return one.way_out || (one.signal == "opt_out" && one.decision == "act"); });
    bool const has_button
        = std::ranges::any_of(message.buttons, [&](auto const& button) { return opts_out(button, language); });
    bool const has_line = std::ranges::any_of(message.parts, [&](MessageTemplate::Part const& part) {
        return chosen_.brand.matcher->way_out(part.text) == keywords::WayOut::sentence;
    });
    if (promised || has_button || has_line)
        return;
    checked.problem = "a MARKETING template that tells nobody how to opt out";
    checked.advice = "Add a line that promises " + suggested_word(language) + ", or a quick reply that says so.";
}

/// By its label, or by its label as the payload that a button of the brand has. A link is followed, not heard: there
/// it is enough that its label speaks of opting out.
bool TemplateCheck::opts_out(MessageTemplate::Button const& button, std::string_view language) const
{
    if (button.type != "QUICK_REPLY")
        return chosen_.brand.matcher->way_out(button.text) != keywords::WayOut::none;
    bool const is_ours = std::ranges::any_of(chosen_.config.buttons,
        [&](ButtonConfig const& one) { return one.id == button.text && one.signal == "opt_out"; });
    return is_ours || app::opts_out(intake::explain(chosen_.brand, button.text, language));
}

std::string TemplateCheck::suggested_word(std::string_view language) const
{
    for (std::string_view const tag : {language, base_of(language)})
        for (keywords::Pack const& pack : chosen_.packs)
            if (pack.language == tag)
                if (auto const word = all_out(pack); !word.empty())
                    return '"' + word + '"';
    return "\"STOP\"";
}

}  // namespace consentry::app
