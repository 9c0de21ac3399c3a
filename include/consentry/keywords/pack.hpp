#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/keywords/reading.hpp"
#include "consentry/keywords/word_class.hpp"

#include <array>
#include <cstddef>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// A word or phrase of a pack.
struct Entry {
    std::string text;  ///< As written.
    Strength strength = Strength::strong;
    std::string_view
        category;      ///< The scope category an opt-out phrase names ("stop promotions"), or empty. Static text.
    bool all = false;  ///< An opt-out phrase that names every scope ("stopall").
    bool behind_article = true;  ///< Of an argument word.
    std::string source;          ///< Where it comes from, if the pack says so.
    std::size_t line = 0;        ///< Of the file, from 1.
};

/// What may follow STOP: `all` words, or words for a category of scopes.
struct ArgumentWord {
    std::string text;
    std::string_view category;   ///< Empty for a word that means all.
    bool behind_article = true;  ///< Whether it may follow an article: "baja la oferta" is about one offer's price.
};

/// What a sentence is taken for that fits a pattern.
enum class PhraseKind : std::uint8_t {
    opt_out,
    probable,  ///< Perhaps an opt-out: it holds.
    hint,      ///< Says nothing alone; with another hint in another clause it is an opt-out.
    opt_in,
    none,  ///< Takes back what other patterns find in the same clause.
};
inline constexpr std::size_t phrase_kind_count = 5;

/// What a text that asks for an answer is made of: "Reply with STOP or END to opt out".
struct PromiseWords {
    std::vector<Entry> reply;  ///< Reply, send, type; a `*` behind a word is any ending, as in the lists below.
    std::vector<Entry> with;   ///< With, the word, us: between those and the word.
    std::vector<Entry> also;   ///< Or, and: another word follows.
    std::vector<Entry> to;     ///< To, for: what it is for follows.
};

/// What people are answered in a language. Each may be missing. `{start}`, `{stop}`, `{brand}` and `{scope}` stand for
/// what is put in when a reply is sent.
struct ReplyWords {
    std::string start;  ///< The word that takes a STOP back, as people should type it.
    std::string stop;   ///< The one that stops.
    std::string opted_out;
    std::string opted_out_scope;
    std::string help;
};

/// The words of one language, as one file holds them. `keywords/README.md` describes the format for those who write it.
struct Pack {
    std::string language;  ///< BCP 47; `und` holds what is heard in every language.
    std::int64_t version = 0;
    std::string notes;
    std::string identity;  ///< `es@1+9f3c…`: language, version, first 16 hex digits of the SHA-256 of the file's bytes.

    std::array<std::vector<Entry>, intent_count> entries;  ///< By Intent.

    std::vector<Entry> greetings;  ///< Taken off; a name may follow before a comma.
    std::vector<Entry> please;     ///< Taken off.
    std::vector<Entry> thanks;     ///< Taken off; an acknowledgement where nothing else is said.
    std::vector<Entry> address;    ///< Sir, team, amigos: taken off.

    std::vector<ArgumentWord> argument_words;
    std::vector<std::string> articles;  ///< Taken off an argument's front: STOP THE OFFERS.

    std::array<std::vector<Entry>, word_class_count> words;  ///< By WordClass; a `*` behind a word is any ending.
    std::array<std::vector<Entry>, phrase_kind_count>
        phrases;           ///< Patterns by PhraseKind. Those of `und` hold for all.
    PromiseWords promise;  ///< For checking what a business writes; messages are heard without it.
    ReplyWords reply;
    bool exact_accents = false;         ///< Of its `words`: a text that writes accents has to write theirs.
    std::vector<std::string> prefixes;  ///< Particles written in one with the word behind them: Arabic و, Hebrew ה.
};

/// Why a pack is refused, for the person who edits it.
struct PackProblem {
    std::string file;
    std::size_t line = 0;  ///< From 1; 0 where the whole file is meant.
    std::string reason;
    std::string remedy;
};

/// `es.toml:12: "baja" is listed twice (first in line 7). Remove one of them.`
std::string to_string(PackProblem const& problem);

/// Reads one pack from the bytes of its file. All its problems are told together; a pack with one is refused whole.
std::expected<Pack, std::vector<PackProblem>> parse_pack(std::string_view bytes, std::string const& file);

/// Reads every `*.toml` of a folder, in the order of their names. All or none: problems of all files are told together.
std::expected<std::vector<Pack>, std::vector<PackProblem>> load_packs(std::filesystem::path const& folder);

}  // namespace consentry::keywords
