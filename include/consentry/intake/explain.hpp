#pragma once

#include "consentry/intake/brands.hpp"

namespace consentry::intake {

/// What a text would say, and why: for people who ask before they send.
struct Verdict {
    std::string signal = "none";    ///< `opt_out`, `opt_in`, `affirm`, `acknowledge`, `decline`, `help` or `none`.
    std::string decision = "note";  ///< `act`, `hold` or `note`.
    std::string tier;               ///< Empty without a signal, like all that follows.
    std::string language;
    std::string keyword;
    std::string rule;
    std::string pack;
    std::vector<std::string> scopes;  ///< What it names; empty: every scope, or what was asked.
    keywords::Explanation why;        ///< Empty unless it was asked for.
};

/// Reads `text` under the rules of a brand, as typed by somebody of whom nothing is known but, perhaps, the language.
/// A YES or NO is noted: what it does depends on what was asked. Pure.
Verdict judge(Brand const& brand, std::string_view text, std::string_view language, keywords::Scratch& scratch);

/// The same with the reasons, which take much longer to find.
Verdict explain(Brand const& brand, std::string_view text, std::string_view language);

/// A brand with nothing configured but one scope for each category, so that words which name a category name a scope.
/// For matching without a configuration.
Brand bare_brand(std::shared_ptr<keywords::Matcher const> matcher);

}  // namespace consentry::intake
