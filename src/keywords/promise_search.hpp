#pragma once

#include "consentry/keywords/promises.hpp"
#include "keywords/promise_marks.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace consentry::keywords {

/// Looks for promises in one sentence, language by language.
class PromiseSearch {
public:
    PromiseSearch(std::string const& sentence, std::set<std::string, std::less<>> const& verbs, Matcher const& matcher);

    enum class Search {
        standing_out,  ///< Words in quotes, capitals and their like.
        plain,         ///< Words that only their meaning gives away; worth a look where no other is found.
    };
    /// With the words of one language.
    void look(Promises::Speech const& speech, Search search);
    [[nodiscard]] bool has_found() const { return !found_.empty(); }

    /// What was found, in the order of the sentence.
    [[nodiscard]] std::vector<Promise> promises() const;

private:
    /// A token of the sentence.
    struct Item {
        std::string text;    ///< Without accents, as terms are compared.
        std::string marked;  ///< With them.
        Gap before = Gap::none;
        std::optional<std::size_t> mark;
    };
    /// A promised word, with what asks for it.
    struct Found {
        std::size_t begin = 0;  ///< Of the word, and of the verb, whichever comes first.
        std::size_t end = 0;
        std::string word;
        std::size_t purpose_end = 0;  ///< Where another word is joined: "… to confirm or FOO …".
    };
    /// What asks for an answer.
    struct Verb {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    using Terms = std::vector<Promises::Term>;

    [[nodiscard]] std::size_t fit(Terms const& terms, std::size_t at) const;
    [[nodiscard]] std::size_t fit_back(Terms const& terms, std::size_t end) const;
    [[nodiscard]] std::size_t skip(Terms const& terms, std::size_t at) const;
    [[nodiscard]] std::size_t skip_back(Terms const& terms, std::size_t end) const;

    void look_at_marks(Promises::Speech const& speech, Verb verb);
    bool look_behind(Promises::Speech const& speech, Verb verb);
    void look_in_front(Promises::Speech const& speech, Verb verb);
    void look_for_plain(Promises::Speech const& speech, Verb verb);
    void look_on(Promises::Speech const& speech, std::size_t from);
    void add(Promises::Speech const& speech, std::size_t word, Found found);
    [[nodiscard]] std::size_t next_joined(Promises::Speech const& speech, std::size_t from) const;

    [[nodiscard]] bool may_end(Promises::Speech const& speech, std::size_t end) const;
    [[nodiscard]] std::size_t heard_behind(Promises::Speech const& speech, std::size_t from) const;
    [[nodiscard]] std::size_t heard_in_front(std::size_t end) const;
    [[nodiscard]] std::size_t told_behind(Promises::Speech const& speech, Verb verb, std::size_t from) const;
    [[nodiscard]] bool hears(std::string const& text) const;
    [[nodiscard]] std::string word_of(std::size_t at, Terms const& to) const;
    [[nodiscard]] std::string written(std::size_t begin, std::size_t end) const;
    [[nodiscard]] std::size_t pause_behind(std::size_t from) const;
    [[nodiscard]] std::string purpose_of(std::size_t before, Found const& found, std::size_t after) const;

    std::string const& sentence_;
    Matcher const& matcher_;
    MarkedSentence marks_;
    std::vector<Item> items_;
    std::map<std::size_t, Found> found_;  ///< By the place of the word.
};

}  // namespace consentry::keywords
