#include "keywords/hearing.hpp"

#include "keywords/assent.hpp"
#include "keywords/parts.hpp"
#include "keywords/reader.hpp"
#include "keywords/sentences.hpp"

#include <algorithm>
#include <utility>

namespace consentry::keywords {
namespace {

constexpr std::size_t short_tokens_max = 4;    ///< So few words may be a misspelt keyword.
constexpr std::size_t mended_tokens_max = 40;  ///< More are no message of somebody who wants out.

/// "Anonim" is no "abonim": a STOP is not lifted by a short word that nobody wrote.
constexpr std::size_t mended_opt_in_bytes_min = 8;

/// One of these in a longer text makes it worth a look at its unknown words.
constexpr Classes worth_a_look
    = classes_of(WordClass::cease, WordClass::unsubscribe, WordClass::dontsend, WordClass::dontwant, WordClass::remove,
        WordClass::message, WordClass::promotion, WordClass::enough, WordClass::often);

bool is_weak(Reading const& reading) { return reading.intent == Intent::opt_out && reading.strength == Strength::weak; }

/// "No more" of "no more promos".
bool is_weak_with_more(Reading const& reading) { return is_weak(reading) && reading.has_argument(); }

}  // namespace

void Hearing::hear()
{
    hear_as_written();
    if (std::ranges::all_of(readings_, &Reading::has_open_argument) && may_be_misspelt() && mend())
        hear_mended();
}

/// A weak word and more may be part of a sentence that says it clearly: "I'm good, no more promos".
bool Hearing::is_sure() const
{
    return std::ranges::any_of(
        readings_, [](Reading const& reading) { return reading.is_settled() && !is_weak_with_more(reading); });
}

void Hearing::hear_as_written()
{
    Reader reader{knowledge_.automaton, room_, readings_};
    reader.read();
    taken_off_ = reader.taken_off();
    if (room_.cut)
        return;
    if (is_sure())
        return hear_weak_words();
    if (Sentences sentences{knowledge_.lexicon, room_}; sentences.look())
        sentences.read(readings_);
    if (is_sure())
        std::erase_if(readings_, is_weak_with_more);  // The sentence says it clearly.
    else
        Parts{knowledge_.automaton, knowledge_.lexicon, room_}.read(readings_);
    if (readings_.empty())
        Assent{knowledge_.automaton, knowledge_.lexicon, room_}.read(readings_);
}

/// "Not interested, remove": two weak words say it clearly.
void Hearing::hear_weak_words()
{
    if (!room_.has_pause() || !std::ranges::all_of(readings_, is_weak))
        return;
    std::size_t const weak = readings_.size();
    if (Sentences sentences{knowledge_.lexicon, room_}; sentences.look())
        sentences.read_doubled(readings_);
    if (readings_.size() > weak)
        readings_.erase(readings_.begin(), readings_.begin() + static_cast<std::ptrdiff_t>(weak));
}

bool Hearing::may_be_misspelt() const
{
    if (room_.cut || room_.tokens.empty() || room_.tokens.size() > mended_tokens_max)
        return false;
    return room_.tokens.size() <= short_tokens_max
        || std::ranges::any_of(room_.classes, [](Classes classes) { return (classes & worth_a_look) != 0; });
}

/// Puts the nearest known word in the place of each that nobody knows. False if there is none.
bool Hearing::mend()
{
    for (Token& token : room_.tokens) {
        bool const known = token.emoji || token.stretched || knowledge_.automaton.word(token) != no_word
            || knowledge_.lexicon.knows(token);
        if (known)
            continue;
        std::string_view const meant = knowledge_.near.nearest(token.text);
        if (meant.empty())
            continue;
        token.text = token.marked = meant;
        room_.mended = true;
    }
    return room_.mended;
}

/// What is heard only so is a typing error; where that is of a weak word, nothing.
void Hearing::hear_mended()
{
    std::vector<Reading> written = std::exchange(readings_, {});
    room_.words.clear();
    hear_as_written();
    std::erase_if(readings_, [](Reading const& reading) {
        bool const is_short = reading.intent == Intent::opt_in && reading.keyword.size() < mended_opt_in_bytes_min;
        return reading.has_argument() || reading.strength == Strength::weak || reading.intent == Intent::acknowledge
            || is_short;
    });
    for (Reading& reading : readings_)
        if (reading.tier == Tier::exact || reading.tier == Tier::courtesy)
            reading.tier = Tier::typo;
    if (readings_.empty())
        readings_ = std::move(written);
}

}  // namespace consentry::keywords
