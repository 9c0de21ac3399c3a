#include "app/admin_door.hpp"
#include "app/choice.hpp"
#include "app/commands.hpp"
#include "consentry/base/json.hpp"
#include "consentry/base/json_value.hpp"
#include "consentry/store/journal.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace consentry::app {
namespace {

struct ListOptions {
    std::string config;
    std::string show;
    bool json = false;
};

std::string gaps_of(intake::JournalRecord const& record)
{
    std::string text;
    for (intake::Gap const gap : record.gaps)
        text.append(text.empty() ? "" : ",").append(name_of(gap));
    return text;
}

void print_json(store::JournalLine const& line, std::ostream& out)
{
    JsonWriter json;
    json.open().put("id", line.record.id);
    if (line.trouble.empty()) {
        json.put("received_at", line.record.received_at).open_list("gaps");
        for (intake::Gap const gap : line.record.gaps)
            json.text(name_of(gap));
        json.close_list().put_or_null("brand", line.record.brand).put("bytes", line.record.body.size());
    }
    json.put("settled", line.settled).put_or_null("trouble", line.trouble).close();
    out << json.str() << '\n';
}

void print_text(store::JournalLine const& line, std::ostream& out)
{
    out << std::left << std::setw(28) << line.record.id << ' ';
    if (!line.trouble.empty())
        out << line.trouble << '\n';
    else
        out << rfc3339(line.record.received_at) << "  " << std::setw(20) << gaps_of(line.record) << ' '
            << line.record.body.size() << " bytes" << (line.settled ? ", settled" : "") << '\n';
}

/// A body is shown only to who asks for that one: people's words stand in it.
Exit show(std::filesystem::path const& folder, std::string const& id, Terminal const& terminal)
{
    bool found = false;
    store::read_journal(folder, [&](store::JournalLine const& line) {
        if (line.record.id != id || !line.trouble.empty())
            return;
        terminal.out << line.record.body << '\n';
        found = true;
    });
    if (!found)
        terminal.err << "consentry: the journal has no whole record " << id << '\n';
    return found ? Exit::done : Exit::no;
}

Exit list(ListOptions const& options, Terminal const& terminal)
try {
    auto const config = load_choice(options.config, terminal);
    if (!config)
        return Exit::usage;
    if (!options.show.empty())
        return show(config->journal.path, options.show, terminal);
    bool any = false;
    store::read_journal(config->journal.path, [&](store::JournalLine const& line) {
        any = true;
        options.json ? print_json(line, terminal.out) : print_text(line, terminal.out);
    });
    if (!options.json && !any)
        terminal.out << "the journal is empty\n";
    return Exit::done;
} catch (std::filesystem::filesystem_error const& error) {
    terminal.err << "consentry: the journal cannot be read: " << error.what()
                 << "; read it as the user that consentry runs as\n";
    return Exit::failed;
}

/// A number of an answer; 0 if it is not there.
std::size_t number_in(JsonValue const& answer, std::string_view name)
{
    JsonValue const* const member = answer.find(name);
    std::size_t number = 0;
    if (member && member->kind == JsonValue::Kind::number)
        std::from_chars(member->text.data(), member->text.data() + member->text.size(), number);
    return number;
}

Exit apply(DoorOptions const& options, Terminal const& terminal)
{
    auto const answer = call_admin(options, http::Method::post, "/v1/journal/apply", "");
    auto const told = answer && answer->status / 100 == 2 ? parse_json(answer->body) : parse_json("null");
    std::ostringstream done;
    if (told)
        done << number_in(*told, "settled") << " settled, " << number_in(*told, "waiting") << " still waiting, "
             << number_in(*told, "untrusted") << " signed by an app that is trusted no more, "
             << number_in(*told, "events") << " events";
    return tell_answer(answer, options, done.str(), terminal);
}

void add_list(CLI::App& journal, Program& program)
{
    auto const options = std::make_shared<ListOptions>();
    CLI::App* const command = journal.add_subcommand("list", "What is kept, when it came and what was missing");
    command->add_option("--config", options->config, "The configuration, which names the journal");
    command->add_option("--show", options->show, "Instead: print the webhook of this id. People's words may be in it");
    command->add_flag("--json", options->json, "Print {id, received_at, gaps, brand, bytes, settled, trouble} a line");
    command->footer("Works beside a running server.");
    command->callback([options, &program] { program.exit = list(*options, program.terminal); });
}

void add_apply(CLI::App& journal, Program& program)
{
    auto const options = std::make_shared<DoorOptions>();
    CLI::App* const command = journal.add_subcommand(
        "apply", "Hear everything in it once more, under the configuration as it is now; nothing is entered twice");
    add_server_options(*command, *options);
    command->footer("A server does so by itself at its start and after each reload.");
    command->callback([options, &program] { program.exit = apply(*options, program.terminal); });
}

}  // namespace

void add_journal(Program& program)
{
    CLI::App* const journal
        = program.options.add_subcommand("journal", "Webhooks that could not be acted on as a whole");
    journal->require_subcommand(1);
    add_list(*journal, program);
    add_apply(*journal, program);
}

}  // namespace consentry::app
