#include "http/response_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace consentry::http {
namespace {

void append_number(std::string& text, std::size_t number)
{
    std::array<char, 20> digits;
    auto const [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    text.append(digits.data(), end);
}

/// A line break in a value would be read as the next header.
void append_header(std::string& head, std::string_view name, std::string_view value)
{
    head.append(name).append(": ");
    std::size_t const begin = head.size();
    head.append(value);
    std::ranges::replace_if(
        head.begin() + static_cast<std::ptrdiff_t>(begin), head.end(),
        [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    head.append("\r\n");
}

}  // namespace

bool may_have_body(unsigned status) { return status >= 200 && status != 204 && status != 304; }

void write_head(std::string& head, Response const& response, Persistence persistence, std::string_view date)
{
    if (response.status == 200) {
        head.assign("HTTP/1.1 200 OK\r\nDate: ");
    } else {
        head.assign("HTTP/1.1 ");
        append_number(head, response.status);
        head.append(" ").append(reason_phrase(response.status)).append("\r\nDate: ");
    }
    head.append(date).append("\r\n");
    if (!response.content_type.empty())
        append_header(head, "Content-Type", response.content_type);
    if (may_have_body(response.status)) {
        head.append("Content-Length: ");
        append_number(head, response.body.size());
        head.append("\r\n");
    }
    for (Header const& header : response.headers)
        append_header(head, header.name, header.value);
    if (persistence == Persistence::close)
        head.append("Connection: close\r\n");
    else if (persistence == Persistence::keep_spoken)
        head.append("Connection: keep-alive\r\n");
    head.append("\r\n");
}

}  // namespace consentry::http
