#include "consentry/keywords/pack.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/keywords/folding.hpp"
#include "keywords/remedies.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace consentry::keywords {
namespace {

constexpr std::size_t pack_bytes_max = 1 << 20;
constexpr std::size_t entry_tokens_max = 12;

/// What an entry may say beside its text and source.
enum class Extra { nothing, reach, article };

Names const categories{"marketing", "utility", "authentication", "service"};

/// The same text for whoever spells two entries alike: accents count, case and punctuation do not.
std::string spelling(std::span<Token const> tokens)
{
    std::string result;
    for (Token const& token : tokens)
        result.append(result.empty() ? "" : " ").append(token.marked);
    return result;
}

/// Turns the document of one pack into a Pack, and collects what is wrong on the way.
class PackReader {
public:
    PackReader(std::string const& file, std::vector<PackProblem>& problems)
        : file_{file}
        , problems_{problems}
    {
    }

    Pack read(toml::table const& document, std::string_view bytes)
    {
        check_names(document,
            {"language", "version", "notes", "opt_out", "opt_in", "affirm", "acknowledge", "decline", "help",
                "courtesy", "argument"});
        read_head(document, bytes);
        for (std::size_t i = 0; i < intent_count; ++i)
            read_intent(document, static_cast<Intent>(i));
        read_courtesy(document);
        read_argument(document);
        bool const silent = std::ranges::all_of(pack_.entries, [](auto const& entries) { return entries.empty(); });
        if (silent && problems_.empty())
            report(0, "the pack has no keywords", "Add a section such as [opt_out] with strong = [\"…\"].");
        return std::move(pack_);
    }

private:
    void report(std::size_t line, std::string reason, std::string remedy)
    {
        problems_.push_back({file_, line, std::move(reason), std::move(remedy)});
    }

    static std::size_t line_of(toml::node const& node) { return node.source().begin.line; }

    void check_names(toml::table const& table, Names known)
    {
        for (auto const& [key, value] : table)
            if (std::ranges::find(known, key.str()) == known.end())
                report(key.source().begin.line, "\"" + std::string{key.str()} + "\" is not known",
                    remedy_for_unknown(key.str(), known));
    }

    void read_head(toml::table const& document, std::string_view bytes)
    {
        std::string const stem = std::filesystem::path{file_}.stem().string();
        toml::node const* const language = document.get("language");
        pack_.language = language == nullptr ? "" : language->value_or(std::string{});
        if (!is_language_tag(pack_.language))
            report(language == nullptr ? 0 : line_of(*language), "the language is missing or is no language tag",
                "Write for example: language = \"" + tag_meant_by(pack_.language.empty() ? stem : pack_.language)
                    + "\"");
        else if (pack_.language != stem)
            report(line_of(*language), "the language \"" + pack_.language + "\" and the name of the file differ",
                "Call the file " + pack_.language + ".toml, or correct the language.");

        toml::node const* const version = document.get("version");
        pack_.version = version == nullptr || !version->is_integer() ? 0 : version->value_or(std::int64_t{0});
        if (pack_.version < 1)
            report(version == nullptr ? 0 : line_of(*version), "the version is missing or is no whole number from 1",
                "Write for example: version = 1, and count up with each change.");
        if (toml::node const* const notes = document.get("notes")) {
            if (!notes->is_string())
                report(line_of(*notes), "notes is no text", "Put it in quotes.");
            pack_.notes = notes->value_or(std::string{});
        }
        pack_.identity
            = pack_.language + '@' + std::to_string(pack_.version) + '+' + to_hex(sha256(bytes)).substr(0, 16);
    }

    toml::table const* section(toml::table const& document, std::string_view name, Names known)
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

    void read_intent(toml::table const& document, Intent intent)
    {
        std::string_view const name = to_string(intent);
        toml::table const* const table = section(document, name, {"strong", "weak"});
        if (table == nullptr)
            return;
        std::vector<Entry>& entries = pack_.entries[static_cast<std::size_t>(intent)];
        for (Strength const strength : {Strength::strong, Strength::weak})
            each_entry(*table, to_string(strength), name, intent == Intent::opt_out ? Extra::reach : Extra::nothing,
                [&](Entry entry) {
                    entry.strength = strength;
                    entries.push_back(std::move(entry));
                });
    }

    void read_courtesy(toml::table const& document)
    {
        toml::table const* const table = section(document, "courtesy", {"greetings", "please", "thanks", "address"});
        if (table == nullptr)
            return;
        auto const read_list = [&](std::string_view name, std::vector<Entry>& list) {
            each_entry(*table, name, name, Extra::nothing, [&](Entry entry) { list.push_back(std::move(entry)); });
        };
        read_list("greetings", pack_.greetings);
        read_list("please", pack_.please);
        read_list("thanks", pack_.thanks);
        read_list("address", pack_.address);
    }

