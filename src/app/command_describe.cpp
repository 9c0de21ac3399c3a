#include "app/commands.hpp"

#include "app/completion.hpp"
#include "app/man_page.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

Exit print_completion(std::string const& name, CLI::App const& options, Terminal const& terminal)
{
    auto const shell = shell_named(name);
    if (!shell) {
        terminal.err << "consentry: there is no completion for \"" << name << "\"; take bash, zsh or fish\n";
        return Exit::usage;
    }
    terminal.out << completion(shape_of(options), *shell);
    return Exit::done;
}

}  // namespace

/// Hidden: they are for whoever packs the program. The empty group keeps them out of the help, and so of what they
/// print.
void add_describe(Program& program)
{
    auto const shell = std::make_shared<std::string>();
    CLI::App* const completing = program.options.add_subcommand("completion", "Print the completion of a shell");
    completing->group("");
    completing->add_option("SHELL", *shell, "bash, zsh or fish")->required();
    completing->callback(
        [shell, &program] { program.exit = print_completion(*shell, program.options, program.terminal); });

    CLI::App* const manual = program.options.add_subcommand("man", "Print the manual page, for man");
    manual->group("");
    manual->callback([&program] { program.terminal.out << man_page(shape_of(program.options), CONSENTRY_VERSION); });
}

}  // namespace consentry::app
