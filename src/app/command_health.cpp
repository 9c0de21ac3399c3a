#include "app/commands.hpp"

#include "consentry/http/client.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {
namespace {

struct Options {
    std::string admin = "http://127.0.0.1:8081";
    bool ready = false;
};

Exit ask(Options const& options, Terminal const& terminal)
{
    http::Outgoing request;
    request.method = http::Method::get;
    request.url = options.admin + (options.ready ? "/readyz" : "/healthz");
    request.allow_private_network = true;
    auto const answer = http::fetch(std::move(request));
    if (!answer) {
        terminal.err << "consentry: no server answers at " << options.admin << ": " << answer.error().detail << '\n';
        return Exit::no;
    }
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
    command->footer("Exit code 1 if it does not, or nobody answers.");
    command->callback([options, &program] { program.exit = ask(*options, program.terminal); });
}

}  // namespace consentry::app
