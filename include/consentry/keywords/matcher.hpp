#pragma once

#include "consentry/base/result.hpp"
#include "consentry/keywords/folding.hpp"
#include "consentry/keywords/pack.hpp"
#include "consentry/keywords/reading.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// A word a brand adds, or switches off.
struct OwnWord {
    std::string text;
    std::optional<Intent>
        intent;  ///< Nothing: no pack's reading of this text counts any more. STOP can't be switched off.
    std::vector<std::string> countries;  ///< ISO 3166, as the reading carries them; whose they are is judged elsewhere.
};

/// A text that packs read in more than one way.
struct Collision {
    std::string text;  ///< As folded.
    std::vector<Reading> readings;
};

/// A keyword that was seen in a text, and what became of it.
struct Candidate {
    Reading reading;
    bool won = false;
    std::string why;  ///< A sentence.
};

/// How much of a text is words that sentences of a language are made of. The language that knows most is believed.
struct LanguageEvidence {
    std::string_view language;       ///< Points into the Matcher; `und` for words of every language.
    std::size_t known = 0;           ///< Tokens, at least one.
    std::vector<std::string> words;  ///< `ya no quiero: dontwant`: each with its classes, as its patterns see them.
};

/// Why a text reads as it does, for `consentry match` and the API.
struct Explanation {
    std::string folded;
    std::vector<std::string> tokens;
    std::vector<LanguageEvidence> languages;  ///< Those that know most first.
    std::vector<std::string> taken_off;  ///< Courtesy and repetitions around the keyword, in the order of the text.
    std::vector<Reading> readings;       ///< What `match` returns.
    std::vector<Candidate> candidates;   ///< Winners first.
};

/// How a text names a way out of messages.
enum class WayOut : std::uint8_t {
    none,
    word,      ///< Some word of it would be an opt-out alone.
    sentence,  ///< It speaks of ending messages.
};

/// Reads texts. Built once from packs and a brand's own words, immutable afterwards: any number of threads may use it,
/// each with its own Scratch. Linear in the text, no regular expressions; a text without a reading allocates nothing.
class Matcher {
public:
    /// Fails (`malformed`, one problem per line) if an own word folds to nothing or switches STOP off.
    static Result<Matcher> build(std::span<Pack const> packs, std::span<OwnWord const> own_words = {});

    ~Matcher();
    Matcher(Matcher&&) noexcept;
    Matcher& operator=(Matcher&&) noexcept;

    /// Replaces `readings` by every reading of the text in every language: none if it says nothing. A collision ("ne")
    /// gives several; which counts is decided by who knows the brand, the prompt and the sender.
    void match(std::string_view text, Scratch& scratch, std::vector<Reading>& readings) const;

    [[nodiscard]] Explanation explain(std::string_view text) const;

    /// What a business's own text offers, whatever else it says: unlike a person's, it acts on nobody, so conditions
    /// ("if you no longer want these …") and instructions ("to unsubscribe") count. What is about something else, an
    /// appointment that is cancelled, does not.
    [[nodiscard]] WayOut way_out(std::string_view text) const;

    /// Every keyword with readings of more than one intent, by text.
    [[nodiscard]] std::vector<Collision> collisions() const;

    /// The identities of the packs, in the order they were given.
    [[nodiscard]] std::vector<std::string_view> packs() const;

private:
    struct State;
    explicit Matcher(std::unique_ptr<State const> state);
    std::unique_ptr<State const> state_;
};

}  // namespace consentry::keywords
