#include "app/commands.hpp"
#include "app/config_check.hpp"

#include "app/choice.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string file;
    bool json = false;
};

Exit check(Options const& options, Terminal const& terminal)
{
    auto const file = config_choice(options.file, real_surroundings().environment("CONSENTRY_CONFIG"), on_disk);
    CheckedConfig const checked = check_config_file(file);
    if (options.json)
        terminal.out << to_json(checked) << '\n';
    else
        print_text(checked, terminal.out, terminal.err);
    return checked.ok() ? Exit::done : Exit::usage;
}

}  // namespace

void add_check_config(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand("check-config",
        "Say whether a configuration, its keyword packs and its connectors are good, or every problem with line, key, "
        "reason and remedy");
    command->add_option("FILE", options->file, "The configuration; default as for --config");
    command->add_flag("--json", options->json, "Print {ok, file, problems, warnings}");
    command->callback([options, &program] { program.exit = check(*options, program.terminal); });
}

}  // namespace consentry::app
