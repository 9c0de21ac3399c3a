#include "app/commands.hpp"
#include "app/decoding.hpp"

#include "consentry/app/config_file.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <istream>
#include <iterator>
#include <ostream>

namespace consentry::app {
namespace {

Exit decode_one(std::string const& file, Terminal const& terminal)
{
    if (file == "-")
        return decode_text(std::string{std::istreambuf_iterator<char>{terminal.in}, {}}, file, terminal);
    auto const text = contents_of(file);
    if (text)
        return decode_text(*text, file, terminal);
    terminal.err << "consentry: " << text.error().detail << '\n';
    return Exit::usage;
}

/// The worst of what the files gave.
Exit decode_all(std::vector<std::string> const& files, Terminal const& terminal)
{
    Exit exit = Exit::done;
    for (std::string const& file : files)
        exit = std::max(exit, decode_one(file, terminal));
    return exit;
}

}  // namespace

void add_decode(Program& program)
{
    auto const files = std::make_shared<std::vector<std::string>>(std::vector<std::string>{"-"});
    CLI::App* const command = program.options.add_subcommand(
        "decode", "Print what Meta's webhooks hold: one JSON object a line for each message, status and preference");
    command->add_option(
        "FILE", *files, "Bodies as received, whole or one on each line; - or none is the standard input");
    command->footer(
        "Reads also what is no webhook as Meta sends it but holds some: in the wrapper of another tool, one behind the "
        "other, a change or a message alone, JSON with comments.\n"
        "Exit code 1 if a body is not JSON to its end: the items before the break are printed.");
    command->callback([files, &program] { program.exit = decode_all(*files, program.terminal); });
}

}  // namespace consentry::app
