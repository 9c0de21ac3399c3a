#pragma once

#include "app/program.hpp"
#include "consentry/app/config.hpp"
#include "consentry/intake/brands.hpp"

#include <optional>
#include <string>
#include <vector>

namespace consentry::app {

/// The options by which a command is told whose words count.
struct BrandChoice {
    std::string packs;        ///< `--packs`
    std::string config;       ///< `--config`
    std::string brand;        ///< `--brand`
    bool configured = false;  ///< A configuration is looked for even if none of these names one.
};

void add_options(CLI::App& command, BrandChoice& choice);

/// A brand that is ready to hear, and what it was made of.
struct ChosenBrand {
    intake::Brand brand;
    BrandConfig config;  ///< As the file has it; with nothing in it where no configuration was named.
    std::vector<keywords::Pack> packs;
};

/// The brand of the configuration, if one is named or looked for; else the packs alone, with nothing configured. What
/// is wrong is told on `err`, and nothing comes back: exit code 2.
std::optional<ChosenBrand> choose_brand(BrandChoice const& choice, Terminal const& terminal);

}  // namespace consentry::app
