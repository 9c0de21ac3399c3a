#pragma once

#include "consentry/keywords/matcher.hpp"
#include "consentry/keywords/reading.hpp"
#include "keywords/clause.hpp"
#include "keywords/lexicon.hpp"
#include "keywords/room.hpp"

#include <cstddef>
#include <vector>

namespace consentry::keywords {

/// Hears sentences: clauses that fit a pattern of some language. Each language reads with its own words and those of
/// `und`; of several that understand a text otherwise, the one that knows more of its words is believed.
class Sentences {
public:
    /// Words of the classes `ignored` are read as if they were of none.
    Sentences(Lexicon const& lexicon, Scratch::Room& room, Classes ignored = 0)
        : lexicon_{lexicon}
        , room_{room}
        , ignored_{ignored}
    {
    }

    /// Looks up the words of the text, and says whether some pattern may be found in it. Allocates nothing.
    [[nodiscard]] bool look();

    /// Appends what the sentences say. After `look`, where that was true.
    void read(std::vector<Reading>& readings);

    /// Appends only what is said twice, in different clauses: for a text that has been read as a weak word. After
    /// `look`.
    void read_doubled(std::vector<Reading>& readings);

    /// Whether some language that is believed finds an opt-out, sure or not. After `look`, where that was true.
    [[nodiscard]] bool name_way_out();

    /// What one language finds in the text.
    struct Opinion {
        Tongue tongue = every_tongue;
        std::size_t known = 0;  ///< Tokens that are words of this language.
        std::vector<Finding> findings;
        bool asks_to_send = false;  ///< Some clause wants something sent.

        [[nodiscard]] Finding const* best(PhraseKind kind) const;
        /// The first of two findings that may mean it, or of two hints, if they stand in different clauses.
        [[nodiscard]] Finding const* doubled() const;
    };
    /// All of them, those that know most first. For `read`, and for explanations.
    [[nodiscard]] std::vector<Opinion> opinions();

    /// What each language knows of the text, most first; for explanations. After `look`, whatever it said.
    [[nodiscard]] std::vector<LanguageEvidence> evidence();

    [[nodiscard]] Reading reading_of(Opinion const& opinion, Finding const& finding, PhraseKind kind) const;

private:
    [[nodiscard]] bool may_say_something(Tongue tongue) const;
    [[nodiscard]] std::vector<ClauseWord> words_of(Tongue tongue) const;
    [[nodiscard]] std::vector<Clause> clauses_of(Tongue tongue) const;
    [[nodiscard]] std::vector<std::string> described(Tongue tongue) const;
    [[nodiscard]] bool tells(Scratch::Room::Hit const& hit) const;
    void count_known();
    [[nodiscard]] bool is_believed(Opinion const& opinion) const;
    [[nodiscard]] bool is_known_better(Opinion const& opinion) const;
    [[nodiscard]] std::vector<bool> covered_by(Tongue tongue) const;
    [[nodiscard]] bool is_long() const;
    [[nodiscard]] bool wants_in(Opinion const& opinion, Finding const& in) const;
    /// Tokens known by the language that knows most, of those that see a word of these classes.
    [[nodiscard]] std::size_t most_known(Classes wanted) const;

    /// How much of the text is words of one language.
    struct Known {
        std::size_t tokens = 0;
        std::size_t end = 0;  ///< Of the last of them.
    };

    Lexicon const& lexicon_;
    Scratch::Room& room_;
    Classes ignored_;
    std::vector<Known> known_;  ///< By tongue.
    bool several_clauses_ = false;
};

}  // namespace consentry::keywords
