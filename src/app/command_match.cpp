#include "app/commands.hpp"

#include "app/brand_choice.hpp"
#include "app/matching.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    BrandChoice choice;
    std::string language;
    std::vector<std::string> words;
    bool json = false;
    bool lines = false;
};

Exit match(Options const& options, Terminal const& terminal)
{
    if (options.lines == !options.words.empty()) {
        terminal.err << "consentry: give a TEXT, or --jsonl and lines on the standard input\n";
        return Exit::usage;
    }
    auto const chosen = choose_brand(options.choice, terminal);
    if (!chosen)
        return Exit::usage;
    if (options.lines)
        return match_lines(chosen->brand, terminal);
    std::string const text = joined(options.words, " ");
    intake::Verdict const verdict = intake::explain(chosen->brand, text, options.language);
    terminal.out << (options.json ? to_json(text, verdict) + '\n' : to_text(text, verdict));
    return Exit::done;
}

}  // namespace

void add_match(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand("match", "Say what a text would mean, and why");
    command->add_option("TEXT", options->words, "The text, as a customer would type it");
    command->add_option("--language", options->language, "The language the customer probably writes");
    add_options(*command, options->choice);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->add_flag("--jsonl", options->lines,
        R"(Read lines {"id","language"?,"text"} and answer each with {"id","signal","decision","tier","language","keyword","rule"})");
    command->footer("Signals: opt_out, opt_in, affirm, acknowledge, decline, help, none. Decisions: act, hold, note.");
    command->callback([options, &program] { program.exit = match(*options, program.terminal); });
}

}  // namespace consentry::app
