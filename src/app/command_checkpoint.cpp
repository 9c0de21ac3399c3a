#include "app/commands.hpp"
#include "app/store_choice.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string config;
    std::string brand;
    bool json = false;
};

Exit print_checkpoints(Options const& options, Terminal const& terminal)
{
    auto const config = load_choice(options.config, terminal);
    if (!config)
        return Exit::usage;
    Exit exit = Exit::done;
    auto const view = open_view(*config, terminal, exit);
    if (!view)
        return exit;
    bool any = false;
    for (consent::Coverage const& coverage : view->proofs().coverage()) {
        if (!coverage.last || (!options.brand.empty() && coverage.brand != options.brand))
            continue;
        any = true;
        terminal.out << (options.json ? consent::to_json(*coverage.last) : consent::to_line(*coverage.last)) << '\n';
    }
    if (!any)
        terminal.err << "consentry: there is no checkpoint yet; the running server makes one with the first entry\n";
    return any ? Exit::done : Exit::no;
}

}  // namespace

void add_checkpoint(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand(
        "checkpoint", "Print the newest signed checkpoint of each brand's ledger, to be kept elsewhere");
    command->add_option("--config", options->config, "The configuration, which names the store");
    command->add_option("--brand", options->brand, "Of this brand only");
    command->add_flag("--json", options->json, "Print {brand, count, head, root, at, key, signature, line} a line");
    command->footer(
        "`consentry verify --expect LINE` finds out whether the ledger is still what it was. Works beside a "
        "running server.");
    command->callback([options, &program] { program.exit = print_checkpoints(*options, program.terminal); });
}

}  // namespace consentry::app
