#include "keywords/pack_entries.hpp"

#include <algorithm>
#include <array>

namespace consentry::keywords {
namespace {

constexpr std::size_t entry_words_max = 12;
constexpr std::size_t entry_tokens_max = 40;  // Of which scripts without spaces have one for each character.
constexpr std::array<std::string_view, 5> entry_keys{"text", "source", "category", "all", "behind_article"};
constexpr std::array<std::string_view, 4> categories{"marketing", "utility", "authentication", "service"};

/// The same text for whoever spells two entries alike: accents count, case and punctuation do not.
std::string spelling(std::span<Token const> tokens)
{
    std::string result;
    for (Token const& token : tokens)
        result.append(result.empty() ? "" : " ").append(token.marked);
    return result;
}

}  // namespace

Names scope_categories() { return categories; }

void EntryReader::report(std::size_t line, std::string reason, std::string remedy)
{
    problems_.push_back({file_, line, std::move(reason), std::move(remedy)});
}

void EntryReader::check_names(toml::table const& table, Names known)
{
    for (auto const& [key, value] : table)
        if (std::ranges::find(known, key.str()) == known.end())
            report(key.source().begin.line, "\"" + std::string{key.str()} + "\" is not known",
                remedy_for_unknown(key.str(), known));
}

toml::table const* EntryReader::section(toml::table const& document, std::string_view name, Names known)
{
    toml::node const* const node = document.get(name);
    if (node == nullptr)
        return nullptr;
    toml::table const* const table = node->as_table();
    if (table == nullptr)
        report(line_of(*node), "\"" + std::string{name} + "\" is no section",
            "Write [" + std::string{name} + "] on a line of its own, and its lists below it.");
    else
        check_names(*table, known);
    return table;
}

toml::array const* EntryReader::list_of(toml::table const& table, std::string_view list)
{
    toml::node const* const node = table.get(list);
    if (node == nullptr || node->is_array())
        return node == nullptr ? nullptr : node->as_array();
    report(line_of(*node), "\"" + std::string{list} + "\" is no list",
        "Put the words in square brackets: " + std::string{list} + " = [\"one\", \"two\"]");
    return nullptr;
}

std::vector<Entry> EntryReader::entries(
    toml::table const& table, std::string_view list, std::string_view use, Extra extra)
{
    std::vector<Entry> result;
    if (toml::array const* const array = list_of(table, list))
        for (toml::node const& item : *array)
            if (std::optional<Entry> entry = entry_of(item, extra); entry && is_new(*entry, use))
                result.push_back(*std::move(entry));
    return result;
}

std::vector<Entry> EntryReader::texts(toml::table const& table, std::string_view list)
{
    std::vector<Entry> result;
    std::map<std::string, std::size_t> lines;
    toml::array const* const array = list_of(table, list);
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        std::optional<std::string> text = text_of((*array)[i]);
        if (!text)
            continue;
        std::size_t const line = line_of((*array)[i]);
        auto const [first, fresh] = lines.try_emplace(*text, line);
        if (!fresh)
            report(line, "\"" + *text + "\" is listed twice (first in line " + std::to_string(first->second) + ")",
                "Remove one of them.");
        Entry& entry = result.emplace_back();
        entry.text = *std::move(text);
        entry.line = line;
    }
    return result;
}

/// The text of an entry, or of its table; reports an entry without one.
std::optional<std::string> EntryReader::text_of(toml::node const& item)
{
    toml::table const* const table = item.as_table();
    toml::node const* const text = table == nullptr ? &item : table->get("text");
    if (text != nullptr && text->is_string())
        return text->value_or(std::string{});
    report(line_of(item), "an entry is no text", "Put it in quotes, or write { text = \"…\", source = \"…\" }.");
    return std::nullopt;
}

