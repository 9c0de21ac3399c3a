#include "app/commands.hpp"
#include "app/import_run.hpp"
#include "app/shown.hpp"
#include "consentry/base/json.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <csignal>
#include <istream>
#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    StoreOptions store;
    std::string file;
    std::string format;
    std::string separator;
    std::vector<std::string> maps;
    consent::Told usual;
    std::string admin;
    std::string key;
    bool dry_run = false;
    bool may_reopen = false;
    std::string rejects;
    std::string mark;
    bool from_start = false;
    std::size_t told_max = 20;
    std::size_t expected = 0;
};

std::sig_atomic_t volatile interrupted = 0;  // A handler can do no more than set it.

/// Ctrl-C ends an import between two parts; a second one ends it as ever.
void heed_interrupts()
{
    interrupted = 0;
    std::signal(SIGINT, [](int) {
        interrupted = 1;
        std::signal(SIGINT, SIG_DFL);
    });
}

std::optional<char> separator_of(std::string const& text)
{
    if (text.empty())
        return '\0';
    if (text == "tab" || text == "\\t")
        return '\t';
    return text.size() == 1 && std::string_view{",;\t"}.contains(text[0]) ? std::optional{text[0]} : std::nullopt;
}

bool is_stdin(Options const& options) { return options.file == "-"; }

RowFormat format_of(Options const& options)
{
    bool const by_name
        = options.format.empty() && (options.file.ends_with(".jsonl") || options.file.ends_with(".ndjson"));
    return options.format == "jsonl" || by_name ? RowFormat::jsonl : RowFormat::csv;
}

std::filesystem::path mark_file(Options const& options)
{
    if (options.dry_run)
        return {};
    if (!options.mark.empty())
        return options.mark;
    return is_stdin(options) ? std::filesystem::path{} : std::filesystem::path{options.file + ".import"};
}

/// All that decides what the rows say and where they go.
std::string task_of(Options const& options)
{
    JsonWriter json;
    json.open_list().text(options.format).text(options.separator).text(options.admin).text(options.store.config);
    json.text(options.store.brand).text(options.rejects).flag(options.may_reopen).open_list();
    for (std::string const& map : options.maps)
        json.text(map);
    consent::Told const& usual = options.usual;
    json.close_list().text(usual.scope).text(usual.state).text(usual.occurred_at).text(usual.source);
    json.text(usual.wording).text(usual.evidence).text(usual.actor).close_list();
    return import_task(options.file, json.view());
}

Result<std::unique_ptr<ImportTarget>> target_of(Options const& options, Terminal const& terminal)
{
    ImportRules rules{options.store.brand, options.dry_run, options.may_reopen};
    if (!options.admin.empty()) {
        if (options.key.empty())
            return fail(Fault::malformed, "--admin needs --key, or CONSENTRY_API_KEY in the environment");
        return import_there(options.admin, options.key, std::move(rules));
    }
    auto const config = load_choice(options.store.config, terminal);
    if (!config)
        return fail(Fault::malformed, "the configuration is wrong, or not there");
    BrandConfig const* const brand = brand_in(*config, options.store.brand, terminal);
    if (!brand)
        return fail(Fault::malformed, "which brand?");
    rules.brand = brand->name;
    return import_here(*config, rules);
}

void print_json(ImportReport const& report, bool dry_run, double seconds, std::ostream& out)
{
    JsonWriter json;
    json.open().put("rows", report.counts.rows).put("kept", report.counts.kept);
    json.put("unchanged", report.counts.unchanged).put("refused", report.counts.refused).put("dry_run", dry_run);
    json.put("complete", !report.broken_off && !report.interrupted);
    json.put("begun_at_line", report.begun_at_line).put("milliseconds", static_cast<std::int64_t>(seconds * 1000));
    for (auto const& [name, counts] : {std::pair{"changes", &report.changes}, {"refusals", &report.refusals}}) {
        json.open(name);
        for (auto const& [what, count] : *counts)
            json.put(what, count);
        json.close();
    }
    json.put_or_null(
        "broken_off", report.broken_off ? std::string_view{report.broken_off->detail} : std::string_view{});
    out << json.close().view() << '\n';
}

