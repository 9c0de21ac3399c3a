#include "app/shown.hpp"

namespace consentry::app {
namespace {

constexpr std::string_view replacement = "\uFFFD";

/// C1 in UTF-8: C2 80 to C2 9F.
bool is_c1(std::string_view text, std::size_t at)
{
    auto const next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0;
    return text[at] == '\xC2' && next >= 0x80 && next < 0xA0;
}

/// A byte that continues a character, where none began: terminals of one byte a character may obey it.
bool is_stray(std::string_view text, std::size_t at)
{
    auto const byte = static_cast<unsigned char>(text[at]);
    return byte >= 0x80 && byte < 0xC0 && (at == 0 || static_cast<unsigned char>(text[at - 1]) < 0x80);
}

}  // namespace

std::string shown(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        if (byte == '\n' || byte == '\t' || byte == '\r')
            result += ' ';
        else if (byte < 0x20 || byte == 0x7F || is_stray(text, i))
            result += replacement;
        else if (is_c1(text, i)) {
            result += replacement;
            ++i;
        } else
            result += text[i];
    }
    return result;
}

}  // namespace consentry::app
