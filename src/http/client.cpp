#include "consentry/http/client.hpp"

#include "http/loop_state.hpp"
#include "http/outbound.hpp"
#include "http/outgoing_head.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <deque>
#include <stdexcept>
#include <unordered_map>

namespace consentry::http {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

/// What a URL comes to.
struct Target {
    Url url;
    std::string authority;
    std::string origin;  ///< Scheme, host, port, and whether it may be on a private network.
};

/// Most requests go where others went before: what their URLs come to is not found out anew each time.
class Targets {
public:
    Result<std::shared_ptr<Target const>> find(Outgoing const& request)
    {
        auto& known = known_[request.allow_private_network ? 1 : 0];
        if (auto const found = known.find(request.url); found != known.end())
            return found->second;
        Result<Url> url = parse_url(request.url);
        if (!url)
            return std::unexpected(std::move(url.error()));
        auto target = std::make_shared<Target>();
        target->authority = url->authority();
        target->origin = (url->tls ? "https " : "http ") + url->host + " " + std::to_string(url->port)
            + (request.allow_private_network ? " private" : "");
        target->url = std::move(*url);
        if (known.size() >= known_max)
            known.clear();  // Somebody's paths differ from request to request.
        return known.emplace(request.url, std::move(target)).first->second;
    }

private:
    static constexpr std::size_t known_max = 256;
    std::array<std::unordered_map<std::string, std::shared_ptr<Target const>>, 2> known_;
};

/// One request on its way.
struct Job {
    Outgoing request;
    std::shared_ptr<Target const> target;
    std::string head;
    Delivered done;
};

struct Idle {
    std::unique_ptr<Outbound> connection;
    steady_clock::time_point since;
};

/// What is known of one receiver.
struct Origin {
    std::vector<Idle> idle;  // The latest last: it is the least likely to be closed.
    std::deque<Job> waiting;
    std::size_t active = 0;
};

std::expected<Job, TransportError> make_job(Outgoing& request, Delivered& done, Targets& targets)
{
    Result<std::shared_ptr<Target const>> target = targets.find(request);
    if (!target)
        return std::unexpected(TransportError{TransportFault::bad_url, std::move(target.error().detail)});
    Result<std::string> head = outgoing_head(request, (*target)->url);
    if (!head)
        return std::unexpected(TransportError{TransportFault::bad_url, std::move(head.error().detail)});
    return Job{std::move(request), std::move(*target), std::move(*head), std::move(done)};
}

std::shared_ptr<Trust const> trust_of(ClientOptions const& options)
{
    if (options.trust)
        return options.trust;
    auto loaded = load_trust({.ca_file = options.ca_file, .crl_file = {}});
    if (!loaded)
        throw std::runtime_error{"The certificate authorities cannot be loaded: " + loaded.error().detail};
    return std::move(*loaded);
}

}  // namespace

/// All but its making happens on the loop's thread. Each request in flight keeps it alive.
struct Client::State {
    State(asio::io_context& loop, ClientOptions given)
        : context{loop}
        , options{std::move(given)}
        , trust{trust_of(options)}
        , resolver{loop}
        , sweep{loop}
    {
    }

    asio::io_context& context;
    ClientOptions const options;
    std::shared_ptr<Trust const> trust;
    Resolver resolver;
    asio::steady_timer sweep;  // Closes what was idle for too long; runs while there is something idle.
    bool sweeping = false;
    bool closed = false;
    Targets targets{};
    std::unordered_map<std::string, Origin> origins{};  // By Target::origin.

    std::unique_ptr<Outbound> take_idle(std::string const& key);
    void keep(std::string const& key, std::unique_ptr<Outbound> connection);
    void forget_unused(std::string const& key);
    void close_idle(steady_clock::time_point since);

    static void begin(std::shared_ptr<State> const& state, Job job);
    static void wait_for_sweep(std::shared_ptr<State> const& state);
    static Outbound::Awaitable<void> work(
        std::shared_ptr<State> state, std::shared_ptr<Target const> target, std::unique_ptr<Job> job);
    static Outbound::Awaitable<std::expected<Answer, TransportError>> attempt(
        std::shared_ptr<State> const& state, Job const& job);
    static Outbound::Awaitable<std::expected<std::unique_ptr<Outbound>, TransportError>> connect(
        State& state, Job const& job);
};

std::unique_ptr<Outbound> Client::State::take_idle(std::string const& key)
{
    std::vector<Idle>& idle = origins[key].idle;
    while (!idle.empty()) {
        std::unique_ptr<Outbound> connection = std::move(idle.back().connection);
        idle.pop_back();
        if (!connection->is_stale())
            return connection;
    }
    return nullptr;
}

void Client::State::keep(std::string const& key, std::unique_ptr<Outbound> connection)
{
    origins[key].idle.push_back({std::move(connection), steady_clock::now()});
}

void Client::State::forget_unused(std::string const& key)
{
    auto const found = origins.find(key);
    if (found != origins.end() && found->second.active == 0 && found->second.idle.empty()
        && found->second.waiting.empty())
        origins.erase(found);
}

void Client::State::close_idle(steady_clock::time_point since)
{
    for (auto& [key, origin] : origins)
        std::erase_if(origin.idle, [since](Idle const& idle) { return idle.since <= since; });
    std::erase_if(origins, [](auto const& entry) {
        Origin const& origin = entry.second;
        return origin.active == 0 && origin.idle.empty() && origin.waiting.empty();
    });
}

