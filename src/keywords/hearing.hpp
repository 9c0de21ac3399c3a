#pragma once

#include "consentry/keywords/reading.hpp"
#include "keywords/automaton.hpp"
#include "keywords/lexicon.hpp"
#include "keywords/near_words.hpp"
#include "keywords/room.hpp"

#include <string>
#include <vector>

namespace consentry::keywords {

/// Everything that is known of words, built once from packs.
struct Knowledge {
    Automaton automaton;  ///< Keywords that are whole messages.
    Lexicon lexicon;      ///< Words of sentences.
    NearWords near;       ///< Words of both that may be misspelt.
};

/// Reads a folded text, tier by tier: as a whole, then as sentences, then with its misspelt words mended. What an
/// earlier tier is sure of, no later one is asked about. Both `match` and `explain` go through here, so that they say
/// the same.
class Hearing {
public:
    Hearing(Knowledge const& knowledge, Scratch::Room& room, std::vector<Reading>& readings)
        : knowledge_{knowledge}
        , room_{room}
        , readings_{readings}
    {
    }

    void hear();

    /// What stood around the keyword, in the order of the text; for explanations.
    [[nodiscard]] std::vector<std::string> const& taken_off() const { return taken_off_; }

private:
    void hear_as_written();
    void hear_weak_words();
    void hear_mended();
    [[nodiscard]] bool is_sure() const;
    [[nodiscard]] bool may_be_misspelt() const;
    [[nodiscard]] bool mend();

    Knowledge const& knowledge_;
    Scratch::Room& room_;
    std::vector<Reading>& readings_;
    std::vector<std::string> taken_off_;
};

}  // namespace consentry::keywords