void print_text(ImportReport const& report, Options const& options, std::ostream& out)
{
    ImportCounts const& counts = report.counts;
    out << with_commas(counts.rows) << " rows: " << with_commas(counts.kept)
        << (options.dry_run ? " would be kept, " : " kept, ") << with_commas(counts.unchanged) << " unchanged, "
        << with_commas(counts.refused) << " refused\n";
    for (auto const& [change, count] : report.changes)
        out << "  " << change << "  " << with_commas(count) << '\n';
    if (options.dry_run)
        out << "nothing was written; if all of it is meant: --expect " << counts.kept << '\n';
    else if (counts.refused > 0 && !options.rejects.empty())
        out << "the refused rows stand in " << options.rejects << ", each with its reason\n";
}

Exit told(ImportReport const& report, Options const& options, double seconds, Terminal const& terminal)
{
    if (options.store.json)
        print_json(report, options.dry_run, seconds, terminal.out);
    else
        print_text(report, options, terminal.out);
    if (report.broken_off)
        terminal.err << "consentry: " << shown(report.broken_off->detail) << '\n';
    if (report.broken_off || report.interrupted) {
        if (!options.dry_run)
            terminal.err << "consentry: broken off; the same command goes on where this one was\n";
        return report.broken_off ? exit_for(report.broken_off->fault) : Exit::failed;
    }
    return report.counts.refused > 0 ? Exit::no : Exit::done;
}

Exit failed(Error const& error, Terminal const& terminal)
{
    terminal.err << "consentry: " << error.detail << '\n';
    return exit_for(error.fault);
}

std::optional<std::uint64_t> octets_of(Options const& options)
{
    std::error_code error;
    auto const size = std::filesystem::file_size(options.file, error);
    return is_stdin(options) || error ? std::nullopt : std::optional<std::uint64_t>{size};
}

Exit import_from(std::istream& in, Options const& options, Terminal const& terminal)
{
    auto const separator = separator_of(options.separator);
    if (!separator)
        return failed({Fault::malformed, "--separator takes a comma, a semicolon or tab"}, terminal);
    auto const columns = ImportColumns::of(options.maps, options.usual);
    if (!columns)
        return failed(columns.error(), terminal);
    auto rows = read_rows(in, format_of(options), *separator);
    if (!rows)
        return failed({rows.error().fault, options.file + ": " + rows.error().detail}, terminal);
    if (std::vector<std::string> const& names = (*rows)->names(); !names.empty()) {
        if (auto const suited = columns->suit(names); !suited)
            return failed({suited.error().fault, options.file + ": " + shown(suited.error().detail)}, terminal);
        if (std::string const ignored = columns->ignored(names); !ignored.empty())
            terminal.err << "consentry: not read: " << shown(ignored) << '\n';
    }
    auto const target = target_of(options, terminal);
    if (!target)
        return failed(target.error(), terminal);
    if (options.expected > 0 && !options.dry_run) {
        if (auto const announced = (*target)->expect(options.expected, "import of " + options.file); !announced)
            return failed(announced.error(), terminal);
    }
    heed_interrupts();
    // Whoever shares the machine comes first: the server, and what it answers meanwhile.
    [[maybe_unused]] int const niceness = ::nice(10);
    ImportRun const run{
        mark_file(options), task_of(options), options.dry_run, options.told_max, [] { return interrupted != 0; }};
    auto const mark = options.from_start ? std::nullopt : mark_of(run);
    if (mark) {
        (*rows)->go_to(mark->offset, mark->line);
        terminal.err << "consentry: going on at line " << mark->line << ", where an earlier import was broken off\n";
    } else if (!run.mark.empty()) {
        std::error_code error;
        std::filesystem::remove(run.mark, error);
    }
    ImportRejects rejects{options.dry_run ? std::string{} : options.rejects};
    if (auto const begun = rejects.begin(mark ? mark->rejects : 0); !begun)
        return failed(begun.error(), terminal);
    auto const begun = std::chrono::steady_clock::now();
    ImportProgress progress{terminal.err, ::isatty(STDERR_FILENO) == 1, octets_of(options), (*rows)->offset(), begun};
    ImportReport const report = import_rows(**rows, *columns, **target, rejects, progress, run, terminal);
    std::chrono::duration<double> const elapsed = std::chrono::steady_clock::now() - begun;
    return told(report, options, elapsed.count(), terminal);
}

