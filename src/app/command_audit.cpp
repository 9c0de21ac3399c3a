#include "app/admin_door.hpp"
#include "app/commands.hpp"
#include "app/json_value.hpp"
#include "app/store_choice.hpp"
#include "consentry/http/query.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    DoorOptions door;
    std::string of_key;
    std::string contact;
};

std::string text_of(JsonValue const& object, std::string_view member)
{
    JsonValue const* const found = object.find(member);
    return found ? found->text : "";
}

void print_read(JsonValue const& read, std::ostream& out)
{
    out << text_of(read, "at") << "  " << text_of(read, "key") << "  " << text_of(read, "call");
    if (std::string const subject = text_of(read, "subject"); !subject.empty())
        out << "  " << subject;
    if (JsonValue const* const events = read.find("events"))
        out << "  entries " << text_of(*events, "first") << " to " << text_of(*events, "last");
    out << '\n';
}

std::string path_of(Options const& options, std::string const& after)
{
    std::string path = "/v1/audit?limit=1000&after=" + after;
    if (!options.of_key.empty())
        path += "&key=" + http::percent_encode(options.of_key);
    if (!options.contact.empty())
        path += "&contact=" + http::percent_encode(options.contact);
    return path;
}

Exit audit(Options const& options, Terminal const& terminal)
{
    std::string after = "0";
    for (bool more = true; more;) {
        auto const answer = call_admin(options.door, http::Method::get, path_of(options, after), "");
        if (!answer || answer->status != 200)
            return tell_answer(answer, options.door, "", terminal);
        JsonValue const page = parse_json(answer->body).value_or(JsonValue{});
        if (options.door.json)
            terminal.out << answer->body << '\n';
        JsonValue const* const reads = page.find("reads");
        for (std::size_t i = 0; reads && !options.door.json && i < reads->items.size(); ++i)
            print_read(reads->items[i], terminal.out);
        after = text_of(page, "next");
        JsonValue const* const goes_on = page.find("more");
        more = goes_on && goes_on->flag;
    }
    return Exit::done;
}

}  // namespace

void add_audit(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command
        = program.options.add_subcommand("audit", "Who has read what of whom, by API key, oldest first");
    command->add_option("--of-key", options->of_key, "Only what this key has read, by its name");
    command->add_option("--contact", options->contact, "Only what was read of this person");
    add_door_options(*command, options->door);
    command->callback([options, &program] { program.exit = audit(*options, program.terminal); });
}

}  // namespace consentry::app
