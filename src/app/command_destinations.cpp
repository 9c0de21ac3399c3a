#include "app/admin_door.hpp"
#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/json.hpp"
#include "consentry/base/json_value.hpp"
#include "consentry/http/query.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

/// What is asked of the running server, whose forwarder knows what is under way.
struct Asking {
    std::string name;
    std::string from;
    std::string to;
    std::string contact;
    DoorOptions server;
};

/// A test tells in its answer that the destination does not work.
bool tells_no(std::string const& body)
{
    auto const told = parse_json(body);
    JsonValue const* const works = told ? told->find("works") : nullptr;
    return works && works->kind == JsonValue::Kind::flag && !works->flag;
}

Exit ask(Asking const& asking, http::Method method, std::string path, std::string const& body, Terminal const& terminal)
{
    if (!asking.server.brand.empty())
        path += "?brand=" + http::percent_encode(asking.server.brand);
    auto const answer = call_admin(asking.server, method, path, body);
    if (!answer) {
        terminal.err << "consentry: " << answer.error().detail << '\n';
        return exit_for(answer.error().fault);
    }
    terminal.out << answer->body << '\n';
    return answer->status / 100 == 2 && !tells_no(answer->body) ? Exit::done : Exit::no;
}

Exit ask_of_one(Asking const& asking, std::string_view what, std::string const& body, Terminal const& terminal)
{
    std::string path = "/v1/destinations/" + http::percent_encode(asking.name) + "/";
    path += what;
    return ask(asking, http::Method::post, std::move(path), body, terminal);
}

/// The members that were given, as a JSON object.
std::string body_of(Asking const& asking)
{
    JsonWriter json;
    json.open();
    json.put_if_any("from", asking.from).put_if_any("to", asking.to).put_if_any("contact", asking.contact);
    json.close();
    return json.str();
}

void add_server_options(CLI::App& command, Asking& asking)
{
    add_running_server_options(command, asking.server);
    command.add_option("--brand", asking.server.brand, "The brand, where the key has several");
}

/// A subcommand for one destination; its options beside the server's are the caller's to add.
CLI::App& add_for_one(CLI::App& destinations, Program& program, std::shared_ptr<Asking> const& asking, char const* name,
    char const* about)
{
    CLI::App* const command = destinations.add_subcommand(name, about);
    command->add_option("NAME", asking->name, "The destination, as the configuration calls it")->required();
    add_server_options(*command, *asking);
    command->callback(
        [asking, name, &program] { program.exit = ask_of_one(*asking, name, body_of(*asking), program.terminal); });
    return *command;
}

void add_contact(CLI::App& command, Asking& asking, char const* about)
{
    command.add_option("--contact", asking.contact, about);
}

}  // namespace

void add_destinations(Program& program)
{
    CLI::App* const destinations
        = program.options.add_subcommand("destinations", "Where events go: look, try, steer, tell once more");
    destinations->require_subcommand(1);

    auto const listing = std::make_shared<Asking>();
    CLI::App* const list = destinations->add_subcommand("list", "How each destination is doing; JSON");
    add_server_options(*list, *listing);
    list->callback([listing, &program] {
        program.exit = ask(*listing, http::Method::get, "/v1/destinations", "", program.terminal);
    });

    auto const fresh = [] { return std::make_shared<Asking>(); };
    add_for_one(*destinations, program, fresh(), "pause", "Send nothing more to it; nothing is lost");
    add_for_one(*destinations, program, fresh(), "resume", "Let it go on where it stood");
    add_for_one(*destinations, program, fresh(), "retry", "Try everything that waits, and all that was given up");
    add_for_one(*destinations, program, fresh(), "snapshot", "Tell it how everybody stands at this moment");

    auto const testing = fresh();
    add_contact(
        add_for_one(*destinations, program, testing, "test", "Make one attempt, to see whether it works; 1 if not"),
        *testing, "Of a connector: a phone number, to write how this person stands now");

    auto const replaying = fresh();
    CLI::App& replay
        = add_for_one(*destinations, program, replaying, "replay", "Tell it once more what the ledger has");
    replay.add_option("--from", replaying->from, "Only what was recorded from this time on (RFC 3339)");
    replay.add_option("--to", replaying->to, "Only what was recorded before this time");
    add_contact(replay, *replaying, "Only what concerns this contact");
}

}  // namespace consentry::app
