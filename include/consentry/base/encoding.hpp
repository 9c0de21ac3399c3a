#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace consentry {

using Bytes = std::string;  ///< Any bytes; where text is meant the name says so.

/// The bytes of a container of `char` as unsigned ones, without a copy.
inline std::span<std::uint8_t const> as_octets(std::string_view text)
{
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

/// Octets as the text that holds them, without a copy.
inline std::string_view as_text(std::span<std::uint8_t const> octets)
{
    return {reinterpret_cast<char const*>(octets.data()), octets.size()};
}

std::string to_hex(std::span<std::uint8_t const> octets);     ///< Lower case.
std::optional<Bytes> from_hex(std::string_view hex);          ///< Either case; nothing if it is not hex.
std::string to_base64(std::span<std::uint8_t const> octets);  ///< RFC 4648 §4, padded.
std::optional<Bytes> from_base64(std::string_view base64);    ///< With or without padding; nothing else is forgiven.

/// RFC 4648 §5 without padding, as JSON Web Signatures have it (RFC 7515 §2).
std::string to_base64url(std::span<std::uint8_t const> octets);

/// Crockford's base 32 in lower case: no letter that is mistaken for another, sorts as the octets do.
std::string to_base32(std::span<std::uint8_t const> octets);
std::optional<Bytes> from_base32(std::string_view base32, std::size_t octets);

/// What a URL says with its escapes decoded once; nothing if one is not `%` and two hex digits. In a form, which is
/// what a query is, a `+` is a blank.
std::optional<Bytes> from_url(std::string_view text);
std::optional<Bytes> from_form(std::string_view text);

}  // namespace consentry
