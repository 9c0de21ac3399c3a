#pragma once

#include "app/kept_texts.hpp"
#include "app/program.hpp"
#include "consentry/intake/explain.hpp"

#include <map>
#include <string>

namespace consentry::app {

/// Compares what two sets of packs make of texts, under the rules of the same brand.
class Rematch {
public:
    /// What is given outlives it.
    Rematch(intake::Brand const& before, intake::Brand const& after, bool as_json, Terminal const& terminal)
        : before_{before}
        , after_{after}
        , as_json_{as_json}
        , terminal_{terminal}
    {
    }

    /// Prints one line if the decision would be another one.
    void consider(KeptText const& kept);

    [[nodiscard]] bool changes_anything() const;

    /// Prints how many texts there were, and from what to what how many would change.
    void sum_up() const;

private:
    intake::Brand const& before_;
    intake::Brand const& after_;
    bool as_json_;
    Terminal const& terminal_;
    keywords::Scratch scratch_;
    std::size_t texts_ = 0;
    std::map<std::string, std::size_t> changes_;  ///< By `opt_out act → none`.
};

}  // namespace consentry::app
