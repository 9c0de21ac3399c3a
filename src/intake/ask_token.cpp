#include "intake/ask_token.hpp"

#include <algorithm>

namespace consentry::intake {
namespace {

constexpr std::string_view prefix = "consentry:ask:";

bool is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'
        || c == '.' || c == ':';
}

}  // namespace

std::vector<AskToken> ask_tokens(std::string_view callback_data)
{
    std::vector<AskToken> tokens;
    for (std::size_t at = callback_data.find(prefix); at != std::string_view::npos;
        at = callback_data.find(prefix, at + prefix.size())) {
        if (at > 0 && is_of_name(callback_data[at - 1]))
            continue;
        std::string_view const rest = callback_data.substr(at + prefix.size());
        std::string_view token{rest.begin(), std::ranges::find_if_not(rest, is_of_name)};
        while (token.ends_with('.') || token.ends_with(':'))  // A sentence's, not the token's.
            token.remove_suffix(1);
        std::size_t const colon = token.find(':');
        std::string_view const scope = token.substr(0, colon);
        if (!scope.empty())
            tokens.push_back({scope, colon == std::string_view::npos ? std::string_view{} : token.substr(colon + 1)});
    }
    return tokens;
}

}  // namespace consentry::intake
