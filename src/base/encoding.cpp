#include "consentry/base/encoding.hpp"

#include <array>

namespace consentry {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base32_digits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The value of each character as a digit; -1 for those that are none. A signature is read for every webhook.
using Values = std::array<std::int8_t, 256>;

constexpr Values values_of(std::string_view digits)
{
    Values values{};
    values.fill(-1);
    for (std::size_t i = 0; i < digits.size(); ++i)
        values[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
    return values;
}

constexpr Values either_case(Values values)
{
    for (std::size_t small = 'a'; small <= 'f'; ++small)
        values[small - 'a' + 'A'] = values[small];
    return values;
}

constexpr Values hex_values = either_case(values_of(hex_digits));
constexpr Values base32_values = values_of(base32_digits);
constexpr Values base64_values = values_of(base64_digits);

/// The octets as a stream of groups of `Bits` bits, highest first, the last one filled with zeros.
template <unsigned Bits>
std::string encode(std::span<std::uint8_t const> octets, std::string_view digits)
{
    std::string text;
    text.reserve((octets.size() * 8 + Bits - 1) / Bits);
    std::uint32_t held = 0;
    unsigned count = 0;
    for (std::uint8_t const octet : octets) {
        held = held << 8 | octet;
        count += 8;
        while (count >= Bits) {
            count -= Bits;
            text += digits[held >> count & ((1u << Bits) - 1)];
        }
        held &= (1u << count) - 1;
    }
    if (count > 0)
        text += digits[held << (Bits - count) & ((1u << Bits) - 1)];
    return text;
}

/// The way back; nothing if a character is no digit or a bit that fills up is not zero.
template <unsigned Bits>
std::optional<Bytes> decode(std::string_view text, Values const& values)
{
    Bytes octets;
    octets.reserve(text.size() * Bits / 8);
    std::uint32_t held = 0;
    unsigned count = 0;
    for (char const c : text) {
        std::int8_t const value = values[static_cast<unsigned char>(c)];
        if (value < 0)
            return {};
        held = held << Bits | static_cast<std::uint32_t>(value);
        count += Bits;
        if (count >= 8) {
            count -= 8;
            octets += static_cast<char>(held >> count & 0xff);
        }
        held &= (1u << count) - 1;
    }
    if (count >= Bits || held != 0)
        return {};
    return octets;
}

std::optional<Bytes> unescaped(std::string_view text, char blank)
{
    Bytes plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i] == blank ? ' ' : text[i];
            continue;
        }
        auto const octet = i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
        if (!octet)
            return {};
        plain += *octet;
        i += 2;
    }
    return plain;
}

}  // namespace

std::string to_hex(std::span<std::uint8_t const> octets) { return encode<4>(octets, hex_digits); }

std::optional<Bytes> from_hex(std::string_view hex)
{
    if (hex.size() % 2 != 0)
        return {};
    return decode<4>(hex, hex_values);
}

std::string to_base64(std::span<std::uint8_t const> octets)
{
    std::string text = encode<6>(octets, base64_digits);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<Bytes> from_base64(std::string_view base64)
{
    std::size_t padding = 0;
    while (padding < 2 && base64.ends_with('=')) {
        base64.remove_suffix(1);
        ++padding;
    }
    if (padding > 0 && (base64.size() + padding) % 4 != 0)
        return {};
    return decode<6>(base64, base64_values);
}

std::string to_base64url(std::span<std::uint8_t const> octets) { return encode<6>(octets, base64url_digits); }

std::string to_base32(std::span<std::uint8_t const> octets) { return encode<5>(octets, base32_digits); }

std::optional<Bytes> from_base32(std::string_view base32, std::size_t octets)
{
    if (base32.size() != (octets * 8 + 4) / 5)
        return {};
    return decode<5>(base32, base32_values);
}

std::optional<Bytes> from_url(std::string_view text) { return unescaped(text, ' '); }

std::optional<Bytes> from_form(std::string_view text) { return unescaped(text, '+'); }

}  // namespace consentry
