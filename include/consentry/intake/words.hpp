#pragma once

#include "consentry/intake/brands.hpp"
#include "consentry/meta/item.hpp"

namespace consentry::intake {

/// What a person sent: typed, or chosen among what the business had laid before them.
struct Words {
    std::span<meta::Text const> texts;
    std::span<std::string_view const> payloads;
    bool chosen = false;
};

/// Whether a campaign of that number, or of every one, asked for this word.
bool is_campaign_word(consent::Policy const& policy, std::string_view number, std::string_view folded);

/// Whether it only thanks for something: OK and thanks bind to a message they quote, or by a payload of ours. Without
/// either they change nothing, so ordinary chat costs no look at the store.
bool thanks_only(consent::Signal const& signal);
bool says_nothing(consent::Signal const& signal);

/// Whether a signal says something to act on, or is a word that a campaign asked for.
bool is_worth_keeping(consent::Policy const& policy, consent::Signal const& signal);

/// Hears words under the rules of a brand. It keeps its memory: one per thread.
class WordsHeard {
public:
    /// A payload that we know says it all; else the words do, typed ones or labels. Fills in the readings, the text and
    /// how it was compared; who and when is there already.
    void hear(Brand const& brand, Words const& words, consent::Signal& signal);

private:
    void hear_text(Brand const& brand, meta::Text const& text, consent::Signal& signal);

    keywords::Scratch scratch_;
    std::vector<keywords::Reading> found_;
};

}  // namespace consentry::intake