Exit import(Options const& options, Terminal const& terminal)
{
    if (is_stdin(options))
        return import_from(terminal.in, options, terminal);
    std::ifstream in{options.file, std::ios::binary};
    std::error_code error;
    if (!in || !std::filesystem::is_regular_file(options.file, error))
        return failed({Fault::malformed, options.file + " is no file that can be read"}, terminal);
    return import_from(in, options, terminal);
}

void add_rows(CLI::App& command, Options& options)
{
    command.add_option("FILE", options.file, "CSV with a head, or JSON objects a line (.jsonl); - for standard input")
        ->required();
    command.add_option("--format", options.format, "csv or jsonl; default by the name of the file")
        ->check(CLI::IsMember({"csv", "jsonl"}));
    command.add_option("--separator", options.separator,
        "Between values of CSV: a comma, a semicolon or tab; default as the head has it");
    command.add_option("--map", options.maps, "COLUMN=MEMBER, such as phone=contact; may be given several times")
        ->allow_extra_args(false);
    command.add_option("--scope", options.usual.scope, "Where a row tells no scope");
    command.add_option("--state", options.usual.state, "Likewise: opted_in or opted_out");
    command.add_option("--occurred-at", options.usual.occurred_at, "Likewise: when it was said (RFC 3339)");
    command.add_option("--source", options.usual.source, "Likewise: where it was gathered, in your words");
    command.add_option("--wording", options.usual.wording, "Likewise: the configured version that was shown");
    command.add_option("--evidence", options.usual.evidence, "Likewise: what proves it");
    command.add_option("--actor", options.usual.actor, "Likewise: who answers for it");
}

void add_judging(CLI::App& command, Options& options)
{
    command.add_option(
        "--admin", options.admin, "The admin listener of the running server; without it, the store itself");
    command.add_option("--key", options.key, "An API key with the role writer")->envname("CONSENTRY_API_KEY");
    command.add_flag("--dry-run", options.dry_run, "Tell what would change, and for whom (masked); write nothing");
    command.add_flag(
        "--may-reopen", options.may_reopen, "Rows with wording, evidence and a later time outrank a person's no");
    command.add_option("--rejects", options.rejects, "Write the refused rows to this file, with line and reason");
    command.add_option("--mark", options.mark, "Where it is kept how far the import has come; default FILE.import");
    command.add_option("--expect", options.expected,
        "So many changes are meant: the brake lets them pass. By way of a server it needs a key with the role admin");
    command.add_flag("--from-start", options.from_start, "Begin at the first row, whatever the mark says");
    command
        .add_option("--show", options.told_max, "So many refusals, and changes of a dry run, are printed one by one")
        ->capture_default_str();
}

}  // namespace

void add_import(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand(
        "import", "Take in consent that was gathered elsewhere, from CSV or JSON lines");
    add_rows(*command, *options);
    add_judging(*command, *options);
    add_store_options(*command, options->store);
    command->footer(
        "Members: contact, scope, state, occurred_at, source, wording, evidence, actor, caused_by, confirmed. An "
        "opt-in never\n"
        "outvotes a no, and a row that is known already changes nothing. Broken off, the same command goes on\n"
        "where it was. Exit code 1: rows were refused; the others are kept. See docs/import.md.");
    command->callback([options, &program] { program.exit = import(*options, program.terminal); });
}

}  // namespace consentry::app
