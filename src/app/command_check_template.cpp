#include "app/commands.hpp"

#include "app/brand_choice.hpp"
#include "app/choice.hpp"
#include "app/matching.hpp"
#include "app/message_template.hpp"
#include "app/shown.hpp"
#include "app/template_check.hpp"
#include "consentry/app/config_file.hpp"
#include "consentry/base/json.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <istream>
#include <iterator>
#include <optional>
#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    BrandChoice choice;
    std::string language;
    std::string category;
    std::vector<std::string> texts;
    std::vector<std::string> files;
    bool json = false;
};

using Templates = std::vector<MessageTemplate>;

/// Every argument is a text; arguments without a blank are the words of one, as the shell hands over what was not
/// quoted.
Templates templates_of(Options const& options)
{
    std::vector<std::string> texts = options.texts;
    if (texts.size() > 1 && std::ranges::none_of(texts, [](auto const& text) { return text.contains(' '); }))
        texts = {joined(texts, " ")};
    Templates templates;
    for (std::string const& text : texts)
        templates.push_back(
            {"text " + std::to_string(templates.size() + 1), options.language, options.category, {{"", text}}, {}});
    return templates;
}

/// Appends the templates of a file; what is wrong with it is told.
bool read(std::string const& file, Templates& templates, Terminal const& terminal)
{
    auto const text = file == "-" ? std::string{std::istreambuf_iterator<char>{terminal.in}, {}} : contents_of(file);
    if (!text) {
        terminal.err << "consentry: " << text.error().detail << '\n';
        return false;
    }
    SavedTemplates const saved = templates_in(*text);
    if (!saved.trouble.empty())
        terminal.err << "consentry: " << shown(file) << ' ' << shown(saved.trouble) << '\n';
    templates.insert(templates.end(), saved.templates.begin(), saved.templates.end());
    return saved.trouble.empty();
}

std::string outcome(CheckedPromise const& promise)
{
    if (promise.signal == "answer")
        return "is an answer to a campaign";
    if (promise.signal == "ignored")
        return "is no matter of consent";
    return "is heard as " + promise.signal + (promise.decision == "hold" ? ", and waits for a person" : "");
}

void print(CheckedTemplate const& checked, Terminal const& terminal)
{
    for (CheckedPromise const& promise : checked.promises) {
        std::string const word = shown(promise.promise.word);
        terminal.out << shown(checked.title) << (promise.part.empty() ? "" : ", " + shown(promise.part)) << ": ";
        if (promise.problem.empty())
            terminal.out << word << ' ' << outcome(promise);
        else
            terminal.out << '"' << shown(promise.promise.sentence) << "\" promises " << word
                         << (promise.way_out ? " as a way out, but " : ", but ") << promise.problem;
        terminal.out << '.' << (promise.advice.empty() ? "" : " " + shown(promise.advice)) << '\n';
    }
    if (!checked.problem.empty())
        terminal.out << shown(checked.title) << ": warning: " << checked.problem << ". " << checked.advice << '\n';
}

void put(JsonWriter& json, CheckedTemplate const& checked)
{
    json.open().put("template", checked.title).put("ok", checked.is_fine()).open_list("promises");
    for (CheckedPromise const& one : checked.promises) {
        json.open().put_or_null("part", one.part).put("word", one.promise.word).put("sentence", one.promise.sentence);
        json.put_or_null("purpose", one.promise.purpose)
            .put("way_out", one.way_out)
            .put("signal", one.signal)
            .put("decision", one.decision);
        json.put_or_null("problem", one.problem).put_or_null("advice", one.advice).close();
    }
    json.close_list().put_or_null("problem", checked.problem).put_or_null("advice", checked.advice).close();
}

std::string count(std::size_t number, std::string const& what)
{
    return std::to_string(number) + ' ' + what + (number == 1 ? "" : "s");
}

void print(std::vector<CheckedTemplate> const& all, Terminal const& terminal)
{
    std::size_t promises = 0;
    std::size_t flawed = 0;
    for (CheckedTemplate const& checked : all) {
        print(checked, terminal);
        promises += checked.promises.size();
        flawed += checked.is_fine() ? 0U : 1U;
    }
    std::string const found = promises == 0 ? "no promised word found" : count(promises, "promised word");
    terminal.out << count(all.size(), "template") << ", " << found << ": "
                 << (flawed == 0 ? "ok" : count(flawed, "template") + " to mend") << '\n';
}

Exit check(Options const& options, Terminal const& terminal)
{
    Templates templates = templates_of(options);
    for (std::string const& file : options.files)
        if (!read(file, templates, terminal))
            return Exit::usage;
    bool const blank = std::ranges::any_of(
        options.texts, [](std::string const& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; });
    if (templates.empty() || blank) {
        terminal.err
            << "consentry: give a TEXT that is not blank, or --file with templates as the Graph API returns them\n";
        return Exit::usage;
    }
    auto const chosen = choose_brand(options.choice, terminal);
    if (!chosen)
        return Exit::usage;
    TemplateCheck const checker{*chosen};
    std::vector<CheckedTemplate> all;
    std::ranges::transform(
        templates, std::back_inserter(all), [&](MessageTemplate const& one) { return checker.check(one); });
    bool const fine = std::ranges::all_of(all, &CheckedTemplate::is_fine);
    if (options.json) {
        JsonWriter json;
        json.open().put("ok", fine).open_list("templates");
        for (CheckedTemplate const& checked : all)
            put(json, checked);
        terminal.out << json.close_list().close().str() << '\n';
    } else
        print(all, terminal);
    return fine ? Exit::done : Exit::no;
}

/// Files that are named among the texts: what is on disk, and what is called as such files are.
void sort_out(Options& options)
{
    auto const is_file = [](std::string const& text) {
        bool const is_called_so = text == "-" || text.ends_with(".json") || text.ends_with(".jsonl");
        return !text.contains(' ')
            && (is_called_so || (text.find_first_of("./") != std::string::npos && on_disk(text)));
    };
    std::ranges::copy_if(options.texts, std::back_inserter(options.files), is_file);
    std::erase_if(options.texts, is_file);
}

}  // namespace

void add_check_template(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand("check-template",
        "Say whether every word that a message asks for (\"Reply STOP to opt out\") is heard as what it promises");
    command->add_option("TEXT", options->texts,
        "Texts of messages, each in quotes; a file that is named here is read as --file reads it");
    command->add_option("--file", options->files,
        "Templates as GET /<waba>/message_templates of the Graph API returns them; - is the standard input");
    command->add_option("--language", options->language, "The language of the texts");
    command->add_option(
        "--category", options->category, "The category of the texts; a MARKETING one has to say how to opt out");
    add_options(*command, options->choice);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("A word that is heard and waits for a person keeps its promise: nothing is sent while it waits.\n"
                    "Exit code 1 if a promised word is not heard as promised, or if a MARKETING template has neither a "
                    "line nor a button to opt out.");
    command->callback([options, &program] {
        sort_out(*options);
        program.exit = check(*options, program.terminal);
    });
}

}  // namespace consentry::app
