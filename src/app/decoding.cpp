#include "app/decoding.hpp"

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
        for (meta::Item const& item : webhook.items)
            terminal.out << meta::to_json_line(item, file) << '\n';
        if (webhook.complete)
            continue;
        terminal.err << file << ": body " << number << " is no whole JSON: " << webhook.broke_by << " at byte "
                     << webhook.broke_at << '\n';
        exit = Exit::no;
    }
    return exit;
}

}  // namespace consentry::app
