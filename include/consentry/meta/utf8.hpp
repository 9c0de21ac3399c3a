#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace consentry::meta {

/// How many octets at the front of `text` are ASCII, counted in steps of eight until the last.
inline std::size_t ascii_prefix(std::string_view text)
{
    std::size_t i = 0;
    for (std::uint64_t eight = 0; i + sizeof eight <= text.size(); i += sizeof eight) {
        std::memcpy(&eight, text.data() + i, sizeof eight);
        if ((eight & 0x8080'8080'8080'8080) != 0)
            break;
    }
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80)
        ++i;
    return i;
}

/// Whether `text` is UTF-8 as RFC 3629 has it: the shortest form, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// `text` with U+FFFD for each octet that is not UTF-8, and one for an encoded surrogate.
std::string mended_utf8(std::string_view text);

/// Puts U+FFFD for each escape `\uXXXX` of JSON that names half a surrogate pair. The length stays as it is.
void mend_surrogates(char* json, std::size_t size);

}  // namespace consentry::meta
