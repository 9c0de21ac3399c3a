#include "app/commands.hpp"

#include "app/brand_choice.hpp"
#include "app/choice.hpp"
#include "app/rematch.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    BrandChoice choice;  ///< Its packs are those to try.
    std::string present;
    std::vector<std::string> files;
    bool ledger = false;
    bool journal = false;
    bool json = false;
    bool exit_code = false;

    /// Files alone need no configuration.
    [[nodiscard]] bool needs_config() const { return files.empty() || ledger || journal; }
};

Exit rematch(Options const& options, Terminal const& terminal)
{
    BrandChoice choice = options.choice;
    choice.configured = options.needs_config();
    auto const config = choice.configured ? load_choice(choice.config, terminal) : std::nullopt;
    if (choice.configured && !config)
        return Exit::usage;
    auto const after = choose_brand(choice, terminal);
    choice.packs = options.present;
    auto const before = after ? choose_brand(choice, terminal) : std::nullopt;
    if (!before)
        return Exit::usage;

    if (std::ranges::equal(before->packs, after->packs, {}, &keywords::Pack::identity, &keywords::Pack::identity))
        terminal.err << "consentry: both folders hold the same packs; name those of now with --present\n";
    Rematch comparison{before->brand, after->brand, options.json, terminal};
    auto const take = [&](KeptText const& kept) { comparison.consider(kept); };
    bool const both = options.files.empty() && !options.ledger && !options.journal;
    Exit exit = Exit::done;
    if (options.ledger || both)
        exit = std::max(exit, read_ledger(*config, after->config.name, take, terminal));
    if (options.journal || both)
        exit = std::max(exit, read_journal_texts(*config, take, terminal));
    for (std::string const& file : options.files)
        exit = std::max(exit, read_lines(file, take, terminal));
    if (exit != Exit::usage && exit != Exit::failed)
        comparison.sum_up();
    return exit == Exit::done && options.exit_code && comparison.changes_anything() ? Exit::no : exit;
}

}  // namespace

void add_rematch(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand(
        "rematch", "Run other keyword packs over texts that are kept, and list each decision that would change");
    command->add_option("--packs", options->choice.packs, "Folder of the packs to try")->required();
    command->add_option("--present", options->present,
        "Folder of the packs to compare with; default those of the configuration, else ./keywords, else the installed");
    command->add_option("FILE", options->files,
        R"(Lines {"id"?,"language"?,"text"}; - is the standard input. Without a file: ledger and journal)");
    command->add_flag("--ledger", options->ledger, "Read the texts of the brand's ledger");
    command->add_flag("--journal", options->journal, "Read the texts of the journal");
    command->add_option("--config", options->choice.config, "The configuration, which names the store and the brand");
    command->add_option("--brand", options->choice.brand, "Which brand; needed where there are several");
    command->add_flag(
        "--json", options->json, "Print one JSON object for each change: {source, id, text, recorded, before, after}");
    command->add_flag("--exit-code", options->exit_code, "End with 1 if any decision would change");
    command->footer("Changes nothing, and works beside a running server. The summary goes to the standard error. What "
                    "is compared is what each set of packs "
                    "makes of a text by itself; which question it answered is not looked at.");
    command->callback([options, &program] { program.exit = rematch(*options, program.terminal); });
}

}  // namespace consentry::app
