// Makes a lexicon of packs: their words with every spelling that counts, and the patterns with the bits of their
// places.

#include "keywords/lexicon.hpp"

#include "keywords/characters.hpp"
#include "keywords/spelling.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <utility>

namespace consentry::keywords {
namespace {

/// One token of an entry.
struct Part {
    std::string text;
    std::string marked;  ///< With its accents.
    bool stem = false;   ///< Any ending may follow.
};

/// Any ending may follow. A sign that takes the vowel off gives way to the vowel of the ending, in the scripts of
/// India.
void make_stem(Part& part)
{
    constexpr std::array<std::string_view, 10> viramas{
        "\u094D", "\u09CD", "\u0A4D", "\u0ACD", "\u0B4D", "\u0BCD", "\u0C4D", "\u0CCD", "\u0D4D", "\u0DCA"};
    part.stem = true;
    for (std::string_view const virama : viramas)
        if (part.text.ends_with(virama) && part.text.size() > 2 * virama.size())
            part.text.resize(part.text.size() - virama.size());
}

/// `not-want-message` of `{not want message}`: what stands in the names of rules.
std::string rule_name(std::string_view pattern)
{
    std::string name;
    for (char const c : pattern)
        if (c == ' ' || c == '+')
            name += '-';
        else if (c != '{' && c != '}' && c != '\'')
            name += c;
    return name;
}

}  // namespace

class LexiconBuilder {
public:
    Lexicon build(std::span<Pack const> packs)
    {
        lexicon_.states_.emplace_back();  // The root.
        lexicon_.speeches_.push_back({.language = "und", .pack = {}, .phrases = {}});
        for (Pack const& pack : packs)
            if (pack.language == "und")
                add(pack, every_tongue);
        common_ = lexicon_.speeches_[every_tongue].phrases;
        quoted_in_common_ = quoted_;
        for (Pack const& pack : packs)
            if (pack.language != "und")
                add(pack, new_tongue());
        return finish();
    }

private:
    Tongue new_tongue()
    {
        lexicon_.speeches_.emplace_back();
        return static_cast<Tongue>(lexicon_.speeches_.size() - 1);
    }

    /// Its words, its own patterns, and behind them those that every language shares.
    void add(Pack const& pack, Tongue tongue)
    {
        Lexicon::Speech& speech = lexicon_.speeches_[tongue];
        speech.language = keep(pack.language);
        speech.pack = keep(pack.identity);
        for (std::size_t i = 0; i < word_class_count; ++i)
            for (Entry const& entry : pack.words[i])
                add_word(entry.text, pack, tongue, class_bit(static_cast<WordClass>(i)));
        quoted_ = quoted_in_common_;
        for (std::size_t i = 0; i < phrase_kind_count; ++i)
            for (Entry const& entry : pack.phrases[i])
                if (auto const pattern = parse_pattern(entry.text, static_cast<PhraseKind>(i)))
                    speech.phrases.push_back(phrase_of(*pattern, pack, tongue));
        for (Phrase phrase : common_) {
            phrase.rule = rule_of(phrase.text, pack);
            speech.phrases.push_back(std::move(phrase));
        }
    }

    std::string_view keep(std::string text) { return lexicon_.texts_.emplace_back(std::move(text)); }

    std::string_view rule_of(std::string_view pattern, Pack const& pack)
    {
        return keep(pack.language + "/phrase/" + rule_name(pattern));
    }

    Phrase phrase_of(Pattern const& pattern, Pack const& pack, Tongue tongue)
    {
        Phrase phrase{.kind = pattern.kind,
            .any_order = pattern.any_order,
            .places = {},
            .text = keep(pattern.text),
            .rule = rule_of(pattern.text, pack)};
        for (PatternItem const& item : pattern.items)
            phrase.places.push_back({classes_in(item, pack, tongue), item.optional, item.beside});
        return phrase;
    }

    /// The classes of a place, and a bit of their own for the words that it quotes.
    Classes classes_in(PatternItem const& item, Pack const& pack, Tongue tongue)
    {
        Classes classes = item.classes;
        if (item.quoted.empty())
            return classes;
        assert(quoted_ < quoted_end && "a pack that quotes more is refused when it is read");
        Classes const bit = Classes{1} << quoted_++;
        for (std::string const& word : item.quoted)
            add_word(word, pack, tongue, bit);
        return classes | bit;
    }

