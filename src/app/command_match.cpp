#include "app/commands.hpp"

#include "app/brand_rules.hpp"
#include "app/choice.hpp"
#include "app/matching.hpp"
#include "consentry/keywords/pack.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string language;
    std::string packs;
    std::string config;
    std::string brand;
    std::vector<std::string> words;
    bool json = false;
    bool lines = false;
};

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

std::optional<intake::Brand> told(Result<intake::Brand> brand, Terminal const& terminal)
{
    if (brand)
        return *std::move(brand);
    terminal.err << "consentry: " << brand.error().detail << '\n';
    return {};
}

/// The brand of that name, or the only one.
BrandConfig const* find_brand(Config const& config, std::string const& name, Terminal const& terminal)
{
    if (name.empty() && config.brands.size() == 1)
        return &config.brands.front();
    auto const found = std::ranges::find(config.brands, name, &BrandConfig::name);
    if (found != config.brands.end())
        return &*found;
    terminal.err << (name.empty() ? "consentry: several brands are configured"
                                  : "consentry: there is no brand \"" + name + '"')
                 << "; choose with --brand:";
    for (BrandConfig const& brand : config.brands)
        terminal.err << ' ' << brand.name;
    terminal.err << '\n';
    return nullptr;
}

std::optional<intake::Brand> configured_brand(Options const& options, Terminal const& terminal)
{
    auto const config = load_choice(options.config, terminal);
    if (!config)
        return {};
    BrandConfig const* const brand = find_brand(*config, options.brand, terminal);
    auto const folder = options.packs.empty() ? config->keywords_path : std::filesystem::path{options.packs};
    auto const packs = brand ? load_packs(folder, terminal) : std::nullopt;
    return packs ? told(brand_of(*brand, *packs), terminal) : std::nullopt;
}

std::optional<intake::Brand> packs_alone(Options const& options, Terminal const& terminal)
{
    auto const packs = load_packs(packs_choice(options.packs, on_disk), terminal);
    if (!packs)
        return {};
    auto matcher = keywords::Matcher::build(*packs);
    if (!matcher)
        return told(std::unexpected(std::move(matcher.error())), terminal);
    return intake::bare_brand(std::make_shared<keywords::Matcher const>(*std::move(matcher)));
}

std::string joined(std::vector<std::string> const& words)
{
    std::string text;
    for (std::string const& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

Exit match(Options const& options, Terminal const& terminal)
{
    if (options.lines == !options.words.empty()) {
        terminal.err << "consentry: give a TEXT, or --jsonl and lines on the standard input\n";
        return Exit::usage;
    }
    bool const configured = !options.config.empty() || !options.brand.empty();
    auto const brand = configured ? configured_brand(options, terminal) : packs_alone(options, terminal);
    if (!brand)
        return Exit::usage;
    if (options.lines)
        return match_lines(*brand, terminal);
    std::string const text = joined(options.words);
    intake::Verdict const verdict = intake::explain(*brand, text, options.language);
    terminal.out << (options.json ? to_json(text, verdict) + '\n' : to_text(text, verdict));
    return Exit::done;
}

}  // namespace

void add_match(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand("match", "Say what a text would mean, and why");
    command->add_option("TEXT", options->words, "The text, as a customer would type it");
    command->add_option("--language", options->language, "The language the customer probably writes");
    command->add_option(
        "--packs", options->packs, "Folder of keyword packs; default ./keywords, else the installed ones");
    command->add_option("--config", options->config, "Match as a brand of this configuration would");
    command->add_option("--brand", options->brand, "Which brand; needed where there are several");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->add_flag("--jsonl", options->lines,
        R"(Read lines {"id","language"?,"text"} and answer each with {"id","signal","decision","tier","language","keyword","rule"})");
    command->footer("Signals: opt_out, opt_in, affirm, acknowledge, decline, help, none. Decisions: act, hold, note.");
    command->callback([options, &program] { program.exit = match(*options, program.terminal); });
}

}  // namespace consentry::app
