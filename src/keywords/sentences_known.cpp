// How much of a text each language knows: which of several that understand it otherwise is believed, and why.

#include "keywords/sentences.hpp"

#include "keywords/word_breaks.hpp"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace consentry::keywords {
namespace {

/// "at" and "ne" are words of many languages, and tell none of them. Counted in bytes: one letter of an alphabet with
/// fewer words in common has two or three.
constexpr std::size_t short_bytes_max = 2;

}  // namespace

/// A word says which language it is.
bool Sentences::tells(Scratch::Room::Hit const& hit) const
{
    return hit.end - hit.begin > 1 || room_.tokens[hit.begin].text.size() > short_bytes_max;
}

void Sentences::count_known()
{
    known_.assign(room_.classes.size(), {});
    for (Scratch::Room::Hit const& hit : room_.hits) {
        if (!tells(hit))
            continue;
        std::span<Lexicon::Use const> const uses = lexicon_.uses(hit.state);
        bool const everybodys = uses.front().tongue == every_tongue;  // They stand in the order of their tongues.
        for (Lexicon::Use const& use : everybodys ? uses.first(1) : uses) {
            Known& known = known_[use.tongue];
            if (hit.end <= known.end)
                continue;
            known.tokens += hit.end - std::max<std::size_t>(hit.begin, known.end);
            known.end = hit.end;
        }
    }
}

std::size_t Sentences::most_known(Classes wanted) const
{
    std::size_t most = 0;
    for (Tongue tongue = 1; tongue < room_.classes.size(); ++tongue)
        if ((room_.classes[tongue] & wanted) != 0)
            most = std::max(most, known_[tongue].tokens);
    return most;
}

/// The words of the text as one language sees them.
std::vector<std::string> Sentences::described(Tongue tongue) const
{
    std::vector<std::string> all;
    for (ClauseWord const& word : words_of(tongue)) {
        std::string text;
        for (std::size_t i = word.begin; i < word.end; ++i)
            text.append(text.empty() || room_.tokens[i].before == Gap::none ? "" : " ").append(room_.tokens[i].text);
        char const* separator = ": ";
        for (std::size_t i = 0; i < word_class_count; ++i)
            if ((word.classes & class_bit(static_cast<WordClass>(i))) != 0)
                text.append(std::exchange(separator, ", ")).append(to_string(static_cast<WordClass>(i)));
        all.push_back(std::move(text));
    }
    return all;
}

std::vector<LanguageEvidence> Sentences::evidence()
{
    find_word_breaks(room_);
    count_known();
    std::vector<LanguageEvidence> evidence;
    for (Tongue tongue = 0; tongue < known_.size(); ++tongue)
        if (known_[tongue].tokens > 0)
            evidence.push_back({lexicon_.speeches()[tongue].language, known_[tongue].tokens, described(tongue)});
    std::ranges::sort(evidence, [](LanguageEvidence const& a, LanguageEvidence const& b) {
        return std::tie(b.known, a.language) < std::tie(a.known, b.language);
    });
    return evidence;
}

/// The tokens that are words of a language, or of every language.
std::vector<bool> Sentences::covered_by(Tongue tongue) const
{
    std::vector<bool> covered(room_.tokens.size());
    for (Scratch::Room::Hit const& hit : room_.hits) {
        if (!tells(hit))
            continue;
        for (Lexicon::Use const& use : lexicon_.uses(hit.state))
            if (use.tongue == tongue || use.tongue == every_tongue)
                std::fill(covered.begin() + hit.begin, covered.begin() + hit.end, true);
    }
    return covered;
}

/// Another language knows every word that this one knows, and more: what it does not hear is not said.
bool Sentences::is_known_better(Opinion const& opinion) const
{
    std::vector<bool> const mine = covered_by(opinion.tongue);
    for (Tongue tongue = 1; tongue < known_.size(); ++tongue) {
        if (tongue == opinion.tongue || known_[tongue].tokens <= opinion.known)
            continue;
        std::vector<bool> const theirs = covered_by(tongue);
        bool const all = std::ranges::equal(mine, theirs, [](bool my, bool their) { return !my || their; });
        if (all)
            return true;
    }
    return false;
}

/// Of the languages, those that know most of the text; and of a text whose words had to be mended, most of it.
bool Sentences::is_believed(Opinion const& opinion) const
{
    std::size_t const most = most_known(~Classes{0});
    auto const telling = static_cast<std::size_t>(
        std::ranges::count_if(room_.tokens, [](Token const& token) { return token.text.size() > short_bytes_max; }));
    // A language that knows a word of the text reads those of every language with it, and with its own guards.
    bool const tells = opinion.tongue == every_tongue ? most == 0 : opinion.known > 0;
    return tells && 2 * opinion.known >= most && (!room_.mended || 3 * opinion.known >= 2 * telling)
        && (opinion.known == most || !is_known_better(opinion));
}

}  // namespace consentry::keywords