    void read_argument(toml::table const& document)
    {
        toml::table const* const table
            = section(document, "argument", {"all", "articles", "marketing", "utility", "authentication", "service"});
        if (table == nullptr)
            return;
        each_entry(*table, "articles", "", Extra::nothing,
            [&](Entry entry) { pack_.articles.push_back(std::move(entry.text)); });
        auto const read_list = [&](std::string_view list, std::string_view category) {
            each_entry(*table, list, "argument", Extra::article, [&](Entry entry) {
                pack_.argument_words.push_back({std::move(entry.text), category, entry.behind_article});
            });
        };
        read_list("all", {});
        for (std::string_view const category : categories)
            read_list(category, category);
    }

    /// Calls `keep` with each good entry of a list. `use` names what it is used for: one text, one use. Empty: any
    /// number.
    template <class Keep>
    void each_entry(toml::table const& table, std::string_view list, std::string_view use, Extra extra, Keep keep)
    {
        toml::node const* const node = table.get(list);
        if (node == nullptr)
            return;
        toml::array const* const array = node->as_array();
        if (array == nullptr) {
            report(line_of(*node), "\"" + std::string{list} + "\" is no list",
                "Put the words in square brackets: " + std::string{list} + " = [\"one\", \"two\"]");
            return;
        }
        for (toml::node const& item : *array)
            if (std::optional<Entry> entry = read_entry(item, extra); entry && is_new(*entry, use))
                keep(std::move(*entry));
    }

    /// The text of an entry, or of its table; reports an entry without one.
    std::optional<std::string> text_of(toml::node const& item)
    {
        toml::table const* const table = item.as_table();
        toml::node const* const text = table == nullptr ? &item : table->get("text");
        if (text != nullptr && text->is_string())
            return text->value_or(std::string{});
        report(line_of(item), "an entry is no text", "Put it in quotes, or write { text = \"…\", source = \"…\" }.");
        return std::nullopt;
    }

    std::optional<Entry> read_entry(toml::node const& item, Extra extra)
    {
        std::optional<std::string> text = text_of(item);
        if (!text)
            return std::nullopt;
        Entry entry;
        entry.text = std::move(*text);
        entry.line = line_of(item);
        if (toml::table const* const table = item.as_table()) {
            check_names(*table, {"text", "source", "category", "all", "behind_article"});
            entry.source = table->get("source") == nullptr ? "" : table->get("source")->value_or(std::string{});
            read_reach(*table, entry, extra == Extra::reach);
            read_article(*table, entry, extra == Extra::article);
        }
        fold(entry.text, scratch_);
        if (scratch_.tokens().empty()) {
            report(entry.line, "the entry \"" + entry.text + "\" has neither letters nor emoji",
                "Remove it, or write a word.");
            return std::nullopt;
        }
        if (std::ranges::any_of(scratch_.tokens(), &Token::stretched)) {
            report(entry.line, "the entry \"" + entry.text + "\" has a letter three times in a row",
                "Write it once or twice: stretched letters are folded in messages.");
            return std::nullopt;
        }
        if (scratch_.tokens().size() > entry_tokens_max) {
            report(entry.line,
                "the entry \"" + entry.text + "\" is longer than " + std::to_string(entry_tokens_max) + " words",
                "Shorten it.");
            return std::nullopt;
        }
        return entry;
    }

    /// What of the brand's scopes an opt-out phrase names by itself.
    void read_reach(toml::table const& table, Entry& entry, bool is_opt_out)
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

    void read_article(toml::table const& table, Entry& entry, bool is_argument)
    {
        toml::node const* const node = table.get("behind_article");
        if (node == nullptr)
            return;
        if (!is_argument)
            report(entry.line, "only words of [argument] have behind_article", "Remove it.");
        else if (!node->is_boolean())
            report(entry.line, "behind_article is neither true nor false",
                "Write behind_article = false, or leave it out.");
        entry.behind_article = node->value_or(true);
    }

    /// One text, one meaning in one language: what the folded entry was used for before is told with its line.
    bool is_new(Entry const& entry, std::string_view use)
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

    std::string const& file_;
    std::vector<PackProblem>& problems_;
    Pack pack_;
    Scratch scratch_;
    std::map<std::string, std::pair<std::string_view, std::size_t>> used_;
};

}  // namespace

std::expected<Pack, std::vector<PackProblem>> parse_pack(std::string_view bytes, std::string const& file)
{
    std::vector<PackProblem> problems;
    if (bytes.size() > pack_bytes_max)
        return std::unexpected(std::vector<PackProblem>{
            {file, 0, "the file is larger than 1 MiB", "A pack holds the words of one language."}});
    try {
        Pack pack = PackReader{file, problems}.read(toml::parse(bytes, file), bytes);
        if (problems.empty())
            return pack;
    } catch (toml::parse_error const& error) {
        problems.push_back({file, error.source().begin.line, std::string{error.description()},
            remedy_for_line(bytes, error.source().begin.line)});
    }
    std::ranges::sort(problems, {}, [](PackProblem const& problem) { return std::tie(problem.line, problem.reason); });
    return std::unexpected(std::move(problems));
}

}  // namespace consentry::keywords
