#include "keywords/lexicon.hpp"

#include "keywords/spelling.hpp"

#include <algorithm>

namespace consentry::keywords {

std::span<Term const> Lexicon::terms(Scratch::Room const& room, std::size_t at) const
{
    return {room.terms.data() + room.terms_first[at], room.terms_first[at + 1] - room.terms_first[at]};
}

/// Those of every spelling, where letters are stretched. Who writes accents writes all of them, where they tell words
/// apart.
void Lexicon::find_terms(Token const& token, bool accented, std::vector<Term>& terms) const
{
    auto const first = static_cast<std::ptrdiff_t>(terms.size());
    auto const note = [&terms](Term term) { terms.push_back(term); };
    if (!token.stretched) {
        trie_.find(token.text, note);
        return trie_.find_as(accented ? TermTrie::exact : TermTrie::bare, token.marked, note);
    }
    if (token.text.size() > Spelling::bytes_max)
        return;
    int const runs = std::min(Spelling{token.text, 0}.runs(), Spelling::runs_max);
    for (unsigned doubled = 0; doubled < 1u << runs; ++doubled)
        trie_.find(Spelling{token.text, doubled}.text(), note);
    std::ranges::sort(terms.begin() + first, terms.end());  // Many spellings begin with the same stem.
    terms.erase(std::unique(terms.begin() + first, terms.end()), terms.end());
}

void Lexicon::find(Scratch::Room& room) const
{
    room.hits.clear();
    room.terms.clear();
    room.terms_first.clear();
    room.classes.assign(speeches_.size(), 0);
    bool const accented
        = std::ranges::any_of(room.tokens, [](Token const& token) { return token.text != token.marked; });
    for (Token const& token : room.tokens) {
        room.terms_first.push_back(static_cast<std::uint32_t>(room.terms.size()));
        find_terms(token, accented, room.terms);
    }
    room.terms_first.push_back(static_cast<std::uint32_t>(room.terms.size()));
    for (std::size_t begin = 0; begin < room.tokens.size(); ++begin)
        for (Term const term : terms(room, begin))
            if (Edges::State const first = edges_.step(Edges::root, term); first != Edges::dead)
                find_from(room, first, begin, begin + 1);
}

/// Notes the words that end in front of a token, and those that go on with it. No word goes on behind a comma.
void Lexicon::find_from(Scratch::Room& room, std::uint32_t state, std::size_t begin, std::size_t at) const
{
    Node const& node = states_[state];
    if (node.count > 0) {
        room.hits.push_back(
            {.begin = static_cast<std::uint32_t>(begin), .end = static_cast<std::uint32_t>(at), .state = state});
        for (Use const& use : uses(state))
            room.classes[use.tongue] |= use.classes;
    }
    if (!node.goes_on || at == room.tokens.size() || room.tokens[at].before >= Gap::pause)
        return;
    for (Term const term : terms(room, at))
        if (Edges::State const to = edges_.step(state, term); to != Edges::dead)
            find_from(room, to, begin, at + 1);
}

}  // namespace consentry::keywords
