#include "app/admin_door.hpp"
#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/forward/delivery_json.hpp"
#include "consentry/forward/delivery_store.hpp"
#include "consentry/http/query.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <ostream>

namespace consentry::app {
namespace {

struct ListOptions {
    StoreOptions store;
    std::string state;
    std::string destination;
};

void print_delivery(forward::DeliveryView const& view, std::ostream& out)
{
    forward::Delivery const& delivery = view.delivery;
    out << std::left << std::setw(16) << to_string(delivery.id) << ' ' << std::setw(10) << name_of(delivery.state)
        << ' ' << view.destination << "  " << consent::name_of(view.type) << "  " << view.event << "  attempts "
        << delivery.attempts;
    if (!delivery.last_error.empty())
        out << ", " << delivery.last_error;
    if (delivery.due_at)
        out << ", next " << rfc3339(*delivery.due_at);
    out << '\n';
}

Exit list(ListOptions const& options, Terminal const& terminal)
{
    constexpr std::size_t page_size = 500;
    forward::DeliveryQuery query;
    query.state = forward::delivery_state_of(options.state);
    if (!options.state.empty() && !query.state) {
        terminal.err << "consentry: --state takes queued, waiting, delivered, dead, skipped or unknown\n";
        return Exit::usage;
    }
    Exit exit = Exit::done;
    auto const opened = open_store(options.store, terminal, exit);
    if (!opened)
        return exit;
    query.brand = opened->policy.brand;
    query.destination = options.destination;
    query.limit = page_size;
    bool more = true;
    while (more) {
        auto const page = opened->view->delivery_reader().deliveries(query);
        for (forward::DeliveryView const& view : page.deliveries) {
            if (options.store.json)
                terminal.out << to_json(view) << '\n';
            else
                print_delivery(view, terminal.out);
            query.after = view.delivery.id;
        }
        more = page.more;
    }
    return Exit::done;
}

struct RetryOptions {
    std::string id;
    DoorOptions server;
};

/// The running server does it: its forwarder knows what is in flight.
Exit retry(RetryOptions const& options, Terminal const& terminal)
{
    std::string const path = "/v1/deliveries/" + http::percent_encode(options.id) + "/retry";
    auto const answer = call_admin(options.server, http::Method::post, path, "");
    if (!answer) {
        terminal.err << "consentry: " << answer.error().detail << '\n';
        return exit_for(answer.error().fault);
    }
    terminal.out << answer->body << '\n';
    return answer->status / 100 == 2 ? Exit::done : Exit::no;
}

void add_list(CLI::App& deliveries, Program& program)
{
    auto const options = std::make_shared<ListOptions>();
    CLI::App* const command = deliveries.add_subcommand("list", "What went out, what waits, what is dead");
    command->add_option("--state", options->state, "Only these: queued, waiting, delivered, dead, skipped or unknown");
    command->add_option("--destination", options->destination, "Only those to the destination of this name");
    add_store_options(*command, options->store);
    command->callback([options, &program] { program.exit = list(*options, program.terminal); });
}

void add_retry(CLI::App& deliveries, Program& program)
{
    auto const options = std::make_shared<RetryOptions>();
    CLI::App* const command = deliveries.add_subcommand("retry", "Try one delivery again now, a dead one as well");
    command->add_option("ID", options->id, "As `deliveries list` prints it: dlv_…")->required();
    add_running_server_options(*command, options->server);
    command->callback([options, &program] { program.exit = retry(*options, program.terminal); });
}

}  // namespace

void add_deliveries(Program& program)
{
    CLI::App* const deliveries = program.options.add_subcommand("deliveries", "Events on their way to destinations");
    deliveries->require_subcommand(1);
    add_list(*deliveries, program);
    add_retry(*deliveries, program);
}

}  // namespace consentry::app
