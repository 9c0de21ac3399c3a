#include "app/man_page.hpp"

#include <string_view>

namespace consentry::app {
namespace {

/// As roff prints it letter by letter: a hyphen that can be copied, no line that is a request.
std::string plain(std::string_view text)
{
    std::string roff;
    for (char const letter : text) {
        bool const begins_line = roff.empty() || roff.back() == '\n';
        if (begins_line && (letter == '.' || letter == '\''))
            roff += "\\&";
        if (letter == '\\')
            roff += "\\e";
        else if (letter == '-')
            roff += "\\-";
        else
            roff += letter;
    }
    return roff;
}

std::string bold(std::string_view text) { return "\\fB" + plain(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + plain(text) + "\\fR"; }

/// Text whose own line breaks mean something: the footers have tables.
std::string as_written(std::string_view text) { return ".nf\n" + plain(text) + "\n.fi\n"; }

std::string option(OptionShape const& option)
{
    std::string head;
    for (std::string const& name : option.names)
        head += (head.empty() ? "" : ", ") + bold(name);
    if (!option.value.empty())
        head += (head.empty() ? "" : " ") + italic(option.value);
    std::string const usual = option.usual.empty() ? "" : "; default " + option.usual;
    return ".TP\n" + head + '\n' + plain(option.about + usual) + '\n';
}

std::string synopsis(std::string const& path, CommandShape const& command)
{
    std::string line = bold(path.empty() ? "consentry" : "consentry " + path)
        + (command.commands.empty() ? "" : " " + italic("COMMAND"));
    for (OptionShape const& argument : command.arguments)
        line += ' ' + italic(argument.value);
    return line + " [" + italic("OPTION") + "…]\n";
}

std::string section(std::string const& path, CommandShape const& command)
{
    std::string roff = ".SS " + plain(path) + '\n' + synopsis(path, command) + ".PP\n" + plain(command.about) + ".\n";
    for (OptionShape const& argument : command.arguments)
        roff += option(argument);
    for (OptionShape const& one : command.options) {
        if (!one.names.back().starts_with("--help"))  // Told once, of the program.
            roff += option(one);
    }
    return command.notes.empty() ? roff : roff + ".PP\n" + plain(command.notes) + '\n';
}

constexpr std::string_view files = R"(.SH FILES
.TP
\fI/etc/consentry/consentry.toml\fR
The configuration, where a package installed it. Every setting is explained in \fIREADME.md\fR beside the packs, in
\fI/usr/share/consentry/config\fR.
.TP
\fI/etc/consentry/secrets.env\fR
The environment of the service: NAME=value, one on a line, for what the configuration names \fBenv:NAME\fR.
.TP
\fI/usr/share/consentry/keywords\fR
The words of each language.
.TP
\fI/usr/share/consentry/connectors\fR
How other systems are told, one file for each. \fI/usr/share/doc/consentry/docs/connectors.md\fR explains them.
.TP
\fI/var/lib/consentry\fR
The store of the service, its key and its journal.
.SH SIGNALS
\fBSIGTERM\fR and \fBSIGINT\fR end \fBconsentry serve\fR when what is in flight is answered. \fBSIGHUP\fR has it read
its configuration, packs, connectors and certificates again: as a whole, or not at all.
)";

}  // namespace

std::string man_page(CommandShape const& program, std::string const& version)
{
    std::string roff = ".TH CONSENTRY 1 \"\" \"consentry " + plain(version) + "\" \"User Commands\"\n.SH NAME\n"
        + "consentry \\- hear every STOP and every YES that a business receives on WhatsApp\n.SH SYNOPSIS\n"
        + synopsis("", program) + ".SH DESCRIPTION\n" + plain(program.about) + "\n.SH OPTIONS\n";
    for (OptionShape const& one : program.options)
        roff += option(one);
    roff += ".SH COMMANDS\n";
    for_each_command(program, [&roff](std::string const& path, CommandShape const& command) {
        if (!path.empty())
            roff += section(path, command);
    });
    return roff + ".SH NOTES\n" + as_written(program.notes) + std::string{files};
}

}  // namespace consentry::app
