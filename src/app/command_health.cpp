#include "app/commands.hpp"

#include "consentry/base/json.hpp"
#include "consentry/http/client.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string admin = "http://127.0.0.1:8081";
    bool ready = false;
    bool json = false;
};

void print_json(std::expected<http::Answer, http::TransportError> const& answer, std::ostream& out)
{
    JsonWriter json;
    json.open().put("healthy", answer && answer->status == 200);
    if (answer)
        json.put("status", static_cast<std::int64_t>(answer->status)).put("detail", answer->body);
    else
        json.put_null("status").put("detail", answer.error().detail);
    out << json.close().view() << '\n';
}

Exit ask(Options const& options, Terminal const& terminal)
{
    http::Outgoing request;
    request.method = http::Method::get;
    request.url = options.admin + (options.ready ? "/readyz" : "/healthz");
    request.allow_private_network = true;
    auto const answer = http::fetch(std::move(request));
    if (options.json)
        print_json(answer, terminal.out);
    if (!answer) {
        terminal.err << "consentry: no server answers at " << options.admin << ": " << answer.error().detail << '\n';
        return Exit::no;
    }
    if (!options.json)
        terminal.out << answer->body << (answer->body.ends_with('\n') ? "" : "\n");
    return answer->status == 200 ? Exit::done : Exit::no;
}

}  // namespace

void add_health(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command
        = program.options.add_subcommand("health", "Ask a running server whether it lives: for containers and scripts");
    command->add_option("--admin", options->admin, "The admin listener of the running server")->capture_default_str();
    command->add_flag("--ready", options->ready, "Ask instead whether it can keep what comes");
    command->add_flag("--json", options->json, "Print JSON: healthy, status, detail");
    command->footer("Exit code 1 if it does not, or nobody answers.");
    command->callback([options, &program] { program.exit = ask(*options, program.terminal); });
}

}  // namespace consentry::app
