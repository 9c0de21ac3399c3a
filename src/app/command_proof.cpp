#include "app/admin_door.hpp"
#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/http/query.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    StoreOptions store;
    std::string contact;
    std::string admin;
    std::string key;
};

Exit tell(Error const& error, Terminal const& terminal)
{
    terminal.err << "consentry: " << error.detail << '\n';
    return exit_for(error.fault);
}

/// The running server puts it together, and makes a checkpoint first where one is wanting.
Exit fetch(Options const& options, Terminal const& terminal)
{
    DoorOptions const server{options.store.config, options.store.brand, options.admin, options.key, true};
    auto const answer
        = call_admin(server, http::Method::get, "/v1/subjects/" + http::percent_encode(options.contact) + "/proof", "");
    if (!answer)
        return tell(answer.error(), terminal);
    (answer->status == 200 ? terminal.out : terminal.err) << answer->body << '\n';
    return answer->status == 200 ? Exit::done : Exit::no;
}

/// Puts it together from the store; where entries are newer than the last checkpoint, as the one who holds the store.
Result<std::optional<consent::Proof>> prove(OpenedStore& opened, consent::Whom const& whom)
{
    SystemClock const clock;
    EventTime const now = event_time(clock.now());
    auto proof = consent::prove(opened.view->proofs(), opened.policy, whom, now);
    if (proof)
        return proof;
    SystemRandom random;
    SilentLog log;
    auto const store = store::Store::open(store_options_of(opened.config), clock, random, log);
    if (!store && store.error().fault == Fault::busy)
        return fail(Fault::unavailable,
            "entries of this person are newer than the last checkpoint, and a running server holds the store; it makes "
            "the proof with --admin and --key");
    if (!store)
        return std::unexpected(store.error());
    return consent::prove((*store)->proofs(), opened.policy, whom, now);
}

Exit print_proof(Options const& options, Terminal const& terminal)
{
    Exit exit = Exit::done;
    auto opened = open_store(options.store, terminal, exit);
    if (!opened)
        return exit;
    consent::Whom whom{options.contact};
    if (!options.contact.starts_with("sub_")) {
        std::string const& country = opened->policy.country;
        auto contact = consent::parse_contact(
            options.contact, country.empty() ? std::nullopt : std::optional<std::string_view>{country});
        if (!contact)
            return tell(contact.error(), terminal);
        whom = std::move(*contact);
    }
    auto const proof = prove(*opened, whom);
    if (!proof)
        return tell(proof.error(), terminal);
    if (!*proof)
        return tell({Fault::not_found, "brand " + opened->policy.brand + " knows nothing of this contact"}, terminal);
    terminal.out << consent::to_json(**proof) << '\n';
    return Exit::done;
}

}  // namespace

void add_proof(CLI::App& subject, Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = subject.add_subcommand("proof",
        "All that the ledger has on a person, up to a signed checkpoint, for `consentry verify` where there is no "
        "store");
    command->add_option("CONTACT", options->contact, "A phone number, a user id, or the id of a subject (sub_…)")
        ->required();
    add_store_options(*command, options->store);
    command->add_option("--admin", options->admin, "Ask the running server: its admin listener");
    command->add_option("--key", options->key, "An API key")->envname("CONSENTRY_API_KEY");
    command->footer("What it prints is JSON, and personal: names and words stand in it.");
    command->callback([options, &program] {
        program.exit
            = options->admin.empty() ? print_proof(*options, program.terminal) : fetch(*options, program.terminal);
    });
}

}  // namespace consentry::app
