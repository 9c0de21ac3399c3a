#pragma once

#include "consentry/keywords/matcher.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

/// Three small packs in which a bit of everything stands, the matcher that they make, and its readings in short.
namespace consentry::keywords::test {

inline constexpr char const* english = R"(
language = "en"
version = 7
[opt_out]
strong = ["stop", "unsubscribe", "leave me alone", { text = "stop promotions", category = "marketing" },
    { text = "stopall", all = true }]
weak = ["cancel", "✋"]
[opt_in]
strong = ["start"]
[affirm]
strong = ["yes", "ya"]
weak = ["y"]
[acknowledge]
strong = ["ok", "👍", "fine"]
[decline]
strong = ["no", "❌"]
[help]
strong = ["help"]
[courtesy]
greetings = ["hi", "good morning"]
please = ["please", "now"]
thanks = ["thanks", "thank you"]
address = ["team", "mr"]
[argument]
all = ["all"]
articles = ["the", "your"]
marketing = ["offers", "special offers", { text = "special", behind_article = false }]
utility = ["alerts"]
)";

inline constexpr char const* other = R"(
language = "xx"
version = 1
[opt_out]
strong = ["dừng", "停止", "ne", "well, bye"]
weak = ["stopp"]
[affirm]
strong = ["ne da"]
[decline]
strong = ["đừng", "ya", "нет"]
[courtesy]
please = ["请", "bitte"]
[argument]
marketing = ["促销"]
)";

inline constexpr char const* everywhere = R"(
language = "und"
version = 1
[opt_out]
strong = ["🛑"]
[courtesy]
thanks = ["merci"]
)";

inline Pack pack(std::string_view text, std::string const& file)
{
    auto parsed = parse_pack(text, file);
    REQUIRE(parsed.has_value());
    return std::move(*parsed);
}

inline Matcher matcher(std::vector<OwnWord> const& own_words = {})
{
    std::vector<Pack> const packs{pack(english, "en.toml"), pack(everywhere, "und.toml"), pack(other, "xx.toml")};
    Result<Matcher> built = Matcher::build(packs, own_words);
    REQUIRE(built.has_value());
    return std::move(*built);
}

inline std::vector<Reading> readings(Matcher const& matcher, std::string_view text)
{
    Scratch scratch;
    std::vector<Reading> result;
    matcher.match(text, scratch, result);
    return result;
}

/// The readings in short: `courtesy en/opt_out/stop (offers, marketing)`, one behind the other.
inline std::string read(Matcher const& matcher, std::string_view text)
{
    std::string result;
    for (Reading const& reading : readings(matcher, text)) {
        result += (result.empty() ? "" : "; ") + std::string{to_string(reading.tier)} + ' ' + std::string{reading.rule};
        if (reading.has_argument() || !reading.category.empty() || reading.all)
            result += " (" + reading.argument + ", " + std::string{reading.all ? "all" : reading.category} + ')';
    }
    return result;
}

}  // namespace consentry::keywords::test
