#include "app/brand_choice.hpp"

#include "app/brand_rules.hpp"
#include "app/choice.hpp"
#include "consentry/intake/explain.hpp"
#include "consentry/keywords/pack.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

/// What is wrong is told on `err`; nothing then comes back.
std::optional<std::vector<keywords::Pack>> load_packs(std::filesystem::path const& folder, Terminal const& terminal)
{
    auto packs = keywords::load_packs(folder);
    if (packs)
        return *std::move(packs);
    for (keywords::PackProblem const& problem : packs.error())
        terminal.err << to_string(problem) << '\n';
    return {};
}

Result<intake::Brand> bare_brand(std::span<keywords::Pack const> packs)
{
    auto matcher = keywords::Matcher::build(packs);
    if (!matcher)
        return std::unexpected(std::move(matcher.error()));
    return intake::bare_brand(std::make_shared<keywords::Matcher const>(*std::move(matcher)));
}

std::optional<ChosenBrand> chosen(
    Result<intake::Brand> brand, BrandConfig config, std::vector<keywords::Pack> packs, Terminal const& terminal)
{
    if (brand)
        return ChosenBrand{*std::move(brand), std::move(config), std::move(packs)};
    terminal.err << "consentry: " << brand.error().detail << '\n';
    return {};
}

}  // namespace

void add_options(CLI::App& command, BrandChoice& choice)
{
    command.add_option("--packs", choice.packs,
        "Folder of keyword packs; default those of the configuration, else ./keywords, else the installed ones");
    command.add_option("--config", choice.config, "Use this configuration's own words, buttons and packs");
    command.add_option("--brand", choice.brand, "Which brand; needed where there are several");
}

std::optional<ChosenBrand> choose_brand(BrandChoice const& choice, Terminal const& terminal)
{
    if (choice.config.empty() && choice.brand.empty() && !choice.configured) {
        auto packs = load_packs(packs_choice(choice.packs, on_disk), terminal);
        if (!packs)
            return {};
        auto brand = bare_brand(*packs);
        return chosen(std::move(brand), {}, *std::move(packs), terminal);
    }
    auto const config = load_choice(choice.config, terminal);
    BrandConfig const* const named = config ? brand_in(*config, choice.brand, terminal) : nullptr;
    if (!named)
        return {};
    auto packs
        = load_packs(choice.packs.empty() ? config->keywords_path : std::filesystem::path{choice.packs}, terminal);
    if (!packs)
        return {};
    auto brand = brand_of(*named, *packs);
    return chosen(std::move(brand), *named, *std::move(packs), terminal);
}

}  // namespace consentry::app
