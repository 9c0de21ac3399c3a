#pragma once

#include "app/brand_choice.hpp"
#include "app/message_template.hpp"
#include "consentry/intake/explain.hpp"
#include "consentry/keywords/promises.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::app {

/// A word that a template asks for, and what becomes of those who send it.
struct CheckedPromise {
    std::string part;  ///< Of the template: `footer`.
    keywords::Promise promise;
    bool way_out = false;  ///< The template says that it ends messages.
    std::string signal;    ///< What is heard: `opt_out`, …, `none`; `ignored` and `answer` for a brand's own words.
    std::string decision;  ///< `act`, `hold` or `note`.
    std::string problem;   ///< A clause; empty if the promise is kept.
    std::string advice;    ///< A sentence: how to mend it, or how to make it better.
};

struct CheckedTemplate {
    std::string title;
    std::vector<CheckedPromise> promises;
    std::string problem;  ///< Of the template as a whole; a clause, or empty.
    std::string advice;

    [[nodiscard]] bool is_fine() const;
};

/// Holds what a business promises in its messages against what is heard for the brand.
class TemplateCheck {
public:
    explicit TemplateCheck(ChosenBrand const& chosen);  ///< Which outlives it.

    [[nodiscard]] CheckedTemplate check(MessageTemplate const& message) const;

private:
    void judge(CheckedPromise& checked, std::string_view language) const;
    void judge_way_out(CheckedPromise& checked, std::string_view language) const;
    void judge_marketing(MessageTemplate const& message, CheckedTemplate& checked) const;
    [[nodiscard]] bool opts_out(MessageTemplate::Button const& button, std::string_view language) const;
    /// That surely opts out, in the language of the template if some pack has it; in quotes.
    [[nodiscard]] std::string suggested_word(std::string_view language) const;

    ChosenBrand const& chosen_;
    keywords::Promises promises_;
    std::set<std::string, std::less<>> ignored_;  ///< Own words with the signal `none`, folded.
    std::set<std::string, std::less<>> answers_;  ///< Words of the brand's campaigns, folded.
};

}  // namespace consentry::app
