#include "app/admin_door.hpp"
#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/json_value.hpp"
#include "consentry/consent/subject_json.hpp"
#include "consentry/http/query.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

constexpr std::size_t page_size = 1000;

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
    std::string path = "/v1/audit?limit=" + std::to_string(page_size) + "&after=" + after;
    if (!options.of_key.empty())
        path += "&key=" + http::percent_encode(options.of_key);
    if (!options.contact.empty())
        path += "&contact=" + http::percent_encode(options.contact);
    return path;
}

/// Where the next page begins; nothing if this was the last.
std::optional<std::string> print_page(Options const& options, std::string const& body, std::ostream& out)
{
    JsonValue const page = parse_json(body).value_or(JsonValue{});
    if (options.door.json)
        out << body << '\n';
    JsonValue const* const reads = page.find("reads");
    for (std::size_t i = 0; reads && !options.door.json && i < reads->items.size(); ++i)
        print_read(reads->items[i], out);
    JsonValue const* const more = page.find("more");
    return more && more->flag ? std::optional{text_of(page, "next")} : std::nullopt;
}

Exit audit_there(Options const& options, Terminal const& terminal)
{
    for (std::optional<std::string> after{"0"}; after;) {
        auto const answer = call_admin(options.door, http::Method::get, path_of(options, *after), "");
        if (!answer || answer->status != 200)
            return tell_answer(answer, options.door, "", terminal);
        after = print_page(options, answer->body, terminal.out);
    }
    return Exit::done;
}

/// From the store, which may be a running server's: that somebody looks at the notes is not noted itself.
Exit audit_here(Options const& options, Terminal const& terminal)
{
    Exit exit = Exit::done;
    auto const opened = open_store({options.door.config, options.door.brand, options.door.json}, terminal, exit);
    if (!opened)
        return exit;
    consent::Policy const& policy = opened->policy;
    consent::DataReadQuestion question{.brand = policy.brand, .key = options.of_key, .contact = {}, .limit = page_size};
    if (!options.contact.empty()) {
        auto const country = policy.country.empty() ? std::nullopt : std::optional<std::string_view>{policy.country};
        auto contact = consent::parse_contact(options.contact, country);
        if (!contact) {
            terminal.err << "consentry: --contact: " << contact.error().detail << '\n';
            return Exit::usage;
        }
        question.contact = std::move(*contact);
    }
    for (bool more = true; more;) {
        consent::DataReadPage const page = opened->view->data_reads().reads(policy, question);
        more = print_page(options, to_json(page, question.after), terminal.out).has_value();
        question.after = page.reads.empty() ? question.after : page.reads.back().number;
    }
    return Exit::done;
}

Exit audit(Options const& options, Terminal const& terminal)
{
    return options.door.admin.empty() ? audit_here(options, terminal) : audit_there(options, terminal);
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
