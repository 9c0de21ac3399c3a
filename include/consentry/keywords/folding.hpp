#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace consentry::keywords {

/// No more of a text than this is read: WhatsApp's 4096 characters fit in any script.
inline constexpr std::size_t text_bytes_max = 16'384;

/// What stands in front of a token. Later ones weigh more: of several in a row the heaviest counts.
enum class Gap : std::uint8_t {
    none,    ///< Nothing: the beginning, or the next character of a script that is written without spaces.
    space,   ///< White space, quotes, brackets, WhatsApp's `*bold*` marks.
    hyphen,  ///< `-`, `_` or `:`; words that belong together.
    link,    ///< `@`, `/` and what else makes addresses of words.
    pause,   ///< Comma, semicolon, dash.
    stop,    ///< The end of a sentence, or an emoji.
    line,    ///< The end of a line.
};

/// One word, one character of a script without spaces, or one emoji.
struct Token {
    std::string_view text;    ///< Without the accents of Latin, Greek and Cyrillic: what is compared first.
    std::string_view marked;  ///< With them, and with the hamza of an Arabic alef; the same where there are none.
    Gap before = Gap::none;
    bool emoji = false;
    bool stretched
        = false;         ///< A letter stood three times or more in a row; it stands exactly three times in both texts.
    bool asked = false;  ///< A question mark stands behind it.
};

/// The room in which a text is folded and matched; kept from text to text, so that neither allocates. One per thread.
class Scratch {
public:
    struct Room;  ///< What is in it concerns this folder only.

    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;

    /// The tokens of the text folded last; valid until the next one.
    [[nodiscard]] std::span<Token const> tokens() const;
    [[nodiscard]] bool asks() const;  ///< A question mark of some script was seen.
    [[nodiscard]] bool cut() const;   ///< The text was longer than `text_bytes_max`.

    [[nodiscard]] Room& room() { return *room_; }

private:
    std::unique_ptr<Room> room_;
};

/// Folds a text to tokens, in this order: NFKC, full case folding and removal of default-ignorable characters (invalid
/// UTF-8 separates words); İ I i ı one letter; look-alike alphabets (small capitals, squared letters) to plain ones;
/// Arabic and Hebrew points, tatweel and spelling variants of alef, yeh and kaf away, Indic vowel signs kept;
/// digits to ASCII; apostrophes out of words; punctuation to gaps; S T O P to one word; skin tones and decorative emoji
/// away (a text of decorative emoji alone keeps them). ASCII takes a path of its own. Packs, own words and messages go
/// through this one function, and folding what is folded changes nothing.
void fold(std::string_view text, Scratch& scratch);

/// The tokens joined by one blank, stretched letters single: for scope aliases, campaign words and labels. Folding what
/// it made changes nothing.
std::string folded(std::string_view text);
std::string folded(std::string_view text, Scratch& scratch);

}  // namespace consentry::keywords
