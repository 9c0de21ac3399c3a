#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace consentry::keywords {

/// What a word is to the patterns that hear sentences; `keywords/README.md` describes each for those who fill them.
enum class WordClass : std::uint8_t {
    cease,        ///< Stop, quit.
    unsubscribe,  ///< Decisive wherever it stands.
    send,         ///< Send, write, call.
    bother,       ///< Pester, spam.
    dontsend,     ///< A negation in one word.
    dontbother,
    dontdo,  ///< Don't do: what, says another word.
    not_,    ///< No, not, never.
    want,
    dontwant,
    receive,
    more,  ///< More, any more, again.
    message,
    promotion,
    remove,
    list,  ///< The list, my number: where from, or what.
    me,
    enough,
    often,      ///< Every day, so many: a complaint, which may end there.
    keep,       ///< Go on: turns an opt-out round.
    subscribe,  ///< Sign me up.
    mistake,
    other,   ///< What else can be stopped or cancelled: an order, a bus, pain.
    unless,  ///< If, did, why, "reply": the clause says something else.
    how,     ///< How do I: asks for the way out.
    can,     ///< Could you: a request in the form of a question.
    probable,
};
inline constexpr std::size_t word_class_count = 27;

std::string_view to_string(WordClass word_class);  ///< `cease`, `not`, … as packs and patterns spell it.
std::optional<WordClass> word_class_from(std::string_view name);
std::span<std::string_view const> word_class_names();

/// A set of classes, a bit each; above them stand the bits of the words that patterns quote.
using Classes = std::uint64_t;
constexpr Classes class_bit(WordClass word_class) { return Classes{1} << static_cast<unsigned>(word_class); }
constexpr Classes classes_of(std::same_as<WordClass> auto... classes) { return (class_bit(classes) | ...); }
inline constexpr unsigned quoted_first = word_class_count;  ///< The bit of the first quoted word of a pack.
inline constexpr unsigned quoted_end = 64;

}  // namespace consentry::keywords
