#include "consentry/http/url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace consentry::http {
namespace {

constexpr std::string_view host_characters = "abcdefghijklmnopqrstuvwxyz0123456789-._";
constexpr std::string_view address_characters = "0123456789abcdef:.";
constexpr std::size_t host_length_max = 253;  // RFC 1035, as text.

std::string in_lower_case(std::string_view text)
{
    std::string lower{text};
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

/// Cuts the scheme off `rest`; nothing if it is neither http nor https.
std::optional<bool> take_scheme(std::string_view& rest)
{
    std::size_t const colon = rest.find("://");
    if (colon == std::string_view::npos)
        return {};
    std::string const scheme = in_lower_case(rest.substr(0, colon));
    if (scheme != "http" && scheme != "https")
        return {};
    rest.remove_prefix(colon + 3);
    return scheme == "https";
}

std::optional<std::uint16_t> parse_port(std::string_view text)
{
    std::uint16_t port = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0)
        return {};
    return port;
}

/// Host and port into `url`; false if they are none.
bool take_authority(std::string_view authority, Url& url)
{
    bool const bracketed = authority.starts_with('[');
    std::size_t const host_end = bracketed ? authority.find(']') : authority.find(':');
    if (bracketed && host_end == std::string_view::npos)
        return false;
    std::size_t const host_begin = bracketed ? 1 : 0;
    url.host = in_lower_case(authority.substr(host_begin, host_end - host_begin));
    std::string_view const allowed = bracketed ? address_characters : host_characters;
    if (url.host.empty() || url.host.size() > host_length_max
        || url.host.find_first_not_of(allowed) != std::string::npos)
        return false;
    std::string_view rest = authority.substr(std::min(authority.size(), bracketed ? host_end + 1 : host_end));
    if (rest.empty())
        return true;
    rest.remove_prefix(1);
    std::optional<std::uint16_t> const port = parse_port(rest);
    if (!port || authority[authority.size() - rest.size() - 1] != ':')
        return false;
    url.port = *port;
    return true;
}

}  // namespace

std::string Url::authority() const
{
    std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != (tls ? 443 : 80))
        text += ":" + std::to_string(port);
    return text;
}

Result<Url> parse_url(std::string_view text)
{
    std::string_view rest = text;
    std::optional<bool> const tls = take_scheme(rest);
    if (!tls)
        return fail(Fault::malformed, "The URL must begin with http:// or https://.");
    if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c > '~'; }))
        return fail(Fault::malformed, "The URL holds a blank or another character that must be percent-encoded.");

    Url url;
    url.tls = *tls;
    url.port = url.tls ? 443 : 80;
    std::string_view const authority = rest.substr(0, rest.find_first_of("/?#"));
    rest.remove_prefix(authority.size());
    if (authority.find('@') != std::string_view::npos)
        return fail(Fault::malformed, "The URL must not carry a user or password; use a header instead.");
    if (!take_authority(authority, url))
        return fail(Fault::malformed, "The URL has no valid host and port.");
    rest = rest.substr(0, rest.find('#'));
    url.target = rest.starts_with('/') ? std::string{rest} : "/" + std::string{rest};
    return url;
}

}  // namespace consentry::http
