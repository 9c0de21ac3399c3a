#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/consent/subject_json.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    StoreOptions store;
    std::string scope;
    std::string within = "30d";
};

void print_renewal(consent::Renewal const& renewal, std::ostream& out)
{
    out << renewal.public_id;
    for (consent::Alias const& alias : renewal.aliases)
        out << "  " << (alias.kind == consent::AliasKind::phone ? e164(alias) : alias.value);
    out << "  " << name_of(renewal.why) << ", agreed on " << rfc3339(renewal.since);
    if (!renewal.wording.empty())
        out << " to wording " << renewal.wording;
    if (renewal.valid_until)
        out << ", valid until " << rfc3339(*renewal.valid_until);
    out << '\n';
}

/// What the options ask; nothing, and told why, where they do not fit the brand.
std::optional<consent::RenewalQuestion> question_of(
    Options const& options, consent::Policy const& policy, Terminal const& terminal)
{
    constexpr std::size_t page_size = 500;
    consent::Scope const* const scope = policy.scope(options.scope);
    auto const within = parse_duration(options.within);
    if (!scope)
        terminal.err << "consentry: brand " << policy.brand << " has no scope " << options.scope << '\n';
    if (!within)
        terminal.err << "consentry: --within takes a duration such as 30d\n";
    if (!scope || !within)
        return {};
    return consent::RenewalQuestion{scope, *within, 0, page_size};
}

Exit list(Options const& options, Terminal const& terminal)
{
    Exit exit = Exit::done;
    auto const opened = open_store(options.store, terminal, exit);
    if (!opened)
        return exit;
    auto question = question_of(options, opened->policy, terminal);
    if (!question)
        return Exit::usage;
    bool more = true;
    while (more) {
        auto const page
            = opened->view->worklists().renewals(opened->policy, *question, event_time(SystemClock{}.now()));
        for (consent::Renewal const& renewal : page.renewals) {
            if (options.store.json)
                terminal.out << to_json(renewal, options.scope) << '\n';
            else
                print_renewal(renewal, terminal.out);
        }
        question->after = page.next;
        more = page.more;
    }
    return Exit::done;
}

}  // namespace

void add_re_consent(Program& program)
{
    CLI::App* const parent
        = program.options.add_subcommand("re-consent", "Whom to ask again, before or after consent ends");
    parent->require_subcommand(1);
    auto const options = std::make_shared<Options>();
    CLI::App* const command = parent->add_subcommand(
        "list", "Whose consent ends soon, has ended, rests on an old wording, or was given once where it takes two");
    command->add_option("--scope", options->scope, "The scope")->required();
    command->add_option("--within", options->within, "Consent that ends within this time is told")
        ->capture_default_str();
    add_store_options(*command, options->store);
    command->callback([options, &program] { program.exit = list(*options, program.terminal); });
}

}  // namespace consentry::app
