#include "consentry/base/spelling.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace consentry {
namespace {

std::string small(std::string_view text)
{
    std::string result{text};
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
        else if (c == '-')
            c = '_';
    }
    return result;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0U);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::optional<std::string_view> nearest(std::string_view name, std::span<std::string_view const> known)
{
    std::optional<std::string_view> best;
    std::size_t best_distance = std::max<std::size_t>(name.size() / 3, 1) + 1;
    for (std::string_view const candidate : known) {
        std::size_t const apart = edit_distance(small(name), small(candidate));
        if (apart < best_distance) {
            best_distance = apart;
            best = candidate;
        }
    }
    return best;
}

std::string choices(std::span<std::string_view const> known)
{
    std::string text;
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (i > 0)
            text += i + 1 == known.size() ? " or " : ", ";
        text += '"' + std::string{known[i]} + '"';
    }
    return text;
}

std::string choose(std::string_view name, std::span<std::string_view const> known)
{
    if (auto const meant = nearest(name, known))
        return "Did you mean \"" + std::string{*meant} + "\"?";
    return known.empty() ? "Remove it" : "Known here: " + choices(known);
}

}  // namespace consentry
