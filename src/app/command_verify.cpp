#include "app/commands.hpp"
#include "app/expectations.hpp"
#include "app/proof_file.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/json.hpp"
#include "consentry/store/verify.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string bundle;
    std::string config;
    std::vector<std::string> expect;
    std::string key;
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

Result<store::Expectations> expectations_of(Options const& options)
{
    store::Expectations expectations;
    for (std::string const& argument : options.expect) {
        auto const found = checkpoints_in(argument);
        if (!found)
            return std::unexpected(found.error());
        expectations.checkpoints.insert(expectations.checkpoints.end(), found->begin(), found->end());
    }
    if (options.key.empty())
        return expectations;
    auto const key = public_key_in(options.key);
    if (!key)
        return std::unexpected(key.error());
    expectations.key = *key;
    return expectations;
}

Exit verify(Options const& options, Terminal const& terminal)
{
    auto const expectations = expectations_of(options);
    if (!expectations) {
        terminal.err << "consentry: " << expectations.error().detail << '\n';
        return Exit::usage;
    }
    if (!options.bundle.empty())
        return verify_proof_file(options.bundle, *expectations, options.json, terminal);
    auto const config = load_choice(options.config, terminal);
    if (!config)
        return Exit::usage;
    auto const found = store::verify(store_options_of(*config), *expectations);
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
        "verify", "Recompute every chain, commitment and state of the store, or one proof, and name what does not fit");
    command->add_option("BUNDLE", options->bundle,
        "A proof of one subject, as `subject proof` prints it: needs neither configuration nor store");
    command->add_option("--config", options->config, "The configuration, which names the store");
    command->add_option("--expect", options->expect,
        "A checkpoint that was kept elsewhere, or a file that holds some, as a log does: finds a tail that was cut off "
        "and a ledger that was written anew");
    command->add_option("--key", options->key,
        "The public key that you know: every checkpoint has to be signed by it, or by one that follows from it");
    command->add_flag("--json", options->json,
        "Print {ok, brands, entries, subjects, problems_found, problems}; of a proof {ok, brand, subjects, entries, "
        "covered, signed_at, key, public_key, key_is_trusted, problems, events}");
    command->footer("Works beside a running server. Exit code 1 if anything does not fit.");
    command->callback([options, &program] { program.exit = verify(*options, program.terminal); });
}

}  // namespace consentry::app
