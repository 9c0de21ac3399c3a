#include "consentry/http/query.hpp"

#include <optional>

namespace consentry::http {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

std::optional<unsigned> hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A' + 10);
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a' + 10);
    return {};
}

Result<std::string> decode(std::string_view text, bool plus_is_blank)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_blank) {
            decoded += ' ';
        } else if (text[i] != '%') {
            decoded += text[i];
        } else {
            std::optional<unsigned> const high = i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
            std::optional<unsigned> const low = i + 2 < text.size() ? hex_value(text[i + 2]) : std::nullopt;
            if (!high || !low)
                return fail(Fault::malformed, "A % in the URL must be followed by two hex digits.");
            decoded += static_cast<char>(*high << 4 | *low);
            i += 2;
        }
    }
    return decoded;
}

bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
        || c == '_' || c == '~';
}

}  // namespace

Result<std::vector<QueryPair>> parse_query(std::string_view query)
{
    std::vector<QueryPair> pairs;
    while (!query.empty()) {
        std::string_view const piece = query.substr(0, query.find('&'));
        query.remove_prefix(piece.size() < query.size() ? piece.size() + 1 : piece.size());
        if (piece.empty())
            continue;
        std::size_t const equals = piece.find('=');
        Result<std::string> name = decode(piece.substr(0, equals), true);
        Result<std::string> value
            = equals == std::string_view::npos ? std::string{} : decode(piece.substr(equals + 1), true);
        if (!name || !value)
            return std::unexpected(name ? value.error() : name.error());
        pairs.push_back({std::move(*name), std::move(*value)});
    }
    return pairs;
}

Result<std::string> percent_decode(std::string_view text) { return decode(text, false); }

std::string percent_encode(std::string_view text)
{
    std::string encoded;
    encoded.reserve(text.size());
    for (char const c : text) {
        if (is_unreserved(c)) {
            encoded += c;
        } else {
            auto const octet = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += hex_digits[octet >> 4];
            encoded += hex_digits[octet & 15];
        }
    }
    return encoded;
}

}  // namespace consentry::http