std::optional<Entry> EntryReader::entry_of(toml::node const& item, Extra extra)
{
    std::optional<std::string> text = text_of(item);
    if (!text)
        return std::nullopt;
    Entry entry;
    entry.text = std::move(*text);
    entry.line = line_of(item);
    if (toml::table const* const table = item.as_table()) {
        check_names(*table, entry_keys);
        entry.source = table->get("source") == nullptr ? "" : table->get("source")->value_or(std::string{});
        read_reach(*table, entry, extra == Extra::reach);
        read_article(*table, entry, extra == Extra::article);
    }
    if (!is_readable(entry))
        return std::nullopt;
    return entry;
}

/// Whether an entry folds to something that a message can hold.
bool EntryReader::is_readable(Entry const& entry)
{
    fold(entry.text, scratch_);
    if (scratch_.tokens().empty()) {
        report(entry.line, "the entry \"" + entry.text + "\" has neither letters nor emoji",
            "Remove it, or write a word.");
        return false;
    }
    if (std::ranges::any_of(scratch_.tokens(), &Token::stretched)) {
        report(entry.line, "the entry \"" + entry.text + "\" has a letter three times in a row",
            "Write it once or twice: stretched letters are folded in messages.");
        return false;
    }
    auto const stands_apart = [](Token const& token) { return token.before != Gap::none; };
    auto const gaps = std::ranges::count_if(scratch_.tokens(), stands_apart);
    if (static_cast<std::size_t>(gaps) >= entry_words_max || scratch_.tokens().size() > entry_tokens_max) {
        report(entry.line,
            "the entry \"" + entry.text + "\" is longer than " + std::to_string(entry_words_max) + " words",
            "Shorten it.");
        return false;
    }
    return true;
}

/// What of the brand's scopes an opt-out phrase names by itself.
void EntryReader::read_reach(toml::table const& table, Entry& entry, bool is_opt_out)
{
    toml::node const* const category = table.get("category");
    toml::node const* const all = table.get("all");
    if (!is_opt_out && (category != nullptr || all != nullptr)) {
        report(entry.line, "only opt_out entries have a category or all", "Remove it.");
        return;
    }
    if (category != nullptr) {
        std::string const name = category->value_or(std::string{});
        auto const known = std::ranges::find(categories, name);
        if (known == categories.end())
            report(entry.line, "the category \"" + name + "\" is not known", remedy_for_unknown(name, categories));
        else
            entry.category = *known;
    }
    if (all != nullptr && !all->is_boolean())
        report(entry.line, "all is neither true nor false", "Write all = true, or leave it out.");
    entry.all = all != nullptr && all->value_or(false);
}

void EntryReader::read_article(toml::table const& table, Entry& entry, bool is_argument)
{
    toml::node const* const node = table.get("behind_article");
    if (node == nullptr)
        return;
    if (!is_argument)
        report(entry.line, "only words of [argument] have behind_article", "Remove it.");
    else if (!node->is_boolean())
        report(
            entry.line, "behind_article is neither true nor false", "Write behind_article = false, or leave it out.");
    entry.behind_article = node->value_or(true);
}

/// One text, one meaning in one language: what the folded entry was used for before is told with its line.
bool EntryReader::is_new(Entry const& entry, std::string_view use)
{
    if (use.empty())
        return true;
    auto const [at, fresh] = used_.try_emplace(spelling(scratch_.tokens()), use, entry.line);
    if (fresh)
        return true;
    auto const& [earlier_use, line] = at->second;
    std::string const where = " (first in line " + std::to_string(line) + ")";
    if (earlier_use == use)
        report(entry.line, "\"" + entry.text + "\" is listed twice" + where, "Remove one of them.");
    else if (use == "thanks" && earlier_use == "acknowledge")
        report(entry.line, "\"" + entry.text + "\" is listed under acknowledge too" + where,
            "Keep it here: words of thanks are acknowledgements by themselves.");
    else
        report(entry.line, "\"" + entry.text + "\" is listed under " + std::string{earlier_use} + " too" + where,
            "Decide which it is in this language.");
    return false;
}

}  // namespace consentry::keywords
