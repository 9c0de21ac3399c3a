#include "app/admin_door.hpp"
#include "app/commands.hpp"
#include "app/store_choice.hpp"
#include "consentry/base/json.hpp"
#include "consentry/consent/brake.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <ostream>

namespace consentry::app {
namespace {

void print_json(consent::BrakeView const& view, consent::BrakeBounds const& bounds, EventTime now, std::ostream& out)
{
    consent::Brake const& brake = view.brake;
    JsonWriter json;
    json.open().put("source", consent::name_of(view.source)).put("direction", consent::name_of(view.direction));
    json.put("holds", brake.held_since.has_value()).put_or_null("since", brake.held_since);
    json.put("recent", consent::recent(brake, bounds, now)).put("stopped", brake.stopped);
    json.put("expected", now < brake.expected_until ? brake.expected : 0);
    json.put_or_null("released_by", brake.released_by).put_or_null("reason", brake.reason);
    out << json.close().view() << '\n';
}

void print_text(consent::BrakeView const& view, consent::BrakeBounds const& bounds, EventTime now, std::ostream& out)
{
    consent::Brake const& brake = view.brake;
    out << std::left << std::setw(12) << consent::name_of(view.source) << std::setw(9)
        << consent::name_of(view.direction);
    if (brake.held_since)
        out << "  holds since " << rfc3339(*brake.held_since) << ", " << brake.stopped << " stopped";
    else
        out << "  " << consent::recent(brake, bounds, now) << " lately";
    if (brake.expected > 0 && now < brake.expected_until)
        out << ", " << brake.expected << " more are expected until " << rfc3339(brake.expected_until);
    out << '\n';
}

Exit list(StoreOptions const& options, Terminal const& terminal)
{
    Exit exit = Exit::done;
    auto const opened = open_store(options, terminal, exit);
    if (!opened)
        return exit;
    EventTime const now = event_time(SystemClock{}.now());
    for (consent::BrakeView const& view : opened->view->reader().brakes(opened->policy.brand))
        (options.json ? print_json : print_text)(view, opened->policy.brake, now, terminal.out);
    return Exit::done;
}

struct ReleaseOptions {
    DoorOptions door;
    std::string source;
    std::string direction;
    std::string actor;
    std::string reason;
    std::size_t expected = 0;
};

Exit release(ReleaseOptions const& options, Terminal const& terminal)
{
    JsonWriter json;
    json.open().put("actor", options.actor).put("reason", options.reason).put("expected", options.expected).close();
    auto const answer = call_admin(options.door, http::Method::post,
        "/v1/brakes/" + options.source + "/" + options.direction + "/release", json.str());
    return tell_answer(answer, options.door, "it may go on", terminal);
}

void add_release(CLI::App& brakes, Program& program)
{
    auto const options = std::make_shared<ReleaseOptions>();
    CLI::App* const command = brakes.add_subcommand("release", "Let a source go on");
    command->add_option("SOURCE", options->source, "meta_status, api, import or cli")
        ->required()
        ->check(CLI::IsMember({"meta_status", "api", "import", "cli"}));
    command->add_option("DIRECTION", options->direction, "opt_outs or opt_ins")
        ->required()
        ->check(CLI::IsMember({"opt_outs", "opt_ins"}));
    command->add_option("--actor", options->actor, "Who answers for it")->required();
    command->add_option("--reason", options->reason, "Why it is meant")->required();
    command->add_option("--expected", options->expected, "So many more changes pass uncounted, within a day");
    add_door_options(*command, options->door);
    command->callback([options, &program] { program.exit = release(*options, program.terminal); });
}

}  // namespace

void add_brakes(Program& program)
{
    CLI::App* const brakes
        = program.options.add_subcommand("brakes", "Sources that have changed more consent than usual, and are held");
    brakes->require_subcommand(1);
    auto const options = std::make_shared<StoreOptions>();
    CLI::App* const command = brakes->add_subcommand("list", "What each source has changed lately; which are held");
    add_store_options(*command, *options);
    command->callback([options, &program] { program.exit = list(*options, program.terminal); });
    add_release(*brakes, program);
}

}  // namespace consentry::app
