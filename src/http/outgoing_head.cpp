#include "http/outgoing_head.hpp"

#include <algorithm>
#include <array>

namespace consentry::http {
namespace {

/// RFC 9110's token, by character: every header of every request is looked at.
constexpr std::array<bool, 256> in_name = [] {
    std::array<bool, 256> is{};
    for (char const c :
        std::string_view{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"})
        is[static_cast<unsigned char>(c)] = true;
    return is;
}();
constexpr std::size_t usual_size = 512;  // What is longer grows beyond that.
constexpr std::array<std::string_view, 4> ours{"Host", "Content-Length", "Connection", "Transfer-Encoding"};

constexpr std::array with_body{Method::post, Method::put, Method::patch};  // Even if it is empty.

bool is_name(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return in_name[static_cast<unsigned char>(c)]; });
}

bool is_ours(std::string_view name)
{
    return std::ranges::any_of(ours, [&](std::string_view one) { return equal_names(one, name); });
}

std::optional<Error> trouble_with(Header const& header)
{
    bool const good_value = std::ranges::none_of(
        header.value, [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f'; });
    if (!is_name(header.name) || !good_value)
        return Error{Fault::malformed, "A header of the request holds a character that a header cannot carry."};
    if (is_ours(header.name))
        return Error{Fault::malformed, "The header " + header.name + " is set by the client and must not be given."};
    return {};
}

}  // namespace

bool can_be_given(std::string_view header_name) { return is_name(header_name) && !is_ours(header_name); }

Result<std::string> outgoing_head(Outgoing const& request, Url const& url)
{
    std::string_view const method = name_of(request.method);
    if (method.empty())
        return fail(Fault::malformed, "The request has no method.");
    std::string head;
    head.reserve(usual_size);
    head.append(method).append(" ").append(url.target).append(" HTTP/1.1\r\nHost: ").append(url.authority());
    head.append("\r\n");
    bool named = false;
    for (Header const& header : request.headers) {
        if (std::optional<Error> trouble = trouble_with(header))
            return std::unexpected(std::move(*trouble));
        named |= equal_names(header.name, "User-Agent");
        head.append(header.name).append(": ").append(header.value).append("\r\n");
    }
    if (!named)
        head.append("User-Agent: consentry/" CONSENTRY_VERSION "\r\n");
    if (!request.body.empty() || std::ranges::find(with_body, request.method) != with_body.end())
        head.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    return head.append("\r\n");
}

}  // namespace consentry::http
