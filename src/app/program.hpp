#pragma once

#include <iosfwd>

namespace CLI {
class App;
}  // namespace CLI

/// The frame of the command line: what every command is given, and what it leaves behind.
namespace consentry::app {

/// Exit codes, as scripts rely on them.
enum class Exit {
    done = 0,
    no = 1,      ///< The answer is no: not allowed, refused, verification failed.
    usage = 2,   ///< Wrong usage or configuration.
    failed = 3,  ///< The system failed, or another process holds the store.
};

/// Where a command reads and writes. Answers go to `out`, everything else to `err`.
struct Terminal {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
};

/// The program while it is put together: each command adds its options and, when it runs, leaves its exit code.
struct Program {
    CLI::App& options;
    Terminal terminal;
    Exit exit = Exit::done;
};

/// Reads the arguments and runs the command they name. Returns the exit code of the process: an exception is trouble of
/// the machine.
int run(Program& program, int argc, char const* const* argv);

}  // namespace consentry::app
