#include "app/choice.hpp"

#include <ostream>

namespace consentry::app {

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
    return exists("keywords") ? "keywords" : CONSENTRY_SHARE "/keywords";
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

}  // namespace consentry::app
