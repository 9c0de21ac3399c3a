#include "app/decoding.hpp"

#include "app/saved_webhooks.hpp"

#include "consentry/meta/decode.hpp"

#include <ostream>

namespace consentry::app {
namespace {

std::string_view without_blanks(std::string_view text)
{
    std::size_t const begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

void print(meta::Webhook const& webhook, std::string_view file, Terminal const& terminal)
{
    for (meta::Item const& item : webhook.items)
        terminal.out << meta::to_json_line(item, file) << '\n';
}

}  // namespace

std::vector<std::string_view> bodies_in(std::string_view text)
{
    std::string_view rest = without_blanks(text);
    std::string_view const first = rest.substr(0, rest.find('\n'));
    // A body over several lines is not complete after its first.
    if (first.size() == rest.size() || !meta::Decoder{}.decode(first).complete)
        return {rest};
    std::vector<std::string_view> bodies;
    while (!rest.empty()) {
        std::size_t const end = std::min(rest.find('\n'), rest.size());
        bodies.push_back(without_blanks(rest.substr(0, end)));
        rest = without_blanks(rest.substr(end));
    }
    return bodies;
}

Exit decode_text(std::string_view text, std::string_view file, Terminal const& terminal)
{
    Exit exit = Exit::done;
    meta::Decoder decoder;
    std::size_t number = 0;
    for (std::string_view const body : bodies_in(text)) {
        ++number;
        meta::Webhook const webhook = decoder.decode(body);
        bool const is_plain = webhook.complete && !webhook.items.empty();
        auto const within = is_plain ? std::vector<std::string>{} : saved_webhooks(body);
        bool const is_read = webhook.complete || !within.empty();
        if (!is_read)
            exit = Exit::no;
        if (!webhook.complete)
            terminal.err << file << ": body " << number << " is no whole JSON: " << webhook.broke_by << " at byte "
                         << webhook.broke_at << (is_read ? "; read all the same, which the server does not" : "")
                         << '\n';
        if (within.empty())
            print(webhook, file, terminal);
        for (std::string const& part : within)
            print(decoder.decode(part), file, terminal);
    }
    return exit;
}

}  // namespace consentry::app
