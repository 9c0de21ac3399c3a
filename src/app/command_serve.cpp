#include "app/choice.hpp"
#include "app/commands.hpp"
#include "app/serve.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

Exit serve_choice(std::string const& given, Terminal const& terminal)
{
    auto const config = load_choice(given, terminal);
    if (!config)
        return Exit::usage;
    auto const packs = keywords::load_packs(config->keywords_path);
    if (!packs) {
        for (keywords::PackProblem const& problem : packs.error())
            terminal.err << "consentry: " << to_string(problem) << '\n';
        return Exit::usage;
    }
    JsonLog log;
    return serve(*config, *packs, log);
}

}  // namespace

void add_serve(Program& program)
{
    auto const config = std::make_shared<std::string>();
    CLI::App* const command = program.options.add_subcommand(
        "serve", "Receive Meta's webhooks, answer the admin API and forward events, until SIGTERM");
    command->add_option("--config", *config, "The configuration file");
    command->footer("Logs one JSON object a line on standard error. Exit code 2 if the configuration or a pack cannot "
                    "be used, 3 if the system does not let it: an address is taken, another server holds the store.");
    command->callback([config, &program] { program.exit = serve_choice(*config, program.terminal); });
}

}  // namespace consentry::app
