#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::forward {

/// How a value gets into the text around it, so that it can't change what stands there.
enum class Escape {
    none,
    url,   ///< RFC 3986: all but the unreserved characters; of values in a URL, so that a `+` stays one.
    form,  ///< Likewise, and what stands around the values, too, but for `[` and `]`: the receiver decodes all of it.
    xml,   ///< `&`, `<`, `>` and both quotes; a control character that XML knows not at all becomes U+FFFD.
};

/// What a placeholder stands for; or why there is nothing to put there, in words for an operator.
using Lookup = std::function<std::expected<std::string, std::string>(std::string_view name)>;

/// A text of a template with `{{name}}` or `{{name:filter:filter('argument')}}` in it; docs/connectors.md lists the
/// filters. A name has letters, digits, `.`, `_` and `-`. Between the parts of a placeholder may be blanks. In an
/// argument, which is written in single quotes, a quote is written twice and everything else stands for itself. Outside
/// of arguments two opening braces always begin a placeholder: there is no way to write them as they are.
class ConnectorText {
public:
    ConnectorText() = default;

    /// The error is a sentence: what is wrong, and with which placeholder.
    static std::expected<ConnectorText, std::string> parse(std::string_view text);

    /// The text with every placeholder replaced. A value whose last filter is `raw`, or the escaping itself (`urlenc`
    /// in URLs and forms, `xmlesc` in XML), is not escaped once more; nor is one that begins a URL:
    /// `{{base}}/contacts`. The error is the lookup's, or says which placeholder a filter could do nothing with; it
    /// never has a value in it. A URL of which a part of the path comes out as `.` or `..` is refused, since it leads
    /// elsewhere.
    std::expected<std::string, std::string> fill(Lookup const& lookup, Escape escape = Escape::none) const;

    /// The names of its placeholders in their order, those that arguments of filters name among them.
    std::vector<std::string> names() const;

    bool empty() const { return pieces_.empty(); }

private:
    struct Filter {
        std::string name;
        std::string argument{};
    };
    struct Piece {
        std::string text;  ///< As it stands; or the name of a placeholder.
        bool placeholder = false;
        std::vector<Filter> filters{};
    };
    class Reader;

    static std::expected<Piece, std::string> read_placeholder(Reader& reader);

    /// What stands in the brackets behind a filter, which have to be there or not as the filter wants it.
    static std::expected<std::string, std::string> read_argument(
        Reader& reader, std::string const& filter, std::string const& of);

    static std::expected<std::string, std::string> value_of(Piece const& piece, Lookup const& lookup);

    std::vector<Piece> pieces_;
};

}  // namespace consentry::forward
