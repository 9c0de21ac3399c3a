#include "app/commands.hpp"

#include "app/api_key.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/json.hpp"
#include "consentry/forward/webhook_secret.hpp"
#include "consentry/store/signing.hpp"

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

struct WebhookOptions {
    bool key_pair = false;
    bool json = false;
};

void print_shared_secret(bool json, Terminal const& terminal)
{
    SystemRandom random;
    std::string const secret = to_text(forward::SigningSecret{forward::make_shared_secret(random)});
    if (json) {
        terminal.out << JsonWriter{}.open().put("secret", secret).close().str() << '\n';
        return;
    }
    terminal.out << "secret  " << secret << '\n';
    terminal.err
        << "\nGive it to the receiver, and to consentry as one of the destination's secrets, the newest first.\n";
}

void print_key_pair(bool json, Terminal const& terminal)
{
    SystemRandom random;
    forward::SigningSecret const made = forward::make_private_secret(random);
    std::string const own = to_text(made);
    std::string const shown = to_text(forward::receiver_secret_of(made));
    if (json) {
        terminal.out << JsonWriter{}.open().put("private", own).put("public", shown).close().str() << '\n';
        return;
    }
    terminal.out << "private  " << own << "\npublic   " << shown << '\n';
    terminal.err
        << "\nThe private key is one of the destination's secrets, and nobody else's. The receiver gets the public\n"
           "one, with which it can verify and not sign.\n";
}

void add_webhook(CLI::App& keys, Program& program)
{
    auto const options = std::make_shared<WebhookOptions>();
    CLI::App* const made = keys.add_subcommand("webhook", "Make a secret that signs a destination's events");
    made->add_flag("--ed25519", options->key_pair, "A key pair (scheme v1a) instead of a shared secret (v1)");
    made->add_flag("--json", options->json, "Print {secret}, or {private, public}");
    made->callback([options, &program] {
        (options->key_pair ? print_key_pair : print_shared_secret)(options->json, program.terminal);
    });
}

struct SigningOptions {
    std::string config;
    bool lost = false;
    bool json = false;
};

void print_key(consent::KeyStatement const& statement, bool as_json, std::ostream& out)
{
    std::string const id = consent::key_id(statement.key);
    if (as_json) {
        JsonWriter json;
        json.open().put("id", id).put("public_key", consent::to_text(statement.key)).put("since", statement.since);
        json.put_or_null("former", statement.former).put("endorsed", !statement.endorsement.empty()).close();
        out << json.str() << '\n';
        return;
    }
    out << consent::to_text(statement.key) << "  " << id << "  since " << rfc3339(statement.since);
    if (!statement.former.empty())
        out << (statement.endorsement.empty() ? ", not endorsed by " : ", endorsed by ") << statement.former;
    out << '\n';
}

Exit print_signing_keys(SigningOptions const& options, Terminal const& terminal)
{
    auto const config = load_choice(options.config, terminal);
    if (!config)
        return Exit::usage;
    Exit exit = Exit::done;
    auto const view = open_view(*config, terminal, exit);
    if (!view)
        return exit;
    for (consent::KeyStatement const& statement : view->proofs().keys())
        print_key(statement, options.json, terminal.out);
    return Exit::done;
}

Exit rotate(SigningOptions const& options, Terminal const& terminal)
{
    auto const config = load_choice(options.config, terminal);
    if (!config)
        return Exit::usage;
    SystemRandom random;
    auto const made
        = store::rotate_signing_key(store_options_of(*config), options.lost, random, event_time(SystemClock{}.now()));
    if (!made) {
        terminal.err << "consentry: " << made.error().detail << '\n';
        return exit_for(made.error().fault);
    }
    print_key(*made, options.json, terminal.out);
    if (!options.json)
        terminal.err << "\nBack up " << signing_key_of(*config).string()
                     << " apart from the store, and give the public key to whoever checks proofs.\n";
    return Exit::done;
}

void add_signing(CLI::App& keys, Program& program)
{
    auto const shown = std::make_shared<SigningOptions>();
    CLI::App* const list
        = keys.add_subcommand("public", "Print the public keys of the ledger's checkpoints, the newest last");
    list->add_option("--config", shown->config, "The configuration, which names the store");
    list->add_flag("--json", shown->json, "Print {id, public_key, since, former, endorsed} a line");
    list->callback([shown, &program] { program.exit = print_signing_keys(*shown, program.terminal); });

    auto const changed = std::make_shared<SigningOptions>();
    CLI::App* const renew = keys.add_subcommand(
        "rotate", "Begin a new key for checkpoints, endorsed by the one before it, while no server runs");
    renew->add_option("--config", changed->config, "The configuration, which names the store and the key");
    renew->add_flag("--lost", changed->lost, "The former key is lost: nobody endorses the new one");
    renew->add_flag("--json", changed->json, "Print {id, public_key, since, former, endorsed}");
    renew->footer("Older checkpoints stay: each names the key that signed it. The former file is set aside beside it.");
    renew->callback([changed, &program] { program.exit = rotate(*changed, program.terminal); });
}

}  // namespace

void add_keys(Program& program)
{
    auto const json = std::make_shared<bool>(false);
    CLI::App* const keys = program.options.add_subcommand(
        "keys", "API keys, secrets of destinations, and the keys of the ledger's checkpoints");
    keys->require_subcommand(1);
    CLI::App* const fresh
        = keys->add_subcommand("new", "Make an API key and the hash that the configuration keeps of it");
    fresh->add_flag("--json", *json, "Print {key, hash}");
    fresh->callback([json, &program] { print_new_key(*json, program.terminal); });
    add_webhook(*keys, program);
    add_signing(*keys, program);
}

}  // namespace consentry::app
