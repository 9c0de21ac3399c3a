#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/json.hpp"
#include "consentry/store/verify.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string config;
    bool json = false;
};

void print_json(store::Verification const& found, std::ostream& out)
{
    JsonWriter json;
    json.open().key("ok").flag(found.problems_found == 0);
    json.key("brands").number(static_cast<std::int64_t>(found.brands));
    json.key("entries").number(static_cast<std::int64_t>(found.entries));
    json.key("subjects").number(static_cast<std::int64_t>(found.subjects));
    json.key("problems_found").number(static_cast<std::int64_t>(found.problems_found));
    json.key("problems").open_list();
    for (std::string const& problem : found.problems)
        json.text(problem);
    json.close_list().close();
    out << json.str() << '\n';
}

void print_text(store::Verification const& found, std::ostream& out)
{
    for (std::string const& problem : found.problems)
        out << problem << '\n';
    if (found.problems_found > found.problems.size())
        out << "… and " << found.problems_found - found.problems.size() << " more\n";
    out << (found.problems_found == 0 ? "ok: " : "NOT ok: ") << found.entries << " entries of " << found.brands
        << (found.brands == 1 ? " brand, " : " brands, ") << found.subjects << " subjects, " << found.problems_found
        << " problems\n";
}

Exit verify(Options const& options, Terminal const& terminal)
{
    auto const config = load_choice(options.config, terminal);
    if (!config)
        return Exit::usage;
    auto const found = store::verify(store_options_of(*config));
    if (!found) {
        terminal.err << "consentry: " << found.error().detail << '\n';
        return exit_for(found.error().fault);
    }
    if (options.json)
        print_json(*found, terminal.out);
    else
        print_text(*found, terminal.out);
    return found->problems_found == 0 ? Exit::done : Exit::no;
}

}  // namespace

void add_verify(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand(
        "verify", "Recompute every chain, commitment and state of the store, and name each entry that does not fit");
    command->add_option("--config", options->config, "The configuration, which names the store");
    command->add_flag("--json", options->json, "Print {ok, brands, entries, subjects, problems_found, problems}");
    command->footer("Works beside a running server. Exit code 1 if anything does not fit.");
    command->callback([options, &program] { program.exit = verify(*options, program.terminal); });
}

}  // namespace consentry::app
