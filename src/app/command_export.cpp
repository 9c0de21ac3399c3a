#include "app/commands.hpp"
#include "app/export_rows.hpp"
#include "app/store_choice.hpp"

#include <CLI/CLI.hpp>

#include <sys/stat.h>

#include <fstream>
#include <ostream>

namespace consentry::app {
namespace {

constexpr std::size_t slice = 200;  // People of one read transaction: none is held open for long.

struct Options {
    StoreOptions store;
    ExportFilter filter;
    std::string format = "csv";
    std::string to;
};

/// Everybody, slice by slice. False if the output cannot be written.
bool write_rows(OpenedStore const& opened, Options const& options, std::ostream& out)
{
    bool const as_json = options.format == "jsonl" || options.store.json;
    EventTime const now = event_time(SystemClock{}.now());
    if (!as_json)
        out << csv_head() << "\r\n";
    consent::SubjectNumber after = 0;
    for (;;) {
        auto const people = opened.view->reader().people(opened.policy, after, slice, now);
        if (people.empty())
            return static_cast<bool>(out.flush());
        for (consent::KnownPerson const& person : people) {
            for (ExportRow const& row : rows_of(opened.policy, person, options.filter, now))
                out << (as_json ? to_json(row) + '\n' : to_csv(row) + "\r\n");
        }
        after = people.back().standing.subject;
        if (!out)
            return false;
    }
}

Exit export_all(Options const& options, Terminal const& terminal)
{
    Exit exit = Exit::done;
    auto const opened = open_store(options.store, terminal, exit);
    if (!opened)
        return exit;
    if (!options.filter.scope.empty() && !opened->policy.scope(options.filter.scope)) {
        terminal.err << "consentry: brand " << opened->policy.brand << " has no scope " << options.filter.scope << '\n';
        return Exit::usage;
    }
    if (options.to.empty())
        return write_rows(*opened, options, terminal.out) ? Exit::done : Exit::failed;
    ::umask(077);  // It holds people's names.
    std::ofstream file{options.to, std::ios::binary | std::ios::trunc};
    if (file && write_rows(*opened, options, file))
        return Exit::done;
    terminal.err << "consentry: " << options.to << " cannot be written\n";
    return Exit::failed;
}

}  // namespace

void add_export(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand(
        "export", "Write everybody's consent, a row for each scope, as import reads it");
    command->add_option("--scope", options->filter.scope, "Only this scope");
    command->add_option("--state", options->filter.state, "Only this state")
        ->check(CLI::IsMember({"opted_in", "opted_out", "declined", "held", "expired", "unknown"}));
    command->add_option("--format", options->format, "csv or jsonl")
        ->check(CLI::IsMember({"csv", "jsonl"}))
        ->capture_default_str();
    command->add_option("--to", options->to, "The file to make (0600); default standard output");
    add_store_options(*command, options->store);
    command->footer("Works beside a running server. See docs/import.md.");
    command->callback([options, &program] { program.exit = export_all(*options, program.terminal); });
}

}  // namespace consentry::app
