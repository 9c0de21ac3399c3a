#include "consentry/keywords/pack.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"
#include "keywords/pack_entries.hpp"
#include "keywords/pack_reply.hpp"
#include "keywords/pattern.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace consentry::keywords {
namespace {

constexpr std::size_t pack_bytes_max = 1 << 20;
constexpr std::size_t quoting_in_und_max = 8;
constexpr std::size_t quoting_max = quoted_end - quoted_first - quoting_in_und_max;
constexpr std::array<std::string_view, phrase_kind_count> phrase_kinds{"opt_out", "probable", "hint", "opt_in", "none"};

/// Turns the document of one pack into a Pack, and collects what is wrong on the way.
class PackReader {
public:
    PackReader(std::string const& file, std::vector<PackProblem>& problems)
        : file_{file}
        , problems_{problems}
        , lists_{file, problems}
    {
    }

    Pack read(toml::table const& document, std::string_view bytes)
    {
        constexpr std::array<std::string_view, 17> known{"language", "version", "notes", "exact_accents", "prefixes",
            "opt_out", "opt_in", "affirm", "acknowledge", "decline", "help", "courtesy", "argument", "words", "phrases",
            "promise", "reply"};
        lists_.check_names(document, known);
        read_head(document, bytes);
        for (std::size_t i = 0; i < intent_count; ++i)
            read_intent(document, static_cast<Intent>(i));
        read_courtesy(document);
        read_argument(document);
        read_words(document);
        read_phrases(document);
        read_promise(document);
        pack_.reply = read_reply(document, lists_);
        bool const silent = std::ranges::all_of(pack_.entries, [](auto const& entries) { return entries.empty(); });
        if (silent && problems_.empty())
            lists_.report(0, "the pack has no keywords", "Add a section such as [opt_out] with strong = [\"…\"].");
        return std::move(pack_);
    }

private:
    void read_head(toml::table const& document, std::string_view bytes)
    {
        std::string const stem = std::filesystem::path{file_}.stem().string();
        toml::node const* const language = document.get("language");
        pack_.language = language == nullptr ? "" : language->value_or(std::string{});
        if (!is_language_tag(pack_.language))
            lists_.report(language == nullptr ? 0 : line_of(*language), "the language is missing or is no language tag",
                "Write for example: language = \"" + tag_meant_by(pack_.language.empty() ? stem : pack_.language)
                    + "\"");
        else if (pack_.language != stem)
            lists_.report(line_of(*language), "the language \"" + pack_.language + "\" and the name of the file differ",
                "Call the file " + pack_.language + ".toml, or correct the language.");

        toml::node const* const version = document.get("version");
        pack_.version = version == nullptr || !version->is_integer() ? 0 : version->value_or(std::int64_t{0});
        if (pack_.version < 1)
            lists_.report(version == nullptr ? 0 : line_of(*version),
                "the version is missing or is no whole number from 1",
                "Write for example: version = 1, and count up with each change.");
        if (toml::node const* const notes = document.get("notes")) {
            if (!notes->is_string())
                lists_.report(line_of(*notes), "notes is no text", "Put it in quotes.");
            pack_.notes = notes->value_or(std::string{});
        }
        if (toml::node const* const exact = document.get("exact_accents")) {
            if (!exact->is_boolean())
                lists_.report(line_of(*exact), "exact_accents is neither true nor false",
                    "Write exact_accents = true, or leave it out.");
            pack_.exact_accents = exact->value_or(false);
        }
        pack_.identity
            = pack_.language + '@' + std::to_string(pack_.version) + '+' + to_hex(sha256(bytes)).substr(0, 16);
    }

    void read_intent(toml::table const& document, Intent intent)
    {
        constexpr std::array<std::string_view, 2> strengths{"strong", "weak"};
        std::string_view const name = to_string(intent);
        toml::table const* const table = lists_.section(document, name, strengths);
        if (table == nullptr)
            return;
        Extra const extra = intent == Intent::opt_out ? Extra::reach : Extra::nothing;
        for (Strength const strength : {Strength::strong, Strength::weak})
            for (Entry& entry : lists_.entries(*table, to_string(strength), name, extra)) {
                entry.strength = strength;
                pack_.entries[static_cast<std::size_t>(intent)].push_back(std::move(entry));
            }
    }

