#include "app/admin_door.hpp"

#include "app/choice.hpp"
#include "app/purges.hpp"
#include "app/setup.hpp"
#include "app/store_choice.hpp"
#include "app/translate.hpp"
#include "consentry/api/admin_handler.hpp"
#include "consentry/base/json_value.hpp"
#include "consentry/http/client.hpp"
#include "consentry/http/query.hpp"
#include "consentry/store/journal.hpp"

#include <CLI/CLI.hpp>

#include <future>
#include <ostream>

namespace consentry::app {
namespace {

constexpr std::size_t answer_bytes_max = std::size_t{256} * 1024 * 1024;  // A person's whole history, or a page.
constexpr std::chrono::seconds answer_timeout{60};
constexpr std::string_view own_key = "this process";

std::string with_brand(DoorOptions const& options, std::string const& path)
{
    if (options.brand.empty())
        return path;
    return path + (path.contains('?') ? "&" : "?") + "brand=" + http::percent_encode(options.brand);
}

Result<http::Response> call_there(
    DoorOptions const& options, http::Method method, std::string const& path, std::string const& body)
{
    auto answer = http::fetch(admin_request(options.admin, options.key, method, with_brand(options, path), body));
    if (!answer)
        return fail(Fault::unavailable, "no server answers at " + options.admin + ": " + answer.error().detail);
    return http::Response{.status = answer->status, .body = std::move(answer->body)};
}

/// Without a server nothing is sent, so there is nothing to steer.
class NothingToSteer final : public forward::Steering {
public:
    void retry(forward::DeliveryId, Answered done) override { done(refusal()); }
    void retry_all(std::string, std::string, Answered done) override { done(refusal()); }
    void halt(std::string, std::string, bool, Answered done) override { done(refusal()); }
    void replay(std::string, std::string, forward::ReplayRange, Begun done) override { done(refusal()); }
    void snapshot(std::string, std::string, Begun done) override { done(refusal()); }
    void test(std::string, std::string, std::string, Tested done) override { done(refusal()); }
    std::vector<forward::DestinationStatus> status() const override { return {}; }

private:
    static std::unexpected<Error> refusal()
    {
        return fail(Fault::unavailable, "nothing is sent without a server; ask it with --admin");
    }
};

/// The admin API without a listener: everything that it works with, on the store that this process holds.
class Here {
public:
    Here(Setup const& setup, store::Store& store, intake::Journal& journal)
        : alarms_{clock_, log_}
        , services_{.brands = setup.brands,
              .keys = {{std::string{own_key}, api::Role::admin, sha256(own_key), names_of(*setup.brands)}},
              .ledger = store.ledger(),
              .reader = store.reader(),
              .receipts = store.receipts(),
              .worklists = store.worklists(),
              .proofs = store.proofs(),
              .deliveries = store.delivery_reader(),
              .journal = journal,
              .data_reads = store.data_reads(),
              .alarms = alarms_,
              .violations = violations_,
              .steering = steering_,
              .relays = [] { return std::vector<forward::RelayStatus>{}; },
              .readiness = [] { return std::vector<api::Readiness>{}; },
              .public_traffic = [] { return http::Counters{}; },
              .writer_figures = [] { return api::WriterFigures{}; },
              .journal_figures = [] { return api::JournalFigures{}; },
              .erasure_figures = [] { return api::ErasureFigures{}; },
              .retention_figures = [] { return std::vector<api::RetentionFigure>{}; },
              .kept_for = kept_for(setup.config),
              .tallies = tallies_,
              .clock = clock_,
              .log = log_}
    {
    }

    http::Response call(http::Method method, std::string_view target, std::string_view body)
    {
        std::string const authorization = "Bearer " + std::string{own_key};
        http::HeaderView const header{"Authorization", authorization};
        http::Request request;
        request.method = method;
        request.target = target;
        request.path = target.substr(0, target.find('?'));
        request.query = target.substr(std::min(request.path.size() + 1, target.size()));
        request.peer = "127.0.0.1";
        request.headers = {&header, 1};
        if (auto refusal = handler_.refuse(request))
            return std::move(*refusal);
        request.body = body;
        std::promise<http::Response> promise;
        auto answer = promise.get_future();
        handler_.handle(request, [&promise](http::Response response) { promise.set_value(std::move(response)); });
        return answer.get();
    }

private:
    static std::vector<std::string> names_of(intake::Brands const& brands)
    {
        std::vector<std::string> names;
        for (intake::Brand const& brand : brands.all())
            names.push_back(brand.policy->brand);
        return names;
    }

