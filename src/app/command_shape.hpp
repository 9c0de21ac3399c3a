#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace consentry::app {

/// One option, flag or argument of a command.
struct OptionShape {
    std::vector<std::string> names;  ///< `--config`, `-h`; empty for an argument.
    std::string value;               ///< What stands for its value: `TEXT`, `FILE…`; empty for a flag.
    std::string about;
    std::string usual;  ///< Its default, if the help tells one.
};

/// A command as its help tells it, as plain values: what completions and the manual are written from, so that neither
/// can know of an option that is not there.
struct CommandShape {
    std::string name;
    std::string about;
    std::string notes;  ///< What stands below the options.
    std::vector<OptionShape> options;
    std::vector<OptionShape> arguments;
    std::vector<CommandShape> commands;
};

/// Everything that is not hidden. Members of a group `""` are.
CommandShape shape_of(CLI::App const& app);

/// Calls `visit` with `command` and all below it, each with the words that lead to it: "", "deliveries",
/// "deliveries list".
template <class Visit>
void for_each_command(CommandShape const& command, Visit const& visit, std::string const& path = {})
{
    visit(path, command);
    for (CommandShape const& below : command.commands)
        for_each_command(below, visit, path.empty() ? below.name : path + ' ' + below.name);
}

}  // namespace consentry::app
