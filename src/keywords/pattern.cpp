#include "keywords/pattern.hpp"

#include "keywords/remedies.hpp"

#include <algorithm>
#include <optional>

namespace consentry::keywords {
namespace {

using Problem = std::optional<std::string>;

/// Cuts what stands in front of the first of these characters off `rest`, and the character.
std::string_view cut_off(std::string_view& rest, std::string_view separators)
{
    std::size_t const at = std::min(rest.find_first_of(separators), rest.size());
    std::string_view const part = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return part;
}

/// `cease`, or `'word'`.
Problem read_alternative(std::string_view text, PatternItem& item)
{
    if (text.size() > 2 && text.starts_with('\'') && text.ends_with('\'')) {
        item.quoted.emplace_back(text.substr(1, text.size() - 2));
        return {};
    }
    std::optional<WordClass> const word_class = word_class_from(text);
    if (!word_class)
        return "\"" + std::string{text} + "\" is no class of words. " + remedy_for_unknown(text, word_class_names());
    item.classes |= class_bit(*word_class);
    return {};
}

/// `a|b?`
Problem read_item(std::string_view text, bool beside, Pattern& pattern)
{
    PatternItem item;
    item.beside = beside;
    item.optional = text.ends_with('?');
    if (item.optional)
        text.remove_suffix(1);
    while (!text.empty())
        if (Problem problem = read_alternative(cut_off(text, "|"), item))
            return problem;
    if (item.classes == 0 && item.quoted.empty())
        return "a place is empty.";
    pattern.items.push_back(std::move(item));
    return {};
}

/// `a+b+c`
Problem read_group(std::string_view text, Pattern& pattern)
{
    for (bool beside = false; !text.empty(); beside = true)
        if (Problem problem = read_item(cut_off(text, "+"), beside, pattern))
            return problem;
    return {};
}

}  // namespace

std::expected<Pattern, std::string> parse_pattern(std::string_view text, PhraseKind kind)
{
    Pattern pattern{.text = std::string{text}, .kind = kind, .any_order = text.starts_with('{'), .items = {}};
    if (pattern.any_order != text.ends_with('}'))
        return std::unexpected("braces stand around the whole pattern, or not at all.");
    if (pattern.any_order)
        text = text.substr(1, text.size() - 2);
    if (text.find_first_of("{}") != text.npos)
        return std::unexpected("braces stand around the whole pattern, or not at all.");
    while (!text.empty())
        if (std::string_view const group = cut_off(text, " "); !group.empty())
            if (Problem problem = read_group(group, pattern))
                return std::unexpected(*std::move(problem));
    if (pattern.any_order && std::ranges::any_of(pattern.items, &PatternItem::beside))
        return std::unexpected(
            "+ says what stands side by side, and braces say that the order is free: use one of them.");
    bool const demands = std::ranges::any_of(pattern.items, [](PatternItem const& item) { return !item.optional; });
    if (!demands || pattern.items.size() > pattern_items_max)
        return std::unexpected(
            "a pattern has one to " + std::to_string(pattern_items_max) + " places, not all of them optional.");
    return pattern;
}

}  // namespace consentry::keywords