    void read_courtesy(toml::table const& document)
    {
        constexpr std::array<std::string_view, 4> names{"greetings", "please", "thanks", "address"};
        toml::table const* const table = lists_.section(document, "courtesy", names);
        if (table == nullptr)
            return;
        for (auto const& [name, list] : {std::pair{names[0], &pack_.greetings}, std::pair{names[1], &pack_.please},
                 std::pair{names[2], &pack_.thanks}, std::pair{names[3], &pack_.address}})
            *list = lists_.entries(*table, name, name);
    }

    void read_argument(toml::table const& document)
    {
        constexpr std::array<std::string_view, 6> names{
            "all", "articles", "marketing", "utility", "authentication", "service"};
        toml::table const* const table = lists_.section(document, "argument", names);
        if (table == nullptr)
            return;
        for (Entry& entry : lists_.entries(*table, "articles", ""))
            pack_.articles.push_back(std::move(entry.text));
        auto const read_list = [&](std::string_view list, std::string_view category) {
            for (Entry& entry : lists_.entries(*table, list, "argument", Extra::article))
                pack_.argument_words.push_back({std::move(entry.text), category, entry.behind_article});
        };
        read_list("all", {});
        for (std::string_view const category : scope_categories())
            read_list(category, category);
    }

    void read_words(toml::table const& document)
    {
        if (toml::table const* const table = lists_.section(document, "words", word_class_names()))
            for (std::size_t i = 0; i < word_class_count; ++i) {
                pack_.words[i] = lists_.texts(*table, to_string(static_cast<WordClass>(i)));
                check_stars(pack_.words[i]);
            }
        for (Entry const& prefix : lists_.texts(document, "prefixes"))
            pack_.prefixes.push_back(prefix.text);
    }

    /// Only endings are open: what stands in front of a star is looked up as it is.
    void check_stars(std::vector<Entry> const& entries)
    {
        for (Entry const& entry : entries)
            for (std::size_t at = entry.text.find('*'); at != std::string::npos; at = entry.text.find('*', at + 1))
                if (at == 0 || entry.text[at - 1] == ' ' || (at + 1 < entry.text.size() && entry.text[at + 1] != ' '))
                    lists_.report(entry.line, "in \"" + entry.text + "\" a * stands elsewhere than behind a word",
                        "Put it behind the last letter of the word, or list the spellings one by one.");
    }

    /// Each place that quotes words needs a mark of its own, and those of `und` are everybody's.
    void check_quotes(std::size_t quoting, Entry const& phrase)
    {
        std::size_t const most = pack_.language == "und" ? quoting_in_und_max : quoting_max;
        if (quoting == most + 1)
            lists_.report(phrase.line,
                "more than " + std::to_string(most) + " places of the patterns quote words (the first beyond is in \""
                    + phrase.text + "\")",
                "Put words that are used alike into a class, or quote them in one place: 'a'|'b'.");
    }

    void read_phrases(toml::table const& document)
    {
        std::size_t quoting = 0;
        toml::table const* const table = lists_.section(document, "phrases", phrase_kinds);
        if (table == nullptr)
            return;
        for (std::size_t i = 0; i < phrase_kind_count; ++i) {
            pack_.phrases[i] = lists_.texts(*table, phrase_kinds[i]);
            for (Entry const& phrase : pack_.phrases[i]) {
                auto const pattern = parse_pattern(phrase.text, static_cast<PhraseKind>(i));
                if (!pattern)
                    lists_.report(phrase.line, "the pattern \"" + phrase.text + "\" can't be read", pattern.error());
                for (PatternItem const& item : pattern ? pattern->items : std::vector<PatternItem>{})
                    if (!item.quoted.empty())
                        check_quotes(++quoting, phrase);
            }
        }
    }

    void read_promise(toml::table const& document)
    {
        constexpr std::array<std::string_view, 4> names{"reply", "with", "also", "to"};
        toml::table const* const table = lists_.section(document, "promise", names);
        if (table == nullptr)
            return;
        for (auto const& [name, list] :
            {std::pair{names[0], &pack_.promise.reply}, std::pair{names[1], &pack_.promise.with},
                std::pair{names[2], &pack_.promise.also}, std::pair{names[3], &pack_.promise.to}})
            check_stars(*list = lists_.texts(*table, name));
    }

    std::string const& file_;
    std::vector<PackProblem>& problems_;
    EntryReader lists_;
    Pack pack_;
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
