#include "app/completion.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

/// As all three shells take a word that is to be taken as it is.
std::string in_quotes(std::string_view text)
{
    std::string quoted = "'";
    for (char const letter : text)
        quoted += letter == '\'' ? std::string{"'\\''"} : std::string{letter};
    return quoted + "'";
}

std::string words_of(CommandShape const& command)
{
    std::string words;
    for (CommandShape const& below : command.commands)
        words += below.name + ' ';
    for (OptionShape const& option : command.options)
        for (std::string const& name : option.names)
            words += name + ' ';
    return words;
}

/// The options of all commands behind which a value stands, as a pattern of bash and zsh.
std::string valued_options(CommandShape const& program)
{
    std::vector<std::string> names;
    for_each_command(program, [&names](std::string const&, CommandShape const& command) {
        for (OptionShape const& option : command.options)
            if (!option.value.empty())
                names.insert(names.end(), option.names.begin(), option.names.end());
    });
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    std::string pattern;
    for (std::string const& name : names)
        pattern += (pattern.empty() ? "" : "|") + name;
    return pattern;
}

/// Which words of the command line lead to a command, for `case`: path after path.
std::string paths_below(CommandShape const& program)
{
    std::string pattern;
    for_each_command(program, [&pattern](std::string const& path, CommandShape const&) {
        if (!path.empty())
            pattern += (pattern.empty() ? "" : "|") + in_quotes(path);
    });
    return pattern;
}

std::string bash(CommandShape const& program)
{
    std::string script
        = "# Completion of consentry for bash. Written by the program itself: consentry completion bash\n"
          "_consentry()\n{\n"
          "    local word path= i\n"
          "    COMPREPLY=()\n"
          "    case ${COMP_WORDS[COMP_CWORD-1]} in\n    "
        + valued_options(program)
        + ") return ;;\n    esac\n"
          "    for ((i = 1; i < COMP_CWORD; ++i)); do\n"
          "        case ${path:+$path }${COMP_WORDS[i]} in\n        "
        + paths_below(program)
        + ") path=${path:+$path }${COMP_WORDS[i]} ;;\n        esac\n    done\n"
          "    case $path in\n";
    for_each_command(program, [&script](std::string const& path, CommandShape const& command) {
        script += "    " + in_quotes(path) + ") word=" + in_quotes(words_of(command)) + " ;;\n";
    });
    return script
        + "    esac\n"
          "    COMPREPLY=($(compgen -W \"$word\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
          "}\n"
          "complete -o default -F _consentry consentry\n";
}

/// `'name:what it does'`, as _describe takes it.
std::string described(std::string_view name, std::string_view about)
{
    std::string text{about.substr(0, about.find('\n'))};
    return "        " + in_quotes(std::string{name} + ':' + text) + '\n';
}

std::string zsh(CommandShape const& program)
{
    std::string script = "#compdef consentry\n"
                         "# Completion of consentry for zsh. Written by the program itself: consentry completion zsh\n"
                         "local path_so_far= i\n"
                         "local -a answers\n"
                         "case ${words[CURRENT-1]} in\n"
        + valued_options(program)
        + ") _files; return ;;\nesac\n"
          "for ((i = 2; i < CURRENT; ++i)); do\n"
          "    case ${path_so_far:+$path_so_far }${words[i]} in\n    "
        + paths_below(program)
        + ") path_so_far=${path_so_far:+$path_so_far }${words[i]} ;;\n    esac\ndone\n"
          "case $path_so_far in\n";
    for_each_command(program, [&script](std::string const& path, CommandShape const& command) {
        script += in_quotes(path) + ")\n    answers=(\n";
        for (CommandShape const& below : command.commands)
            script += described(below.name, below.about);
        for (OptionShape const& option : command.options)
            for (std::string const& name : option.names)
                script += described(name, option.about);
        script += "    ) ;;\n";
    });
    return script + "esac\n_describe consentry answers || _files\n";
}

/// When fish is to offer what belongs to the command at `path`: its words were typed, and none that leads on.
std::string fish_condition(std::string const& path, CommandShape const& command)
{
    std::string condition = path.empty() ? "true" : "__fish_seen_subcommand_from ";
    std::string const last = path.substr(path.rfind(' ') + 1);
    if (!path.empty()) {
        condition += last;
        if (last.size() < path.size())
            condition += "; and __fish_seen_subcommand_from " + path.substr(0, path.rfind(' '));
    }
    for (CommandShape const& below : command.commands)
        condition += "; and not __fish_seen_subcommand_from " + below.name;
    return condition;
}

std::string fish_option(std::string const& beginning, OptionShape const& option)
{
    std::string line = beginning;
    for (std::string const& name : option.names)
        line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    return line + (option.value.empty() ? "" : " -r -F") + " -d " + in_quotes(option.about) + '\n';
}

std::string fish(CommandShape const& program)
{
    std::string script
        = "# Completion of consentry for fish. Written by the program itself: consentry completion fish\n";
    for_each_command(program, [&script](std::string const& path, CommandShape const& command) {
        std::string const beginning = "complete -c consentry -n " + in_quotes(fish_condition(path, command));
        for (CommandShape const& below : command.commands)
            script += beginning + " -f -a " + below.name + " -d " + in_quotes(below.about) + '\n';
        for (OptionShape const& option : command.options)
            script += fish_option(beginning, option);
    });
    return script;
}

}  // namespace

std::optional<Shell> shell_named(std::string_view name)
{
    if (name == "bash")
        return Shell::bash;
    if (name == "zsh")
        return Shell::zsh;
    return name == "fish" ? std::optional{Shell::fish} : std::nullopt;
}

std::string completion(CommandShape const& program, Shell shell)
{
    switch (shell) {
    case Shell::bash: return bash(program);
    case Shell::zsh: return zsh(program);
    case Shell::fish: return fish(program);
    }
    return {};
}

}  // namespace consentry::app
