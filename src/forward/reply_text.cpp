// What a reply says, and in which language.
#include "forward/reply_text.hpp"

#include "consentry/consent/languages.hpp"

#include <algorithm>
#include <utility>

namespace consentry::forward {
namespace {

constexpr std::array kinds{std::pair{ReplyKind::opted_out, std::string_view{"opted_out"}},
    std::pair{ReplyKind::opted_out_scope, std::string_view{"opted_out_scope"}},
    std::pair{ReplyKind::lifted, std::string_view{"lifted"}},
    std::pair{ReplyKind::opted_in, std::string_view{"opted_in"}}, std::pair{ReplyKind::help, std::string_view{"help"}}};

/// "pt" of "pt-BR".
std::string_view primary(std::string_view language) { return language.substr(0, language.find_first_of("-_")); }

/// Languages in an order, each once, and behind each what it is a region's of.
class Ladder {
public:
    void add(std::string_view language)
    {
        for (std::string_view const one : {language, primary(language)}) {
            if (!one.empty() && one != "und" && std::ranges::find(languages_, one) == languages_.end())
                languages_.emplace_back(one);
        }
    }

    std::vector<std::string> take() && { return std::move(languages_); }

private:
    std::vector<std::string> languages_;
};

/// Where the person is from, by the name that the event gives them.
std::span<std::string_view const> spoken_by(consent::Event const& event)
{
    if (!event.wa_id.empty())
        return consent::languages_of({consent::AliasKind::phone, event.wa_id});
    if (!event.user_id.empty())
        return consent::languages_of({consent::AliasKind::user_id, event.user_id});
    return {};
}

/// Whatever was said: by the question, the brand and the person's country.
std::vector<std::string_view> likely_languages(consent::Event const& event, consent::Policy const* policy)
{
    std::vector<std::string_view> languages;
    std::span<std::string const> of_brand;
    if (policy != nullptr)
        of_brand = policy->languages;
    auto const spoken = spoken_by(event);
    if (event.prompt)
        languages.push_back(event.prompt->language);
    std::ranges::copy_if(of_brand, std::back_inserter(languages),
        [&](std::string_view language) { return std::ranges::find(spoken, primary(language)) != spoken.end(); });
    std::ranges::copy(of_brand, std::back_inserter(languages));
    std::ranges::copy(spoken, std::back_inserter(languages));
    return languages;
}

bool has(std::vector<std::string> const& languages, std::string_view language)
{
    return std::ranges::any_of(languages, [=](std::string_view one) { return primary(one) == primary(language); });
}

/// What the words themselves tell. A word of all languages tells nothing alone, and its own language with courtesy
/// around it; one of several is of the likeliest of those.
void add_heard(
    consent::Match const& match, ReplyTarget const& target, std::span<std::string_view const> likely, Ladder& ladder)
{
    auto const shared = target.shared_keywords.find(match.keyword);
    bool const is_shared = shared != target.shared_keywords.end();
    bool const is_of_all = is_shared && std::ranges::find(shared->second, "und") != shared->second.end();
    if (is_of_all && match.tier == "exact")
        return;
    if (is_shared && !is_of_all) {
        for (std::string_view const language : likely) {
            if (has(shared->second, language))
                ladder.add(language);
        }
    }
    ladder.add(match.language);
}

/// A text of that very language, else of one of its regions: `pt-BR` will do for `pt`.
std::string const* find_text(
    std::span<ReplyText const> texts, ReplyKind kind, std::string_view scope, std::string_view language)
{
    std::string const* of_region = nullptr;
    for (ReplyText const& one : texts) {
        if (one.kind != kind || one.scope != scope)
            continue;
        if (one.language == language)
            return &one.text;
        if (of_region == nullptr && primary(one.language) == language)
            of_region = &one.text;
    }
    return of_region;
}

std::string const* find_text(
    ReplyTarget const& target, ReplyKind kind, std::span<std::string const> scopes, std::string_view language)
{
    std::string const* text = scopes.size() == 1 ? find_text(target.texts, kind, scopes.front(), language) : nullptr;
    if (text == nullptr)
        text = find_text(target.texts, kind, {}, language);
    return text != nullptr ? text : find_text(target.pack_texts, kind, {}, language);
}

/// Of a scope what the person called it, where that is known; else its name, as words.
std::string called(std::string const& scope, consent::Event const& event, ReplyTarget const& target)
{
    auto const names = std::ranges::find(target.scopes, scope, &ScopeNames::scope);
    std::string const said = event.match ? ' ' + event.match->folded + ' ' : "";
    if (names != target.scopes.end()) {
        for (ScopeNames::Alias const& alias : names->aliases) {
            if (said.find(' ' + alias.folded + ' ') != std::string::npos)
                return alias.written;
        }
    }
    std::string words = scope;
    std::ranges::replace_if(words, [](char c) { return c == '_' || c == '-'; }, ' ');
    return words;
}

}  // namespace

std::string_view name_of(ReplyKind kind)
{
    return std::ranges::find(kinds, kind, &std::pair<ReplyKind, std::string_view>::first)->second;
}

std::optional<ReplyKind> reply_kind_of(std::string_view name)
{
    auto const found = std::ranges::find(kinds, name, &std::pair<ReplyKind, std::string_view>::second);
    return found == kinds.end() ? std::nullopt : std::optional{found->first};
}

std::vector<std::string_view> placeholders_of(ReplyKind kind)
{
    switch (kind) {
    case ReplyKind::opted_out: return {"brand", "start"};
    case ReplyKind::opted_out_scope: return {"brand", "scope", "start"};
    case ReplyKind::lifted: return {"brand", "stop"};
    case ReplyKind::opted_in: return {"brand", "scope", "stop"};
    case ReplyKind::help: return {"brand", "start", "stop"};
    }
    return {};
}

std::optional<std::string> unknown_placeholder(ReplyKind kind, std::string_view text)
{
    auto const known = placeholders_of(kind);
    for (std::size_t from = text.find_first_of("{}"); from != std::string_view::npos;
        from = text.find_first_of("{}", from + 1)) {
        std::size_t const to = text.find_first_of("{}", from + 1);
        bool const closed = text[from] == '{' && to != std::string_view::npos && text[to] == '}';
        auto const name = text.substr(from + 1, closed ? to - from - 1 : 0);
        if (!closed || std::ranges::find(known, name) == known.end())
            return std::string{text.substr(from, closed ? to - from + 1 : 1)};
        from = to;
    }
    return {};
}

std::string filled_in(std::string_view text, std::string_view name, std::string_view value)
{
    std::string const mark = '{' + std::string{name} + '}';
    std::string filled;
    for (std::size_t from = 0;;) {
        std::size_t const at = text.find(mark, from);
        filled += text.substr(from, at - from);
        if (at == std::string_view::npos)
            return filled;
        filled += value;
        from = at + mark.size();
    }
}

std::optional<ReplyKind> kind_of(consent::Event const& event)
{
    switch (event.type) {
    case consent::EventType::opted_out:
        return event.scope == consent::every_scope ? ReplyKind::opted_out : ReplyKind::opted_out_scope;
    case consent::EventType::lifted: return ReplyKind::lifted;
    case consent::EventType::opted_in: return ReplyKind::opted_in;
    case consent::EventType::help: return ReplyKind::help;
    default: return {};
    }
}

std::vector<std::string> languages_for(
    consent::Event const& event, ReplyTarget const& target, consent::Policy const* policy)
{
    auto const likely = likely_languages(event, policy);
    Ladder ladder;
    if (event.match)
        add_heard(*event.match, target, likely, ladder);
    for (std::string_view const language : likely)
        ladder.add(language);
    ladder.add("en");
    return std::move(ladder).take();
}

std::optional<std::string> text_for(ReplyKind kind, std::span<std::string const> scopes, consent::Event const& event,
    ReplyTarget const& target, consent::Policy const* policy)
{
    for (std::string const& language : languages_for(event, target, policy)) {
        std::string const* const text = find_text(target, kind, scopes, language);
        if (text == nullptr)
            continue;
        std::string names;
        for (std::string const& scope : scopes)
            names += (names.empty() ? "" : ", ") + called(scope, event, target);
        return filled_in(filled_in(*text, "scope", names), "brand", target.called);
    }
    return {};
}

}  // namespace consentry::forward
