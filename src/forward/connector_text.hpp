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
    form,  ///< Likewise: a form's values are decoded by the receiver as those of a query are.
    xml,   ///< `&`, `<`, `>` and both quotes.
};

/// What a placeholder stands for; or why there is nothing to put there, in words for an operator.
using Lookup = std::function<std::expected<std::string, std::string>(std::string_view name)>;

/// A text of a template with `{{name}}` or `{{name:filter:filter('argument')}}` in it. docs/connectors.md lists the
/// filters.
class ConnectorText {
public:
    ConnectorText() = default;

    /// The error is a sentence: what is wrong, and with which placeholder.
    static std::expected<ConnectorText, std::string> parse(std::string_view text);

    /// The text with every placeholder replaced. A value that ends in the filter `raw` is not escaped, nor is one that
    /// begins the text: `{{base}}/contacts`, a URL as it was given.
    std::expected<std::string, std::string> fill(Lookup const& lookup, Escape escape = Escape::none) const;

    /// The names of its placeholders, in their order.
    std::vector<std::string> names() const;

    bool empty() const { return pieces_.empty(); }

private:
    struct Filter {
        std::string name;
        std::string argument;
    };
    struct Piece {
        std::string text;  ///< As it stands; or the name of a placeholder.
        bool placeholder = false;
        bool raw = false;
        std::vector<Filter> filters;
    };

    std::vector<Piece> pieces_;
};

}  // namespace consentry::forward
