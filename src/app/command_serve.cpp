#include "app/choice.hpp"
#include "app/commands.hpp"
#include "app/serve.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

Exit serve_choice(std::string const& given, Terminal const& terminal)
{
    auto const file = config_choice(given, real_surroundings().environment("CONSENTRY_CONFIG"), on_disk);
    LoadedSetup loaded = load_setup(file);
    for (Finding const& finding : loaded.problems)
        terminal.err << to_line(finding.problem, finding.file) << '\n';
    if (!loaded.setup)
        return Exit::usage;
    JsonLog log;
    return serve(std::move(*loaded.setup), [file] { return load_setup(file); }, log);
}

}  // namespace

void add_serve(Program& program)
{
    auto const config = std::make_shared<std::string>();
    CLI::App* const command = program.options.add_subcommand("serve",
        "Receive Meta's webhooks, answer the admin API and forward events, until SIGTERM; SIGHUP reads the "
        "configuration again");
    command->add_option("--config", *config, "The configuration file");
    command->footer("Logs one JSON object a line on standard error. Exit code 2 if the configuration or a pack cannot "
                    "be used, 3 if the system does not let it: an address is taken, another server holds the store.");
    command->callback([config, &program] { program.exit = serve_choice(*config, program.terminal); });
}

}  // namespace consentry::app
