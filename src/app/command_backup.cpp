#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/base/json.hpp"
#include "consentry/store/backup.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string config;
    std::string file;
    bool force = false;
    bool json = false;
};

void print_json(store::BackupReport const& report, std::ostream& out)
{
    JsonWriter json;
    json.open()
        .put("file", report.file.string())
        .put("bytes", report.bytes)
        .put("entries", report.entries)
        .put("epoch", report.epoch)
        .put("erased_again", report.erased_again)
        .put_or_null("set_aside", report.set_aside.string());
    out << json.close().str() << '\n';
}

/// `consentry.db.backup-2026-11-22T093000Z`, beside the store.
std::filesystem::path usual_name(Config const& config)
{
    std::string time = rfc3339(event_time(SystemClock{}.now()));
    std::erase(time, ':');
    return config.store.file.string() + ".backup-" + time;
}

Exit told(Result<store::BackupReport> const& report, Terminal const& terminal)
{
    if (report)
        return Exit::done;
    terminal.err << "consentry: " << report.error().detail << '\n';
    return exit_for(report.error().fault);
}

Exit back_up(Options const& options, Terminal const& terminal)
{
    auto const config = load_choice(options.config, terminal);
    if (!config)
        return Exit::usage;
    auto const to = options.file.empty() ? usual_name(*config) : std::filesystem::path{options.file};
    auto const report = store::backup(store_options_of(*config), to);
    if (report && options.json)
        print_json(*report, terminal.out);
    else if (report)
        terminal.out << report->file.string() << ": " << report->entries << " entries, " << report->bytes
                     << " bytes\nThe key is not in it; keep " << config->suppression.file.string()
                     << " apart from it: neither is of use without the other\n";
    return told(report, terminal);
}

Exit put_back(Options const& options, Terminal const& terminal)
{
    auto const config = load_choice(options.config, terminal);
    if (!config)
        return Exit::usage;
    auto const report
        = store::restore(store_options_of(*config), options.file, options.force, event_time(SystemClock{}.now()));
    if (report && options.json)
        print_json(*report, terminal.out);
    else if (report) {
        terminal.out << report->file.string() << ": " << report->entries << " entries, epoch " << report->epoch << '\n';
        if (report->erased_again > 0)
            terminal.out << report->erased_again << " who were erased since it was made are erased once more\n";
        if (!report->set_aside.empty())
            terminal.out << "the store that was there is " << report->set_aside.string() << " now\n";
    }
    return told(report, terminal);
}

}  // namespace

void add_backup(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command
        = program.options.add_subcommand("backup", "Copy the store as it is at one moment, beside a running server");
    command->add_option("--config", options->config, "The configuration, which names the store");
    command->add_option("--to", options->file, "The file to make; default beside the store, with the time in its name");
    command->add_flag("--json", options->json, "Print {file, bytes, entries, epoch, set_aside}");
    command->footer("The suppression key is not in it. Back that up apart: see docs/operations.md.");
    command->callback([options, &program] { program.exit = back_up(*options, program.terminal); });
}

void add_restore(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command
        = program.options.add_subcommand("restore", "Put a backup in the store's place, while no server runs");
    command->add_option("FILE", options->file, "What `backup` made")->required();
    command->add_option("--config", options->config, "The configuration, which names the store");
    command->add_flag("--force", options->force, "Set the store that is there aside");
    command->add_flag("--json", options->json, "Print {file, bytes, entries, epoch, set_aside}");
    command->footer("It begins a new epoch: every version from then on is higher than all before.");
    command->callback([options, &program] { program.exit = put_back(*options, program.terminal); });
}

}  // namespace consentry::app
