#include "app/admin_door.hpp"
#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/json.hpp"
#include "consentry/http/query.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

void print_hold(consent::WaitingHold const& hold, std::ostream& out)
{
    out << hold.event.id << "  since " << rfc3339(hold.event.timestamp) << "  " << hold.event.scope;
    for (consent::Alias const& alias : hold.aliases)
        out << "  " << (alias.kind == consent::AliasKind::phone ? e164(alias) : alias.value);
    out << "  «" << hold.event.text << "»\n";
}

Exit list(StoreOptions const& options, Terminal const& terminal)
{
    constexpr std::size_t page_size = 500;
    Exit exit = Exit::done;
    auto const opened = open_store(options, terminal, exit);
    if (!opened)
        return exit;
    consent::Seq after = 0;
    bool more = true;
    while (more) {
        auto const page
            = opened->view->worklists().holds(opened->policy.brand, after, page_size, event_time(SystemClock{}.now()));
        for (consent::WaitingHold const& hold : page.holds) {
            if (options.json)
                terminal.out << to_json(hold.event, consent::TextPolicy::full) << '\n';
            else
                print_hold(hold, terminal.out);
        }
        after = page.next;
        more = page.more;
    }
    return Exit::done;
}

struct DecisionOptions {
    DoorOptions door;
    std::string event;
    std::string actor;
    std::string reason;
};

Exit decide(DecisionOptions const& options, std::string const& path, std::string_view done, Terminal const& terminal)
{
    JsonWriter body;
    body.open().put("actor", options.actor).put("reason", options.reason).close();
    return tell_answer(call_admin(options.door, http::Method::post, path, body.str()), options.door, done, terminal);
}

/// A command that decides about one event, by somebody and for a reason.
void add_decision(CLI::App& parent, Program& program, char const* name, char const* about, std::string_view before,
    std::string_view behind, std::string_view done)
{
    auto const options = std::make_shared<DecisionOptions>();
    CLI::App* const command = parent.add_subcommand(name, about);
    command->add_option("EVENT", options->event, "The event's id, evt_…")->required();
    command->add_option("--actor", options->actor, "Who decides")->required();
    command->add_option("--reason", options->reason, "Why; kept as evidence")->required();
    add_door_options(*command, options->door);
    command->callback([options, &program, before, behind, done] {
        std::string const path = std::string{before} + http::percent_encode(options->event) + std::string{behind};
        program.exit = decide(*options, path, done, program.terminal);
    });
}

}  // namespace

void add_holds(Program& program)
{
    CLI::App* const holds = program.options.add_subcommand("holds", "What may be an opt-out and waits for a person");
    holds->require_subcommand(1);
    auto const options = std::make_shared<StoreOptions>();
    CLI::App* const command = holds->add_subcommand("list", "The queue, the longest waiting first, with the words");
    add_store_options(*command, *options);
    command->callback([options, &program] { program.exit = list(*options, program.terminal); });
    add_decision(*holds, program, "confirm",
        "It was an opt-out, from when it was said, of as much as a STOP in its words", "/v1/holds/", "/confirm",
        "confirmed: the person has opted out");
    add_decision(*holds, program, "release", "It was none: the scope is what it was before", "/v1/holds/", "/release",
        "released");
}

void add_undo(Program& program)
{
    add_decision(program.options, program, "undo",
        "Take back what an event stated; what it had hidden counts again, and both stay in the record", "/v1/events/",
        "/undo", "taken back");
}

}  // namespace consentry::app
