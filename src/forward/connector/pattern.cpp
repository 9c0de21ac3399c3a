#include "forward/connector/pattern.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <regex.h>

namespace consentry::forward {
namespace {

constexpr std::size_t repeated_max = 1'000;

/// A compiled pattern, anchored at both ends.
class Pattern {
public:
    explicit Pattern(std::string const& pattern)
        : code_{regcomp(&compiled_, ("^(" + pattern + ")$").c_str(), REG_EXTENDED | REG_NOSUB)}
    {
    }

    ~Pattern()
    {
        if (code_ == 0)
            regfree(&compiled_);
    }

    Pattern(Pattern const&) = delete;
    Pattern& operator=(Pattern const&) = delete;

    std::optional<std::string> trouble() const
    {
        if (code_ == 0)
            return {};
        std::array<char, 128> said{};
        regerror(code_, &compiled_, said.data(), said.size());
        return "is no pattern: " + std::string{said.data()};
    }

    bool matches(std::string const& text) const
    {
        return code_ == 0 && regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0;
    }

private:
    regex_t compiled_{};
    int code_ = 0;
};

/// Counts in braces multiply where they are nested, and so does what they cost.
bool repeats_too_often(std::string_view pattern)
{
    std::size_t product = 1;
    for (std::size_t i = pattern.find('{'); i != pattern.npos && product <= repeated_max;
        i = pattern.find('{', i + 1)) {
        std::size_t most = 1;
        for (std::size_t at = i + 1; at < pattern.size() && pattern[at] != '}';) {
            std::size_t count = 0;
            std::size_t const from = at;
            for (; at < pattern.size() && pattern[at] >= '0' && pattern[at] <= '9'; ++at)
                count = std::min(count * 10 + static_cast<std::size_t>(pattern[at] - '0'), repeated_max + 1);
            most = std::max(most, count);
            at += at == from ? 1U : 0U;
        }
        product *= most;
    }
    return product > repeated_max;
}

bool refers_back(std::string_view pattern)
{
    for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
        if (pattern[i] == '\\') {
            if (pattern[i + 1] >= '1' && pattern[i + 1] <= '9')
                return true;
            ++i;
        }
    }
    return false;
}

}  // namespace

std::optional<std::string> trouble_with_pattern(std::string const& pattern)
{
    if (pattern.contains('\0'))
        return "holds a null character";
    if (refers_back(pattern))
        return "refers back to a part of itself, which is slow";
    if (repeats_too_often(pattern))
        return "repeats more than " + std::to_string(repeated_max) + " times";
    return Pattern{pattern}.trouble();
}

bool matches_whole(std::string const& pattern, std::string const& text)
{
    return !text.contains('\0') && !trouble_with_pattern(pattern) && Pattern{pattern}.matches(text);
}

}  // namespace consentry::forward
