#include "app/commands.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace {

constexpr char const* about = "consentry hears every STOP and every YES that a business receives on WhatsApp,\n"
                              "proves what it heard, and tells every system that could send another message.";

constexpr char const* notes
    = "Configuration, where a command takes --config and it is not given, the first of:\n"
      "  $CONSENTRY_CONFIG, ./consentry.toml, ./config/demo.toml, /etc/consentry/consentry.toml\n"
      "\n"
      "Exit codes: 0 done, 1 the answer is no, 2 wrong usage or configuration, 3 the system failed.\n"
      "`consentry COMMAND --help` tells the options of one command, `consentry --help-all` those of all.";

}  // namespace

int main(int argc, char** argv)
{
    using namespace consentry::app;
    std::ios::sync_with_stdio(false);
    CLI::App options{about, "consentry"};
    options.set_version_flag("--version", "consentry " CONSENTRY_VERSION);
    options.set_help_all_flag("--help-all", "Print the options of every command");
    options.footer(notes);
    options.require_subcommand(1);

    Program program{options, {std::cin, std::cout, std::cerr}};
    add_serve(program);
    add_check_config(program);
    add_match(program);
    add_check_template(program);
    add_rematch(program);
    add_decode(program);
    add_send(program);
    add_listen(program);
    add_subject(program);
    add_holds(program);
    add_undo(program);
    add_re_consent(program);
    add_deliveries(program);
    add_destinations(program);
    add_verify(program);
    add_checkpoint(program);
    add_journal(program);
    add_export(program);
    add_import(program);
    add_brakes(program);
    add_keys(program);
    add_audit(program);
    add_backup(program);
    add_restore(program);
    add_doctor(program);
    add_health(program);
    add_describe(program);
    return run(program, argc, argv);
}
