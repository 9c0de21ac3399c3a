#pragma once

#include "consentry/keywords/matcher.hpp"
#include "keywords/parse.hpp"

#include <string>
#include <vector>

namespace consentry::keywords {

/// A keyword that is the whole text.
Reading reading_of(Form const& form);

/// What an opt-out keyword has beside it.
struct Beside {
    std::string argument = {};
    std::string_view category = {};
    bool all = false;
    bool strong_only = false;  ///< Weak keywords don't take it: "cancel order", "para todos", "yes, cancel".
    bool doubtful = false;     ///< It may say something else: "Maria, stop", "Stop? No."
};

/// Makes readings of what a parse found. Allocates: few texts get this far.
class Reader {
public:
    Reader(Automaton const& automaton, Scratch::Room& room, std::vector<Reading>& readings)
        : automaton_{automaton}
        , room_{room}
        , parse_{automaton, room}
        , readings_{readings}
    {
    }

    void read();

    /// What stood around the keyword of the first reading, in the order of the text; for explanations.
    [[nodiscard]] std::vector<std::string> const& taken_off() const { return taken_off_; }

private:
    void read_whole();
    [[nodiscard]] bool join_letters();
    [[nodiscard]] std::vector<Tongue> tongues_here();
    void read_in(Tongue tongue);
    void read_argument_in(Tongue tongue);
    void read_intent(Intent intent);
    [[nodiscard]] bool read_scoped();
    void read_contradiction();
    void read_argument();

    [[nodiscard]] Segment const& weightiest(std::vector<Segment> const& path, Intent intent) const;
    [[nodiscard]] Beside what_stands_beside(std::vector<Segment> const& path, Segment const& keyword) const;
    void add(Segment const& keyword, Intent intent, Tier tier, Beside const& beside = {});
    void keep(Reading reading);
    void note_taken_off(std::vector<Segment> const& path, Segment const& keyword);

    Automaton const& automaton_;
    Scratch::Room& room_;
    Parse parse_;
    Tongue tongue_ = any_tongue;
    std::vector<Reading>& readings_;
    std::vector<std::string> taken_off_;
};

}  // namespace consentry::keywords
