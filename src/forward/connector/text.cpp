#include "forward/connector/text.hpp"

#include "consentry/base/spelling.hpp"
#include "consentry/http/query.hpp"
#include "forward/connector/filters.hpp"

#include <algorithm>
#include <optional>

namespace consentry::forward {

/// Text of which the front is taken, bit by bit.
class ConnectorText::Reader {
public:
    explicit Reader(std::string_view text)
        : rest_{text}
    {
    }

    bool at_end() const { return rest_.empty(); }
    bool take(std::string_view mark)
    {
        skip_blanks();
        if (!rest_.starts_with(mark))
            return false;
        rest_.remove_prefix(mark.size());
        return true;
    }

    /// What stands before the next of those characters, or all there is; without blanks at its end.
    std::string_view take_until(std::string_view ends)
    {
        skip_blanks();
        std::string_view taken = rest_.substr(0, rest_.find_first_of(ends));
        rest_.remove_prefix(taken.size());
        while (!taken.empty() && blanks.contains(taken.back()))
            taken.remove_suffix(1);
        return taken;
    }

    /// What stands before the mark, which is left out; all if it never comes.
    std::string_view take_before(std::string_view mark)
    {
        auto const at = std::min(rest_.find(mark), rest_.size());
        std::string_view const taken = rest_.substr(0, at);
        rest_.remove_prefix(std::min(at + mark.size(), rest_.size()));
        return taken;
    }

    /// A text in single quotes, in which two of them are one; nothing if it is none.
    std::optional<std::string> take_quoted()
    {
        if (!take("'"))
            return {};
        std::string text;
        for (;;) {
            auto const at = rest_.find('\'');
            if (at == std::string_view::npos)
                return {};
            text += rest_.substr(0, at);
            rest_.remove_prefix(at + 1);
            if (!rest_.starts_with('\''))
                return text;
            text += '\'';
            rest_.remove_prefix(1);
        }
    }

private:
    static constexpr std::string_view blanks = " \t\r\n";

    void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size())); }

    std::string_view rest_;
};

namespace {

constexpr std::string_view opening = "{{";
constexpr std::string_view closing = "}}";
constexpr std::string_view ends_of_name = ":}{('";
constexpr std::string_view unescaped = "raw";

using Trouble = std::unexpected<std::string>;

bool is_name(std::string_view text)
{
    auto const fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'
            || c == '.';
    };
    return !text.empty() && std::ranges::all_of(text, fits);
}

bool is_filter(std::string_view name)
{
    auto const known = filter_names();
    return std::ranges::find(known, name) != known.end();
}

std::string unknown_filter(std::string_view name, std::string const& of)
{
    auto const known = filter_names();
    std::string sentence = of + " has a filter that there is not: `" + std::string{name} + "`";
    if (auto const meant = nearest(name, known))
        sentence.append("; perhaps `").append(*meant).append("` is meant");
    return sentence + ".";
}

/// `/../` and `/./`: whoever gets a URL may take them for a way up, even where they are escaped.
bool has_part_of_dots(std::string_view url)
{
    std::string_view path = url.substr(0, url.find_first_of("?#"));
    for (;;) {
        std::string_view const part = path.substr(0, path.find('/'));
        if (part == "." || part == "..")
            return true;
        if (part.size() == path.size())
            return false;
        path.remove_prefix(part.size() + 1);
    }
}

/// The names and values of a form as the receiver decodes them; brackets are left, so that people can read them.
std::string in_form(std::string_view text)
{
    std::string made;
    for (char const c : text) {
        if (c == '[' || c == ']')
            made += c;
        else
            made += http::percent_encode({&c, 1});
    }
    return made;
}

std::string_view filter_of(Escape escape)
{
    switch (escape) {
    case Escape::none: break;
    case Escape::url:
    case Escape::form: return "urlenc";
    case Escape::xml: return "xmlesc";
    }
    return unescaped;
}

}  // namespace

std::expected<ConnectorText, std::string> ConnectorText::parse(std::string_view text)
{
    ConnectorText made;
    Reader reader{text};
    while (!reader.at_end()) {
        std::string_view const plain = reader.take_before(opening);
        if (!plain.empty())
            made.pieces_.push_back({.text = std::string{plain}});
        if (plain.data() + plain.size() == text.data() + text.size())
            break;
        auto piece = read_placeholder(reader);
        if (!piece)
            return Trouble{std::move(piece.error())};
        made.pieces_.push_back(std::move(*piece));
    }
    return made;
}