    SystemClock const clock_;
    SilentLog log_;
    Alarms alarms_;
    api::Violations violations_{alarms_};
    std::deque<intake::Tally> tallies_;
    NothingToSteer steering_;
    api::Services services_;
    api::ReaderPool pool_{1};
    api::AdminHandler handler_{std::shared_ptr<api::Services const>{std::shared_ptr<void>{}, &services_}, pool_};
};

Result<http::Response> call_here(
    DoorOptions const& options, http::Method method, std::string const& path, std::string const& body)
{
    auto const file = config_choice(options.config, real_surroundings().environment("CONSENTRY_CONFIG"), on_disk);
    LoadedSetup const loaded = load_setup(file);
    if (!loaded.setup)
        return fail(Fault::malformed, to_line(loaded.problems.front().problem, loaded.problems.front().file));
    Config const& config = loaded.setup->config;
    SystemClock const clock;
    SystemRandom random;
    SilentLog log;
    Alarms alarms{clock, log};
    auto const store = store::Store::open(store_options_of(config), clock, random, log);
    if (!store)
        return fail(store.error().fault, store.error().detail + "; a running server does it with --admin and --key");
    auto const journal = store::FileJournal::open(
        config.journal.path, {config.journal.keep, config.journal.limit_bytes}, clock, alarms);
    if (!journal)
        return std::unexpected(journal.error());
    http::Response answer = Here{*loaded.setup, **store, **journal}.call(method, with_brand(options, path), body);
    // Whoever was erased is gone when the command has ended, if nobody has to be told first.
    if (Result<void> const purged = purge(**store, **journal, *loaded.setup, clock.now()); !purged)
        return std::unexpected(purged.error());
    if (Result<void> const noted = (*store)->upkeep().keep_reads(); !noted)
        return std::unexpected(noted.error());
    return answer;
}

/// What a problem says; the body itself where it is none.
std::string detail_of(http::Response const& response)
{
    auto const told = parse_json(response.body);
    JsonValue const* const detail = told ? told->find("detail") : nullptr;
    return detail != nullptr ? detail->text : response.body;
}

}  // namespace

void add_door_options(CLI::App& command, DoorOptions& options)
{
    add_server_options(command, options);
    command.add_option("--brand", options.brand, "The brand, where there is more than one");
}

void add_server_options(CLI::App& command, DoorOptions& options)
{
    command.add_option("--config", options.config, "The configuration, which names the store");
    CLI::Option* const admin
        = command.add_option("--admin", options.admin, "Instead: the admin listener of the running server");
    command.add_option("--key", options.key, "An API key for it")->envname("CONSENTRY_API_KEY")->needs(admin);
    command.add_flag("--json", options.json, "Print the API's answer");
}

void add_running_server_options(CLI::App& command, DoorOptions& options)
{
    options.admin = "http://127.0.0.1:8081";
    command.add_option("--admin", options.admin, "The admin listener of the running server")->capture_default_str();
    command.add_option("--key", options.key, "An API key with the role writer")
        ->envname("CONSENTRY_API_KEY")
        ->required();
    command.add_flag("--json", options.json, "Print the API's answer, as it does without");
}

http::Outgoing admin_request(
    std::string_view admin, std::string const& key, http::Method method, std::string_view path, std::string body)
{
    while (admin.ends_with('/'))
        admin.remove_suffix(1);
    http::Outgoing request;
    request.method = method;
    request.url = std::string{admin} + std::string{path};
    request.headers.push_back({"Authorization", "Bearer " + key});
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = std::move(body);
    request.allow_private_network = true;
    request.answer_timeout = answer_timeout;
    request.answer_bytes_max = answer_bytes_max;
    return request;
}

Result<http::Response> call_admin(
    DoorOptions const& options, http::Method method, std::string const& path, std::string const& body)
{
    return options.admin.empty() ? call_here(options, method, path, body) : call_there(options, method, path, body);
}

Exit tell_answer(
    Result<http::Response> const& answer, DoorOptions const& options, std::string_view done, Terminal const& terminal)
{
    if (!answer) {
        terminal.err << "consentry: " << answer.error().detail << '\n';
        return exit_for(answer.error().fault);
    }
    bool const is_yes = answer->status / 100 == 2;
    if (options.json)
        terminal.out << answer->body << '\n';
    else if (is_yes)
        terminal.out << done << '\n';
    else
        terminal.err << "consentry: " << detail_of(*answer) << '\n';
    return is_yes ? Exit::done : Exit::no;
}

}  // namespace consentry::app
