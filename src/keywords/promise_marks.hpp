#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// The sentences of a text (UAX 29), trimmed, without empty ones.
std::vector<std::string> sentences_of(std::string_view text);

/// A sentence in which the words that stand out are replaced by stand-ins: each is one token, whatever it says, and
/// keeps its place when the sentence is folded.
struct MarkedSentence {
    std::string text;
    std::vector<std::string> marks;  ///< As written, without quotes.

    /// The mark that a folded token stands for.
    [[nodiscard]] std::optional<std::size_t> mark_of(std::string_view token) const;
};

/// What stands out: text in quotes or brackets or bold, `{{1}}`, words in capitals where the sentence is not all in
/// capitals, one or two digits, Latin words in a sentence of another script.
/// Of words in capitals those stay that `verbs` holds, folded: in "REPLY STOP" only STOP stands out.
MarkedSentence mark(std::string_view sentence, std::set<std::string, std::less<>> const& verbs);

}  // namespace consentry::keywords