std::expected<ConnectorText::Piece, std::string> ConnectorText::read_placeholder(Reader& reader)
{
    Piece piece{.text = std::string{reader.take_until(ends_of_name)}, .placeholder = true};
    if (!is_name(piece.text))
        return Trouble{"A placeholder is written {{name}}, a name being letters, digits and . _ - only; here stands `"
            + piece.text + "`. Two opening braces always begin one."};
    std::string const of = "{{" + piece.text + "}}";
    while (reader.take(":")) {
        if (!piece.filters.empty() && piece.filters.back().name == unescaped)
            return Trouble{of + ": the filter `raw` has to be the last one."};
        Filter filter{.name = std::string{reader.take_until(ends_of_name)}};
        if (!is_filter(filter.name))
            return Trouble{unknown_filter(filter.name, of)};
        auto argument = read_argument(reader, filter.name, of);
        if (!argument)
            return Trouble{std::move(argument.error())};
        filter.argument = std::move(*argument);
        piece.filters.push_back(std::move(filter));
    }
    if (!reader.take(closing))
        return Trouble{of + " is not closed: a name and its filters, each behind a colon, end in two braces."};
    return piece;
}

std::expected<std::string, std::string> ConnectorText::read_argument(
    Reader& reader, std::string const& filter, std::string const& of)
{
    Argument const kind = argument_of(filter);
    if (!reader.take("(")) {
        if (kind == Argument::none)
            return std::string{};
        return Trouble{of + ": the filter `" + filter + "` needs something in brackets, as in " + filter + "('x')."};
    }
    if (kind == Argument::none)
        return Trouble{of + ": the filter `" + filter + "` takes nothing in brackets."};
    auto argument = reader.take_quoted();
    if (!argument || !reader.take(")"))
        return Trouble{of + ": the filter `" + filter + "` takes one text in single quotes, as in " + filter
            + "('x'); a quote in it is written twice."};
    if (kind == Argument::name && !is_name(*argument))
        return Trouble{of + ": the filter `" + filter + "` takes the name of a placeholder, such as secret.key."};
    if (filter == "json" && !argument->empty() && !argument->starts_with('/'))
        return Trouble{of + ": the filter `json` takes a pointer, which begins with a slash: /private_key."};
    return std::move(*argument);
}

std::expected<std::string, std::string> ConnectorText::value_of(Piece const& piece, Lookup const& lookup)
{
    auto value = lookup(piece.text);
    for (Filter const& filter : piece.filters) {
        if (!value)
            return value;
        std::expected<std::string, std::string> argument = filter.argument;
        if (argument_of(filter.name) == Argument::name)
            argument = lookup(filter.argument);
        if (!argument)
            return argument;
        value = filtered(filter.name, *argument, *value);
        if (!value)
            return Trouble{"{{" + piece.text + "}} " + value.error()};
    }
    return value;
}

std::expected<std::string, std::string> ConnectorText::fill(Lookup const& lookup, Escape escape) const
{
    std::string_view const escaping = filter_of(escape);
    std::string made;
    for (Piece const& piece : pieces_) {
        if (!piece.placeholder) {
            made += escape == Escape::form ? in_form(piece.text) : piece.text;
            continue;
        }
        auto const value = value_of(piece, lookup);
        if (!value)
            return value;
        std::string_view const last = piece.filters.empty() ? std::string_view{} : piece.filters.back().name;
        bool const begins_url = escape == Escape::url && &piece == pieces_.data();
        bool const as_it_is = begins_url || last == unescaped || last == escaping;
        made += as_it_is ? *value : *filtered(escaping, {}, *value);
    }
    if (escape == Escape::url && has_part_of_dots(made))
        return Trouble{"A part of the URL's path would be only dots."};
    return made;
}

std::vector<std::string> ConnectorText::names() const
{
    std::vector<std::string> names;
    for (Piece const& piece : pieces_) {
        if (!piece.placeholder)
            continue;
        names.push_back(piece.text);
        for (Filter const& filter : piece.filters) {
            if (argument_of(filter.name) == Argument::name)
                names.push_back(filter.argument);
        }
    }
    return names;
}

}  // namespace consentry::forward