    std::vector<Part> parts_of(std::string_view entry)
    {
        std::vector<Part> parts;
        while (!entry.empty()) {
            std::size_t const end = std::min(entry.find(' '), entry.size());
            std::string_view const word = entry.substr(0, end);
            entry.remove_prefix(std::min(end + 1, entry.size()));
            fold(word, scratch_);
            for (Token const& token : scratch_.tokens())
                parts.push_back({.text = std::string{token.text}, .marked = std::string{token.marked}});
            if (!parts.empty() && word.ends_with('*'))
                make_stem(parts.back());
        }
        return parts;
    }

    void add_word(std::string_view entry, Pack const& pack, Tongue tongue, Classes classes)
    {
        for (std::string const& spelling : keyboard_spellings(entry)) {
            std::vector<Part> parts = parts_of(spelling);
            if (parts.empty())
                continue;
            bool const accented = std::ranges::any_of(parts, [](Part const& part) { return part.text != part.marked; });
            if (pack.exact_accents && accented) {
                add_exact_use(parts, tongue, classes);
                continue;
            }
            add_use(parts, tongue, classes);
            std::string const first = parts.front().text;
            for (std::string const& prefix : pack.prefixes) {
                fold(prefix, scratch_);
                if (scratch_.tokens().size() != 1)
                    continue;
                parts.front().text = std::string{scratch_.tokens().front().text} + first;
                add_use(parts, tongue, classes);
            }
        }
    }

    /// As it is spelt, and as it is typed without any accents: what has others is another word.
    void add_exact_use(std::vector<Part> parts, Tongue tongue, Classes classes)
    {
        for (Part& part : parts) {
            part.text.insert(part.text.begin(), TermTrie::bare);
            part.marked.insert(part.marked.begin(), TermTrie::exact);
        }
        add_use(parts, tongue, classes);
        for (Part& part : parts)
            part.text = part.marked;
        add_use(parts, tongue, classes);
    }

    void add_use(std::vector<Part> const& parts, Tongue tongue, Classes classes)
    {
        std::uint32_t state = 0;
        for (Part const& part : parts) {
            lexicon_.states_[state].goes_on = true;
            std::uint32_t& next = steps_[Edges::key(state, term_of(part))];
            if (next == 0) {
                next = static_cast<std::uint32_t>(lexicon_.states_.size());
                lexicon_.states_.emplace_back();
            }
            state = next;
        }
        uses_[state][tongue] |= classes;
    }

    Term term_of(Part const& part)
    {
        TermTrie::Ends& ends = terms_[part.text];
        Term& term = part.stem ? ends.stem : ends.word;
        if (term == no_term)
            term = ++last_term_;
        return term;
    }

    Lexicon finish()
    {
        lexicon_.trie_ = TermTrie{terms_};
        for (auto const& [state, uses] : uses_) {
            Lexicon::Node& node = lexicon_.states_[state];
            node.first = static_cast<std::uint32_t>(lexicon_.uses_.size());
            node.count = static_cast<std::uint32_t>(uses.size());
            for (auto const& [tongue, classes] : uses)
                lexicon_.uses_.push_back({tongue, classes});
        }
        lexicon_.edges_ = Edges{steps_, last_term_};
        return std::move(lexicon_);
    }

    Lexicon lexicon_;
    Scratch scratch_;
    std::map<std::string, TermTrie::Ends> terms_;
    Edges::Growing steps_;
    std::map<std::uint32_t, std::map<Tongue, Classes>> uses_;
    Term last_term_ = no_term;
    std::vector<Phrase> common_;                ///< The patterns of `und`.
    unsigned quoted_in_common_ = quoted_first;  ///< The first bit that a language may give to its own quoted words.
    unsigned quoted_ = quoted_first;
};

Lexicon Lexicon::build(std::span<Pack const> packs) { return LexiconBuilder{}.build(packs); }

}  // namespace consentry::keywords
