// What a person is answered in a language: texts, not keywords. Messages are heard without them.
#include "keywords/pack_reply.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace consentry::keywords {
namespace {

constexpr std::size_t reply_characters_max = 1'024;

struct Line {
    std::string_view name;
    std::string ReplyWords::* text;
    std::string_view needed;                ///< The placeholder without which it says too little; may be empty.
    std::span<std::string_view const> may;  ///< Placeholders.
};

constexpr std::array of_everything{std::string_view{"brand"}, std::string_view{"start"}};
constexpr std::array of_scope{std::string_view{"brand"}, std::string_view{"start"}, std::string_view{"scope"}};
constexpr std::array of_help{std::string_view{"brand"}, std::string_view{"start"}, std::string_view{"stop"}};

constexpr std::array lines{Line{"start", &ReplyWords::start, "", {}}, Line{"stop", &ReplyWords::stop, "", {}},
    Line{"opted_out", &ReplyWords::opted_out, "start", of_everything},
    Line{"opted_out_scope", &ReplyWords::opted_out_scope, "scope", of_scope},
    Line{"help", &ReplyWords::help, "stop", of_help}};

std::size_t characters_in(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// What stands in braces and may not; empty if all is well.
std::string stray_placeholder(std::string_view text, Line const& line)
{
    for (std::size_t at = text.find_first_of("{}"); at != std::string_view::npos; at = text.find_first_of("{}", at)) {
        std::size_t const end = text.find('}', at);
        std::string_view const mark = text.substr(at, end == std::string_view::npos ? end : end - at + 1);
        bool const is_known
            = mark.size() > 2 && std::ranges::find(line.may, mark.substr(1, mark.size() - 2)) != line.may.end();
        if (!is_known)
            return std::string{mark};
        at = end + 1;
    }
    return {};
}

std::string all_of(Line const& line)
{
    std::string all;
    for (std::string_view const name : line.may)
        all += (all.empty() ? "{" : ", {") + std::string{name} + '}';
    return all.empty() ? "no braces" : all;
}

}  // namespace

ReplyWords read_reply(toml::table const& document, EntryReader& lists)
{
    std::array<std::string_view, lines.size()> names{};
    std::ranges::transform(lines, names.begin(), &Line::name);
    ReplyWords words;
    toml::table const* const table = lists.section(document, "reply", names);
    if (table == nullptr)
        return words;
    for (Line const& line : lines) {
        toml::node const* const node = table->get(line.name);
        if (node == nullptr)
            continue;
        std::string const name{line.name};
        std::string const text = node->value_or(std::string{});
        if (!node->is_string() || text.empty() || characters_in(text) > reply_characters_max)
            lists.report(line_of(*node), '"' + name + "\" is no text of 1 to 1024 characters",
                "Write it in quotes: " + name + " = \"…\"");
        else if (auto const stray = stray_placeholder(text, line); !stray.empty())
            lists.report(line_of(*node), '"' + name + "\" has \"" + stray + "\", which nothing is put in for",
                "Write only " + all_of(line) + '.');
        else if (!line.needed.empty() && !text.contains('{' + std::string{line.needed} + '}'))
            lists.report(line_of(*node), '"' + name + "\" does not have {" + std::string{line.needed} + '}',
                "Add it where the word belongs: it is put in when the reply is sent.");
        words.*line.text = text;
    }
    return words;
}

}  // namespace consentry::keywords