void Client::State::wait_for_sweep(std::shared_ptr<State> const& state)
{
    state->sweeping = true;
    state->sweep.expires_after(state->options.idle_timeout / 2);
    state->sweep.async_wait([weak = std::weak_ptr{state}](boost::system::error_code error) {
        std::shared_ptr<State> const alive = weak.lock();
        if (error || !alive || alive->closed)
            return;
        alive->sweeping = false;
        alive->close_idle(steady_clock::now() - alive->options.idle_timeout);
        if (std::ranges::any_of(alive->origins, [](auto const& entry) { return !entry.second.idle.empty(); }))
            wait_for_sweep(alive);
    });
}

/// A job gets one of the origin's turns, or waits for one.
void Client::State::begin(std::shared_ptr<State> const& state, Job job)
{
    Origin& origin = state->origins[job.target->origin];
    if (origin.active >= state->options.connections_per_origin) {
        origin.waiting.push_back(std::move(job));
        return;
    }
    ++origin.active;
    auto target = job.target;
    asio::co_spawn(state->context, work(state, std::move(target), std::make_unique<Job>(std::move(job))),
        [](std::exception_ptr trouble) {
            if (trouble)
                std::rethrow_exception(trouble);
        });
}

/// One turn at an origin: a job, and whatever waits when it is done.
Outbound::Awaitable<void> Client::State::work(
    std::shared_ptr<State> state, std::shared_ptr<Target const> target, std::unique_ptr<Job> job)
{
    std::string const& key = target->origin;
    while (job) {
        try {
            std::expected<Answer, TransportError> outcome = co_await attempt(state, *job);
            if (state->closed)
                co_return;
            job->done(std::move(outcome));
        } catch (...) {  // Is for whoever runs the loop to hear; the turn goes to the next all the same.
            asio::post(state->context, [trouble = std::current_exception()] { std::rethrow_exception(trouble); });
        }
        job.reset();
        std::deque<Job>& waiting = state->origins[key].waiting;
        if (!waiting.empty()) {
            job = std::make_unique<Job>(std::move(waiting.front()));
            waiting.pop_front();
        }
    }
    --state->origins[key].active;
    state->forget_unused(key);
}

Outbound::Awaitable<std::expected<std::unique_ptr<Outbound>, TransportError>> Client::State::connect(
    State& state, Job const& job)
{
    Deadline const deadline = steady_clock::now() + job.request.connect_timeout;
    std::expected<Addresses, TransportError> addresses = co_await state.resolver.resolve(job.target->url, deadline);
    if (addresses)
        addresses = judged(*addresses, job.target->url, job.request.allow_private_network);
    if (!addresses)
        co_return std::unexpected(std::move(addresses.error()));
    auto connection = std::make_unique<Outbound>(state.context);
    Outbound::Opened const opened = co_await connection->open(job.target->url, *addresses, state.trust, deadline);
    if (!opened)
        co_return std::unexpected(opened.error());
    co_return std::move(connection);
}

Outbound::Awaitable<std::expected<Answer, TransportError>> Client::State::attempt(
    std::shared_ptr<State> const& state, Job const& job)
{
    std::string const& key = job.target->origin;
    std::string const& host = job.target->authority;
    std::expected<Answer, TransportError> outcome;
    std::unique_ptr<Outbound> connection;
    if (!job.request.only_once)
        connection = state->take_idle(key);
    if (connection) {
        outcome = co_await connection->exchange(job.head, job.request, host);
        // Closed by the peer while our request was on its way to it: it was not read, as far as anybody can know.
        if (!outcome && outcome.error().fault == TransportFault::protocol && !connection->answered())
            connection.reset();
    }
    if (!connection) {
        auto fresh = co_await connect(*state, job);
        if (!fresh)
            co_return std::unexpected(std::move(fresh.error()));
        connection = std::move(*fresh);
        outcome = co_await connection->exchange(job.head, job.request, host);
    }
    if (connection->reusable() && connection->trust() == state->trust && !state->closed) {
        state->keep(key, std::move(connection));
        if (!state->sweeping)
            wait_for_sweep(state);
    }
    co_return outcome;
}

Client::Client(Loop& loop, ClientOptions options)
    : state_{std::make_shared<State>(loop.state_->context, std::move(options))}
{
}

Client::~Client()
{
    state_->closed = true;
    state_->sweep.cancel();
    state_->origins.clear();
    state_->resolver.stop();
}

void Client::send(Outgoing request, Delivered done)
{
    asio::post(state_->context, [state = state_, request = std::move(request), done = std::move(done)]() mutable {
        if (state->closed)
            return;
        std::expected<Job, TransportError> job = make_job(request, done, state->targets);
        if (job)
            State::begin(state, std::move(*job));
        else
            done(std::unexpected(std::move(job.error())));
    });
}

void Client::renew(std::shared_ptr<Trust const> trust)
{
    asio::post(state_->context, [state = state_, trust = std::move(trust)]() mutable {
        state->trust = std::move(trust);
        state->close_idle(steady_clock::time_point::max());
    });
}

std::expected<Answer, TransportError> fetch(Outgoing request, ClientOptions options)
{
    Loop loop;
    Client client{loop, std::move(options)};
    std::expected<Answer, TransportError> outcome;
    client.send(std::move(request), [&](std::expected<Answer, TransportError> result) {
        outcome = std::move(result);
        loop.stop();
    });
    loop.run();
    return outcome;
}

}  // namespace consentry::http
