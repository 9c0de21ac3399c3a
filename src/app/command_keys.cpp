#include "app/commands.hpp"

#include "app/api_key.hpp"
#include "consentry/base/json.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

void print_new_key(bool json, Terminal const& terminal)
{
    SystemRandom random;
    ApiKey const made = make_api_key(random);
    if (json) {
        terminal.out << JsonWriter{}.open().put("key", made.key).put("hash", made.hash).close().str() << '\n';
        return;
    }
    terminal.out << "key   " << made.key << "\nhash  " << made.hash << '\n';
    terminal.err << "\nGive the key to the program that will use the API: it is shown this once.\n"
                    "Write the hash into the configuration:\n\n"
                    "    [[api.key]]\n    name = \"crm\"\n    role = \"writer\"\n    hash = \""
                 << made.hash << "\"\n";
}

}  // namespace

void add_keys(Program& program)
{
    auto const json = std::make_shared<bool>(false);
    CLI::App* const keys = program.options.add_subcommand("keys", "API keys");
    keys->require_subcommand(1);
    CLI::App* const fresh
        = keys->add_subcommand("new", "Make an API key and the hash that the configuration keeps of it");
    fresh->add_flag("--json", *json, "Print {key, hash}");
    fresh->callback([json, &program] { print_new_key(*json, program.terminal); });
}

}  // namespace consentry::app
