#include "app/choice.hpp"
#include "app/commands.hpp"
#include "app/config_check.hpp"
#include "app/doctor_graph.hpp"
#include "app/doctor_local.hpp"
#include "app/doctor_url.hpp"
#include "consentry/http/client.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string config;
    std::string public_url;
    bool json = false;
};

Ask over_the_network()
{
    return [](http::Outgoing request) { return http::fetch(std::move(request)); };
}

void append(Diagnoses& all, Diagnoses more)
{
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Diagnoses examine_configuration(CheckedConfig const& checked)
{
    Diagnoses found;
    if (checked.ok())
        found.push_back(good("configuration", checked.file.string() + ": " + checked.summary));
    for (Finding const& finding : checked.problems)
        found.push_back(trouble("configuration",
            finding.problem.key.empty() ? finding.problem.reason : finding.problem.key + ' ' + finding.problem.reason,
            finding.problem.remedy));
    for (Finding const& finding : checked.warnings)
        found.push_back(
            advice("configuration", finding.problem.key + ' ' + finding.problem.reason, finding.problem.remedy));
    return found;
}

void examine_meta(Config const& config, std::string const& public_url, Diagnoses& found)
{
    SystemClock const clock;
    for (BrandConfig const& brand : config.brands) {
        if (brand.graph)
            append(found, examine_graph(brand, public_url, over_the_network(), clock));
        else
            found.push_back(unknown("brand " + brand.name, "Meta's side was not asked",
                "Add [brand.graph] with a token, and Meta is asked where it sends webhooks, and which"));
    }
    if (config.listen.public_tls && !config.listen.public_tls->client_ca.empty())
        found.push_back(unknown("mTLS",
            "client certificates are asked for; the Graph API does not tell whether the app "
            "presents one",
            "See that mTLS is switched on for each app in its dashboard, then press Test: without it every webhook is "
            "refused"));
}

Exit examine(Options const& options, Terminal const& terminal)
{
    auto const file = config_choice(options.config, real_surroundings().environment("CONSENTRY_CONFIG"), on_disk);
    CheckedConfig const checked = check_config_file(file);
    Diagnoses found = examine_configuration(checked);
    if (checked.ok()) {
        Config const config = load_config(file).config;
        std::string const url = options.public_url.empty() ? config.listen.public_url : options.public_url;
        append(found, examine_machine(config, over_the_network()));
        examine_meta(config, url, found);
        SystemRandom random;
        if (url.empty())
            found.push_back(unknown("public URL", "nobody says what it is",
                "Give --public-url or [listen] public_url: the way from the internet is then tried"));
        else
            append(found, examine_public_url(config, url, over_the_network(), random));
    }
    if (options.json)
        terminal.out << to_json(found) << '\n';
    else
        print_text(found, terminal.out);
    return checked.ok() ? exit_for(found) : Exit::usage;
}

}  // namespace

void add_doctor(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command = program.options.add_subcommand(
        "doctor", "Look at everything between Meta and this consentry, and say what to do about what is wrong");
    command->add_option("--config", options->config, "The configuration file");
    command->add_option("--public-url", options->public_url,
        "The callback URL as Meta knows it; default [listen] public_url. It is tried with empty webhooks");
    command->add_flag("--json", options->json, "Print {ok, findings: [{verdict, about, found, remedy}]}");
    command->footer(
        "Asks the Graph API for each brand with a [brand.graph] table. Changes nothing. Exit code 1 if there "
        "is trouble, 2 if the configuration cannot be used.");
    command->callback([options, &program] { program.exit = examine(*options, program.terminal); });
}

}  // namespace consentry::app
