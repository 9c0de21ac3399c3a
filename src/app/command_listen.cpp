#include "app/commands.hpp"

#include "app/demo.hpp"
#include "app/receiver.hpp"
#include "consentry/forward/signing.hpp"
#include "consentry/http/server.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <syncstream>

namespace consentry::app {
namespace {

using namespace std::chrono_literals;

struct Options {
    std::uint16_t port = demo::listen_port;
    std::string address = "127.0.0.1";
    std::string secret{demo::webhook_secret};
    unsigned failures = 0;
    bool json = false;
};

/// Takes the two signals that ask a program to end away from the threads to come, so that one place waits for them.
sigset_t block_end_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

Exit listen(Options const& options, Terminal const& terminal)
{
    auto secret = forward::parse_receiver_secret(options.secret);
    if (!secret) {
        terminal.err << "consentry: --secret: " << secret.error().detail << '\n';
        return Exit::usage;
    }
    sigset_t const signals = block_end_signals();
    SystemClock const clock;
    SilentLog log;
    auto const make_receiver = [&](unsigned) {
        return std::make_unique<Receiver>(*secret, clock, options.json, options.failures, terminal.out, terminal.err);
    };
    http::Server server{{options.address, options.port}, http::Limits{}, 1, make_receiver, log};
    if (auto const started = server.start(); !started) {
        terminal.err << "consentry: " << started.error().detail << '\n';
        return Exit::failed;
    }
    // The server's thread may have something to say already.
    std::osyncstream{terminal.err} << "Listening on http://" << options.address << ':' << server.port()
                                   << "/ for signed events; Ctrl-C ends it\n"
                                   << std::flush;
    int signal = 0;
    sigwait(&signals, &signal);
    server.drain(1s);
    return Exit::done;
}

}  // namespace

void add_listen(Program& program)
{
    auto const options = std::make_shared<Options>();
    CLI::App* const command
        = program.options.add_subcommand("listen", "Stand in for a CRM: verify events and print them");
    command->add_option("--port", options->port, "0 takes any free one")->capture_default_str();
    command->add_option("--address", options->address, "The IP address to listen on")->capture_default_str();
    command->add_option(
        "--secret", options->secret, "The destination's whsec_… secret, or its public key whpk_…; default the demo's");
    command->add_option("--fail", options->failures, "Answer the first N events with 500, to watch them come again");
    command->add_flag("--json", options->json, "Print each event as it came, one JSON object a line");
    command->callback([options, &program] { program.exit = listen(*options, program.terminal); });
}

}  // namespace consentry::app
