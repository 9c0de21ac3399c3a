#pragma once

#include "consentry/base/document.hpp"
#include "consentry/base/spelling.hpp"
#include "consentry/forward/connector.hpp"
#include "forward/connector/text.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How the values of a template are read: each problem is noted with its line and the next value looked at.
namespace consentry::forward {

/// A value of the template, and how people call the key that it stands under: `step.records.max`.
struct Spot {
    Node const& node;
    std::string path;
};

/// A key of a table of the template.
struct TemplateKey {
    std::string_view name;
    std::function<void(Spot const&)> read;
    std::string_view needed{};  ///< What to write there, if the table cannot do without it.
};

inline constexpr std::size_t template_entries_max = 64;      ///< Of any list or table of names.
inline constexpr std::size_t template_text_max = 16 * 1024;  ///< Bytes.

/// One pass over one template.
class TemplateReading {
public:
    /// Where a text stands: it says which placeholders are good there.
    enum class Where { base, access, token_value, headers, map, step, test };

    /// The placeholders of one text, to be looked at when the whole template is known.
    struct Use {
        std::vector<std::string> names;
        int line = 0;
        std::string path;
        Where where = Where::step;
        std::size_t step = 0;  ///< Of steps and tests: which.
        bool open = false;     ///< A header, or a part of a URL: nothing that people wrote may stand there.
        bool as_text = true;   ///< What maps put in has to be a text. Else names of fragments may be among them.
    };

    /// A step or a limit that is spoken of by its name.
    struct Reference {
        enum class To { for_each, alternative, result, limit };

        To to = To::result;
        std::string name;
        int line = 0;
        std::string path;
        bool test = false;
        std::size_t step = 0;  ///< Which one speaks of it.
    };

    void problem(Spot const& spot, std::string reason, std::string remedy);
    void problem(int line, std::string path, std::string reason, std::string remedy);
    void use(Use use);
    void use_shape(std::vector<std::string> names, Spot const& spot);  ///< Of a piece of JSON.

    /// A name is read into `into`, and looked for when the whole template is known.
    void refer(Reference::To to, Spot const& spot, std::string& into);

    /// What the texts that are read from now on belong to.
    void enter(Where where, std::size_t step = 0);

    bool is(Node::Kind kind, Spot const& spot, std::string_view remedy);

    /// Key by key: unknown ones are refused, missing ones told.
    void table(Spot const& spot, std::vector<TemplateKey> const& keys);
    void members(Spot const& spot, std::function<void(Spot const& member)> const& read);  ///< Of a table of names.
    void items(Spot const& spot, std::function<void(Spot const& item)> const& read);

    void text(Spot const& spot, std::string& into, std::size_t bytes_max = template_text_max);  ///< Not empty.
    void name(Spot const& spot, std::string& into);  ///< Letters, digits, `-` and `_`; at most 64.
    void flag(Spot const& spot, bool& into);
    void pointer(Spot const& spot, std::string& into);      ///< RFC 6901.
    void header_name(Spot const& spot, std::string& into);  ///< One that can be given to a request.
    void duration(Spot const& spot, std::chrono::seconds min, std::chrono::seconds max, std::chrono::seconds& into);
    void statuses(Spot const& spot, std::vector<unsigned>& into);  ///< Of HTTP.
    std::optional<std::int64_t> whole(Spot const& spot, std::int64_t min, std::int64_t max);

    /// One of the words; nothing if it is none.
    std::optional<std::size_t> word(Spot const& spot, std::span<std::string_view const> words);
    void words(Spot const& spot, std::span<std::string_view const> known, std::vector<std::string>& into);

    /// A text with placeholders, which may be empty.
    void filled(Spot const& spot, ConnectorText& into, bool open = false);
    void header(Spot const& spot, std::vector<std::pair<std::string, ConnectorText>>& into);  ///< Name and text.

    template <class T, std::size_t n>
    void choice(Spot const& spot, std::array<std::pair<std::string_view, T>, n> const& options, T& into)
    {
        std::array<std::string_view, n> known;
        for (std::size_t i = 0; i < n; ++i)
            known[i] = options[i].first;
        if (auto const chosen = word(spot, known))
            into = options[*chosen].second;
    }

    std::vector<Use> const& uses() const { return uses_; }
    std::vector<Reference> const& references() const { return references_; }
    std::vector<ConnectorProblem> take_problems() &&;  ///< In order.
    bool fine() const { return problems_.empty(); }

private:
    std::vector<ConnectorProblem> problems_;
    std::vector<Use> uses_;
    std::vector<Reference> references_;
    Where where_ = Where::base;
    std::size_t step_ = 0;
};

/// Whether `text` is made of letters, digits, `-` and `_`, at most 64 of them.
bool is_template_name(std::string_view text);

}  // namespace consentry::forward
