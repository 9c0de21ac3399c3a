#pragma once

#include "consentry/keywords/folding.hpp"
#include "consentry/keywords/pack.hpp"
#include "keywords/remedies.hpp"

#include <toml++/toml.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace consentry::keywords {

/// What an entry may say beside its text and source.
enum class Extra { nothing, reach, article };

/// The categories of scopes, as packs name them. Static text.
Names scope_categories();

/// Reads the lists of one pack's document, and collects what is wrong on the way.
class EntryReader {
public:
    EntryReader(std::string const& file, std::vector<PackProblem>& problems)
        : file_{file}
        , problems_{problems}
    {
    }

    void report(std::size_t line, std::string reason, std::string remedy);
    void check_names(toml::table const& table, Names known);

    /// A table of the document; nothing if there is none.
    toml::table const* section(toml::table const& document, std::string_view name, Names known);

    /// The good entries of a list. `use` names what it is used for: one text, one use. Empty: any number.
    std::vector<Entry> entries(
        toml::table const& table, std::string_view list, std::string_view use, Extra extra = Extra::nothing);

    /// The texts of a list whose entries are no keywords: word classes, patterns, prefixes. None stands there twice.
    std::vector<Entry> texts(toml::table const& table, std::string_view list);

private:
    toml::array const* list_of(toml::table const& table, std::string_view list);
    std::optional<std::string> text_of(toml::node const& item);
    std::optional<Entry> entry_of(toml::node const& item, Extra extra);
    bool is_readable(Entry const& entry);
    void read_reach(toml::table const& table, Entry& entry, bool is_opt_out);
    void read_article(toml::table const& table, Entry& entry, bool is_argument);
    bool is_new(Entry const& entry, std::string_view use);

    std::string const& file_;
    std::vector<PackProblem>& problems_;
    Scratch scratch_;
    std::map<std::string, std::pair<std::string_view, std::size_t>> used_;
};

inline std::size_t line_of(toml::node const& node) { return node.source().begin.line; }

}  // namespace consentry::keywords
