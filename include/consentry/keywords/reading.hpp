#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace consentry::keywords {

/// What a text says. START and its like are `opt_in`, YES and its like `affirm`; OK, thanks and 👍 only `acknowledge`.
enum class Intent : std::uint8_t { opt_out, opt_in, affirm, acknowledge, decline, help };
inline constexpr std::size_t intent_count = 6;

/// How a text was found to say it; the first tier that fits wins.
enum class Tier : std::uint8_t {
    exact,     ///< The whole message is a keyword or phrase of a pack.
    courtesy,  ///< So it is after greetings, please, thanks, names and repetitions are taken off.
    typo,      ///< So it is within one edit.
    phrase,    ///< A sentence that asks for it.
    probable,  ///< Wording that may mean it; it holds and never acts.
};

/// A strong word hardly means anything else when it stands alone; a weak one (cancel, end, quit) may.
enum class Strength : std::uint8_t { strong, weak };

std::string_view to_string(Intent intent);      ///< `opt_out`, … as the API, packs and rules spell it.
std::string_view to_string(Tier tier);          ///< `exact`, …
std::string_view to_string(Strength strength);  ///< `strong` or `weak`.
std::optional<Intent> intent_from(std::string_view name);

/// One way to read a text. Views point into the Matcher (or, for `category`, into static text) that made the reading.
struct Reading {
    Intent intent = Intent::opt_out;
    Tier tier = Tier::exact;
    Strength strength = Strength::strong;
    std::string_view keyword;   ///< As the pack writes it.
    std::string_view language;  ///< Of the pack; `und` (a pack, or a brand's own word) is heard in every language.
    std::string_view rule;  ///< `es/opt_out/baja`; words of a phrase are joined by hyphens. `own/…` is a brand's own.
    std::string_view pack;  ///< `es@1+9f3c…`: language, version, first 16 hex digits of the file's SHA-256; or `own`.
    bool all = false;       ///< STOP ALL: every scope, whatever the brand's `stop_reach`.

    /// What follows a bare opt-out keyword, folded: STOP OFFERS has "offers". Whether it names a scope is not known
    /// here, so a reading with an argument and neither `all` nor `category` acts only if that is a scope's alias
    /// ("stop by at 5" has "by at 5", which is none). Empty for every other reading.
    std::string argument;
    std::string_view
        category;  ///< `marketing`, `utility`, `authentication`, `service` where the words name one, or empty.

    std::span<std::string const> countries;  ///< Of a brand's own word: where it counts (ISO 3166). Empty: everywhere.

    [[nodiscard]] bool has_argument() const { return !argument.empty(); }
    /// Its argument may be the name of a scope, or the rest of a sentence.
    [[nodiscard]] bool has_open_argument() const { return has_argument() && !all && category.empty(); }
    /// It says something by itself, whatever scopes there are.
    [[nodiscard]] bool is_settled() const { return !has_open_argument() && tier != Tier::probable; }
};

}  // namespace consentry::keywords
