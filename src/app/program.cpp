#include "app/program.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

int leave(Exit exit) { return static_cast<int>(exit); }

}  // namespace

int run(Program& program, int argc, char const* const* argv)
{
    Terminal const& terminal = program.terminal;
    try {
        program.options.parse(argc, argv);
        if (!terminal.out.flush()) {
            terminal.err << "consentry: the output cannot be written\n";
            return leave(Exit::failed);
        }
        return leave(program.exit);
    } catch (CLI::ParseError const& error) {
        bool const asked_for_help = program.options.exit(error, terminal.out, terminal.err) == 0;
        return leave(asked_for_help ? Exit::done : Exit::usage);
    } catch (std::exception const& trouble) {
        terminal.err << "consentry: " << trouble.what() << '\n';
        return leave(Exit::failed);
    }
}

}  // namespace consentry::app
