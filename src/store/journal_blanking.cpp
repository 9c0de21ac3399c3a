#include "store/journal_blanking.hpp"

#include <algorithm>
#include <vector>

namespace consentry::store {
namespace {

bool is_part_of_name(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Follows the braces and strings of a text that is JSON, as far as it is.
class Blanking {
public:
    Blanking(std::string& text, std::span<std::string const> names)
        : text_{text}
        , names_{names}
    {
    }

    void run()
    {
        for (at_ = 0; at_ < text_.size(); ++at_) {
            switch (text_[at_]) {
            case '"': see_string(); break;
            case '{': open(true); break;
            case '[': open(false); break;
            case '}':
            case ']': close(at_); break;
            default: break;
            }
        }
        while (!open_.empty())
            close(text_.size());
    }

private:
    struct Open {
        std::size_t begin = 0;
        bool is_object = false;
        bool is_item = false;  ///< An object in a list.
        bool is_theirs = false;
    };

    void open(bool is_object)
    {
        bool const in_list = !open_.empty() && !open_.back().is_object;
        open_.push_back({at_, is_object, is_object && in_list, false});
    }

    void close(std::size_t end)
    {
        if (open_.empty())
            return;
        Open const& closed = open_.back();
        if (closed.is_theirs)
            std::fill(text_.begin() + static_cast<std::ptrdiff_t>(closed.begin + 1),
                text_.begin() + static_cast<std::ptrdiff_t>(end), ' ');
        open_.pop_back();
    }

    /// Leaves `at_` on the closing quote.
    void see_string()
    {
        std::size_t const begin = at_ + 1;
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
            at_ += text_[at_] == '\\' ? std::size_t{1} : std::size_t{0};
        if (at_ >= text_.size())
            return;
        std::string_view const value = std::string_view{text_}.substr(begin, at_ - begin);
        if (!open_.empty() && open_.back().is_item && std::ranges::find(names_, value) != names_.end())
            open_.back().is_theirs = true;
    }

    std::string& text_;
    std::span<std::string const> names_;
    std::vector<Open> open_;
    std::size_t at_ = 0;
};

}  // namespace

void cross_out(std::string& text, std::span<std::string const> names)
{
    for (std::string const& name : names) {
        for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
            std::size_t const end = at + name.size();
            bool const apart
                = (at == 0 || !is_part_of_name(text[at - 1])) && (end == text.size() || !is_part_of_name(text[end]));
            if (apart)
                std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at), name.size(), 'x');
        }
    }
}

std::string without(std::string_view body, std::span<std::string const> names)
{
    std::string text{body};
    bool const is_named = std::ranges::any_of(
        names, [&](std::string const& name) { return body.find(name) != std::string_view::npos; });
    if (!is_named)
        return text;
    Blanking{text, names}.run();
    cross_out(text, names);
    return text;
}

}  // namespace consentry::store
