#include "keywords/automaton.hpp"

#include "keywords/spelling.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace consentry::keywords {
namespace {

/// The tokens with `glue` between them, but none where the script needs no space.
std::string joined(std::span<Token const> tokens, std::string_view Token::* text, char glue)
{
    std::string result;
    for (Token const& token : tokens) {
        if (!result.empty() && (glue == ' ' || token.before != Gap::none))
            result += glue;
        result += token.*text;
    }
    return result;
}

}  // namespace

Roles Automaton::roles(State state, Tongue tongue) const
{
    Node const& node = states_[state];
    if (tongue == any_tongue || node.roles == 0)
        return node.roles;
    Roles result = 0;
    for (Use const& use : std::span{uses_.data() + node.uses_first, node.uses_count})
        if (use.tongue == every_tongue || use.tongue == tongue)
            result |= use.roles;
    return result;
}

/// Grows an automaton keyword by keyword. Forms are kept by state until `finish` lays them side by side.
class Builder {
public:
    void add(Pack const& pack)
    {
        identity_ = keep(pack.identity);
        language_ = keep(pack.language);
        tongue_ = tongue_of(pack.language);
        for (std::size_t i = 0; i < intent_count; ++i)
            for (Entry const& entry : pack.entries[i])
                add_keyword(entry, static_cast<Intent>(i));
        for (Entry const& entry : pack.greetings)
            add_role(entry.text, roles::courtesy | roles::named);
        for (Entry const& entry : pack.please)
            add_role(entry.text, roles::courtesy);
        for (Entry const& entry : pack.address)
            add_role(entry.text, roles::courtesy | roles::named);
        for (Entry const& entry : pack.thanks) {
            add_role(entry.text, roles::courtesy | roles::thanks);
            add_keyword(entry, Intent::acknowledge);
        }
        for (std::string const& article : pack.articles)
            add_role(article, roles::article);
        for (ArgumentWord const& word : pack.argument_words)
            add_role(word.text, roles::argument | (word.behind_article ? Roles{0} : roles::bare), word.category);
    }

    void add(OwnWord const& own)
    {
        std::span<Token const> const tokens = fold_keyword(own.text);
        std::string const text = joined(tokens, &Token::text, ' ');
        if (tokens.empty()) {
            problems_.push_back("the keyword \"" + own.text + "\" has neither letters nor emoji; write a word");
            return;
        }
        if (text == "stop" && own.intent != Intent::opt_out) {
            problems_.push_back(
                "\"" + own.text + "\" always means stop; remove the entry, or give it the signal opt_out");
            return;
        }
        State const state = walk(tokens);
        // Where a brand says everywhere what a word means, no pack says otherwise.
        if (own.countries.empty())
            std::erase_if(
                forms_[state], [&own](Form const& form) { return form.pack != "own" && form.intent != own.intent; });
        if (!own.intent)
            return;
        uses_[state][every_tongue] |= roles::own;
        automaton_.countries_.push_back(own.countries);
        forms_[state].push_back({.intent = *own.intent,
            .strength = Strength::strong,
            .tongue = every_tongue,
            .keyword = keep(own.text),
            .language = "und",
            .rule = keep("own/" + std::string{to_string(*own.intent)} + '/' + joined(tokens, &Token::marked, '-')),
            .pack = "own",
            .category = {},
            .all = false,
            .marked = keep(joined(tokens, &Token::marked, ' ')),
            .countries = automaton_.countries_.back()});
    }

    std::expected<Automaton, std::vector<std::string>> finish()
    {
        if (!problems_.empty())
            return std::unexpected(std::move(problems_));
        for (auto& [state, forms] : forms_)
            lay_down(state, forms);
        for (auto const& [state, uses] : uses_)
            lay_down(state, uses);
        automaton_.edges_ = Edges{steps_, static_cast<Word>(automaton_.vocabulary_.size())};
        return std::move(automaton_);
    }

private:
    using State = Automaton::State;

