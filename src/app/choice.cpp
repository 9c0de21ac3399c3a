#include "app/choice.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <system_error>

namespace consentry::app {
namespace {

/// Beside the folder of the program, wherever that was moved to; else where it was meant to be.
std::filesystem::path installed_share(Exists const& exists)
{
    std::error_code error;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", error);
    auto const beside = program.parent_path().parent_path() / "share" / "consentry";
    return !error && exists(beside) ? beside : CONSENTRY_SHARE;
}

}  // namespace

std::filesystem::path config_choice(
    std::string const& given, std::optional<std::string> const& variable, Exists const& exists)
{
    if (!given.empty())
        return given;
    if (variable && !variable->empty())
        return *variable;
    for (auto const* const usual : {"consentry.toml", "config/demo.toml"}) {
        if (exists(usual))
            return usual;
    }
    return "/etc/consentry/consentry.toml";
}

std::filesystem::path packs_choice(std::string const& given, Exists const& exists)
{
    if (!given.empty())
        return given;
    return exists("keywords") ? "keywords" : installed_share(exists) / "keywords";
}

std::filesystem::path connectors_choice(
    std::filesystem::path const& named, std::filesystem::path const& config_file, Exists const& exists)
{
    if (!named.empty())
        return named;
    auto const beside = std::filesystem::absolute(config_file).parent_path() / "connectors";
    return exists(beside) ? beside : installed_share(exists) / "connectors";
}

std::optional<Config> load_choice(std::string const& given, Terminal const& terminal)
{
    auto const file = config_choice(given, real_surroundings().environment("CONSENTRY_CONFIG"), on_disk);
    ConfigReport report = load_config(file);
    if (report.ok())
        return std::move(report.config);
    for (Problem const& problem : report.problems)
        terminal.err << to_line(problem, file) << '\n';
    return {};
}

bool on_disk(std::filesystem::path const& path)
{
    std::error_code error;
    return std::filesystem::exists(path, error);
}

BrandConfig const* brand_in(Config const& config, std::string const& name, Terminal const& terminal)
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

}  // namespace consentry::app
