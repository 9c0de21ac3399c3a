#include "keywords/remedies.hpp"

#include "consentry/base/spelling.hpp"

#include <algorithm>

namespace consentry::keywords {
namespace {

std::string one_of(Names names)
{
    std::string result;
    for (std::string_view const name : names)
        result.append(result.empty() ? "" : ", ").append(name);
    return result;
}

}  // namespace

std::string remedy_for_unknown(std::string_view name, Names known)
{
    auto const nearest
        = std::ranges::min_element(known, {}, [name](std::string_view k) { return edit_distance(name, k); });
    if (edit_distance(name, *nearest) <= 2)
        return "Did you mean \"" + std::string{*nearest} + "\"?";
    return "Known here: " + one_of(known) + '.';
}

bool is_language_tag(std::string_view tag)
{
    std::size_t const first = std::min(tag.find('-'), tag.size());
    auto const is_small = [](char c) { return c >= 'a' && c <= 'z'; };
    auto const is_inner
        = [&](char c) { return is_small(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
    return (first == 2 || first == 3) && std::ranges::all_of(tag.substr(0, first), is_small)
        && std::ranges::all_of(tag, is_inner) && !tag.ends_with('-');
}

std::string tag_meant_by(std::string written)
{
    std::ranges::replace(written, '_', '-');
    for (std::size_t i = 0; i < written.size() && written[i] != '-'; ++i)
        if (written[i] >= 'A' && written[i] <= 'Z')
            written[i] = static_cast<char>(written[i] - 'A' + 'a');
    return is_language_tag(written) ? written : "es";
}

std::string remedy_for_line(std::string_view bytes, std::size_t line)
{
    for (std::size_t i = 1; i < line && !bytes.empty(); ++i)
        bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size() - 1) + 1);
    std::string_view const text = bytes.substr(0, bytes.find('\n'));
    for (std::string_view const curly : {"“", "”", "„", "‘", "’", "«", "»"})
        if (text.contains(curly))
            return "Write straight quotes (\") instead of " + std::string{curly} + '.';
    return "Compare the line with those around it: quotes, commas and brackets come in pairs.";
}

}  // namespace consentry::keywords
