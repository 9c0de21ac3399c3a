#include "app/commands.hpp"
#include "app/json_value.hpp"
#include "app/setup.hpp"
#include "app/store_choice.hpp"
#include "consentry/api/replay.hpp"
#include "consentry/base/json.hpp"
#include "consentry/http/client.hpp"
#include "consentry/store/journal.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <iomanip>
#include <ostream>

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

struct ApplyOptions {
    std::string config;
    std::string admin;
    std::string key;
    bool json = false;
};

void print(api::Replayed const& replayed, bool as_json, std::ostream& out)
{
    if (!as_json) {
        out << replayed.settled << " settled, " << replayed.waiting << " still waiting, " << replayed.untrusted
            << " signed by an app that is trusted no more, " << replayed.events << " events\n";
        return;
    }
    JsonWriter json;
    json.open().put("settled", replayed.settled).put("waiting", replayed.waiting);
    json.put("untrusted", replayed.untrusted).put("events", replayed.events);
    out << json.close().str() << '\n';
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

/// The running server does it.
Exit apply_there(ApplyOptions const& options, Terminal const& terminal)
{
    http::Outgoing request;
    request.url = options.admin + "/v1/journal/apply";
    request.headers.push_back({"Authorization", "Bearer " + options.key});
    request.allow_private_network = true;
    auto const answer = http::fetch(std::move(request));
    if (!answer) {
        terminal.err << "consentry: no server answers at " << options.admin << ": " << answer.error().detail << '\n';
        return Exit::failed;
    }
    auto const told = parse_json(answer->body);
    if (answer->status / 100 != 2 || !told) {
        terminal.err << answer->body << '\n';
        return Exit::no;
    }
    api::Replayed replayed;
    replayed.settled = number_in(*told, "settled");
    replayed.waiting = number_in(*told, "waiting");
    replayed.untrusted = number_in(*told, "untrusted");
    replayed.events = number_in(*told, "events");
    print(replayed, options.json, terminal.out);
    return Exit::done;
}

Exit apply_here(ApplyOptions const& options, Terminal const& terminal)
{
    auto const file = config_choice(options.config, real_surroundings().environment("CONSENTRY_CONFIG"), on_disk);
    LoadedSetup const loaded = load_setup(file);
    for (Finding const& finding : loaded.problems)
        terminal.err << to_line(finding.problem, finding.file) << '\n';
    if (!loaded.setup)
        return Exit::usage;
    Config const& config = loaded.setup->config;
    SystemClock const clock;
    SystemRandom random;
    SilentLog log;
    Alarms alarms{clock, log};
    auto const store = store::Store::open(store_options_of(config), clock, random, log);
    if (!store) {
        terminal.err << "consentry: " << store.error().detail << "; a running server does it with --admin and --key\n";
        return exit_for(store.error().fault);
    }
    auto const journal = store::FileJournal::open(
        config.journal.path, {config.journal.keep, config.journal.limit_bytes}, clock, alarms);
    if (!journal) {
        terminal.err << "consentry: " << journal.error().detail << '\n';
        return exit_for(journal.error().fault);
    }
    auto const replayed = api::replay(**journal, loaded.setup->brands, (*store)->ledger());
    if (!replayed.trouble.empty()) {
        terminal.err << "consentry: " << replayed.trouble << '\n';
        return Exit::failed;
    }
    print(replayed, options.json, terminal.out);
    return Exit::done;
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
    auto const options = std::make_shared<ApplyOptions>();
    CLI::App* const command = journal.add_subcommand(
        "apply", "Hear everything in it once more, under the configuration as it is now; nothing is entered twice");
    command->add_option("--config", options->config, "The configuration, where no server runs");
    command->add_option("--admin", options->admin, "Instead: the admin listener of the running server");
    command->add_option("--key", options->key, "An API key with the role admin")->envname("CONSENTRY_API_KEY");
    command->add_flag("--json", options->json, "Print {settled, waiting, untrusted, events}");
    command->footer("A server does so by itself at its start and after each reload.");
    command->callback([options, &program] {
        program.exit
            = options->admin.empty() ? apply_here(*options, program.terminal) : apply_there(*options, program.terminal);
    });
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
