#include "consentry/keywords/word_class.hpp"

#include <algorithm>

namespace consentry::keywords {
namespace {

constexpr std::array<std::string_view, word_class_count> names{"cease", "unsubscribe", "send", "bother", "dontsend",
    "dontbother", "dontdo", "not", "want", "dontwant", "receive", "more", "message", "promotion", "remove", "list",
    "me", "enough", "often", "keep", "subscribe", "mistake", "other", "unless", "how", "can", "probable"};

}  // namespace

std::string_view to_string(WordClass word_class) { return names[static_cast<std::size_t>(word_class)]; }

std::optional<WordClass> word_class_from(std::string_view name)
{
    auto const found = std::ranges::find(names, name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<WordClass>(found - names.begin());
}

std::span<std::string_view const> word_class_names() { return names; }

}  // namespace consentry::keywords
