#include "consentry/http/query.hpp"

#include "consentry/base/encoding.hpp"

#include <optional>

namespace consentry::http {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

Result<std::string> or_malformed(std::optional<std::string> decoded)
{
    if (!decoded)
        return fail(Fault::malformed, "A % in the URL must be followed by two hex digits.");
    return std::move(*decoded);
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
        Result<std::string> name = or_malformed(from_form(piece.substr(0, equals)));
        Result<std::string> value
            = equals == std::string_view::npos ? std::string{} : or_malformed(from_form(piece.substr(equals + 1)));
        if (!name || !value)
            return std::unexpected(name ? value.error() : name.error());
        pairs.push_back({std::move(*name), std::move(*value)});
    }
    return pairs;
}

Result<std::string> percent_decode(std::string_view text) { return or_malformed(from_url(text)); }

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