    Tongue tongue_of(std::string const& language)
    {
        std::vector<std::string>& languages = automaton_.languages_;
        auto const known = std::ranges::find(languages, language);
        auto const tongue = static_cast<Tongue>(known - languages.begin());
        if (known == languages.end())
            languages.push_back(language);
        return tongue;
    }

    std::string_view keep(std::string text) { return automaton_.texts_.emplace_back(std::move(text)); }

    std::span<Token const> fold_keyword(std::string_view text)
    {
        fold(text, scratch_);
        return scratch_.tokens();
    }

    State walk(std::span<Token const> tokens)
    {
        State state = Automaton::root;
        for (Token const& token : tokens) {
            State& next = steps_[Edges::key(state, automaton_.vocabulary_.add(token.text))];
            if (next == Automaton::dead) {
                next = static_cast<State>(automaton_.states_.size());
                automaton_.states_.emplace_back();
            }
            state = next;
            automaton_.states_[state].spans_pause |= token.before >= Gap::pause;
        }
        return state;
    }

    void add_role(std::string_view text, Roles added, std::string_view category = {})
    {
        for (std::string const& spelling : keyboard_spellings(text)) {
            State const state = walk(fold_keyword(spelling));
            uses_[state][tongue_] |= added;
            if (!category.empty())
                automaton_.states_[state].category = category;
        }
    }

    void add_keyword(Entry const& entry, Intent intent)
    {
        std::span<Token const> const tokens = fold_keyword(entry.text);
        bool const faint = tokens.front().emoji && entry.strength == Strength::weak;
        Form const form{.intent = intent,
            .strength = entry.strength,
            .tongue = tongue_,
            .keyword = keep(entry.text),
            .language = language_,
            .rule = keep(std::string{language_} + '/' + std::string{to_string(intent)} + '/'
                + joined(tokens, &Token::marked, '-')),
            .pack = identity_,
            .category = entry.category,
            .all = entry.all,
            .marked = keep(joined(tokens, &Token::marked, ' ')),
            .countries = {}};
        for (std::string const& spelling : keyboard_spellings(entry.text)) {
            State const state = walk(fold_keyword(spelling));
            if (faint)
                uses_[state][tongue_] |= roles::faint;
            forms_[state].push_back(form);
        }
    }

    void lay_down(State state, std::vector<Form>& forms)
    {
        Automaton::Node& node = automaton_.states_[state];
        node.forms_first = static_cast<std::uint32_t>(automaton_.forms_.size());
        node.forms_count = static_cast<std::uint32_t>(forms.size());
        for (Form const& form : forms) {
            uses_[state][form.tongue] |= roles::of(form.intent);
            node.accents_differ |= form.marked != forms.front().marked;
            automaton_.forms_.push_back(form);
        }
    }

    void lay_down(State state, std::map<Tongue, Roles> const& uses)
    {
        Automaton::Node& node = automaton_.states_[state];
        node.uses_first = static_cast<std::uint32_t>(automaton_.uses_.size());
        node.uses_count = static_cast<std::uint32_t>(uses.size());
        for (auto const& [tongue, roles] : uses) {
            node.roles |= roles;
            automaton_.uses_.push_back({.tongue = tongue, .roles = roles});
        }
    }

    Automaton automaton_{make_empty()};
    Edges::Growing steps_;
    std::map<State, std::vector<Form>> forms_;
    std::map<State, std::map<Tongue, Roles>> uses_;
    std::vector<std::string> problems_;
    Scratch scratch_;
    std::string_view identity_;
    std::string_view language_;
    Tongue tongue_ = every_tongue;

    static Automaton make_empty()
    {
        Automaton automaton;
        automaton.states_.emplace_back();  // The root.
        return automaton;
    }
};

std::expected<Automaton, std::vector<std::string>> build_automaton(
    std::span<Pack const> packs, std::span<OwnWord const> own_words)
{
    Builder builder;
    for (Pack const& pack : packs)
        builder.add(pack);
    for (OwnWord const& own : own_words)
        builder.add(own);
    return builder.finish();
}

}  // namespace consentry::keywords
