#pragma once

#include "consentry/forward/signing.hpp"
#include "forward/engine.hpp"

#include "support/false_states.hpp"
#include "support/false_tokens.hpp"
#include "support/memory_deliveries.hpp"

#include <functional>
#include <random>
#include <set>

namespace consentry::test {

using forward::Seq;

/// Time that passes when a test says so.
class HandClock final : public Clock {
public:
    Instant now() const override { return at; }
    Instant at{std::chrono::milliseconds{1'795'339'800'000}};
};

/// The tasks of an engine, called in the order of their time.
class HandTasks final : public forward::Tasks {
public:
    explicit HandTasks(HandClock& clock)
        : clock_{clock}
    {
    }

    void post(Task task) override { after({}, std::move(task)); }
    void after(std::chrono::milliseconds duration, Task task) override
    {
        tasks_.emplace(std::pair{clock_.at + duration, ++count_}, std::move(task));
    }

    /// Calls what is due until `end`, however much that brings.
    void run_until(Instant end)
    {
        while (!tasks_.empty() && tasks_.begin()->first.first <= end) {
            auto next = tasks_.extract(tasks_.begin());
            clock_.at = std::max(clock_.at, next.key().first);
            next.mapped()();
        }
        clock_.at = std::max(clock_.at, end);
    }

    void clear() { tasks_.clear(); }
    std::size_t size() const { return tasks_.size(); }

private:
    HandClock& clock_;
    std::map<std::pair<Instant, std::uint64_t>, Task> tasks_;
    std::uint64_t count_ = 0;
};

class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed)
        : engine_{seed}
    {
    }
    void fill(std::span<std::uint8_t> bytes) override
    {
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(engine_());
    }

private:
    std::mt19937_64 engine_;
};

/// How a receiver reacts to one request.
struct Reaction {
    unsigned status = 200;  ///< 0: the connection breaks.
    std::chrono::milliseconds after{1};
    std::string retry_after{};
    std::string body{};
    std::string control{};  ///< Its header `webhook-delivery`.
};

/// What a receiver saw.
struct Seen {
    Instant at;
    std::string url;
    std::string event;
    forward::SignatureHeaders signature;
    std::string body;
};

/// Receivers by URL; without a reaction of its own one answers 200 at once.
class FalseReceivers final : public http::Transport {
public:
    FalseReceivers(HandClock& clock, HandTasks& tasks)
        : clock_{clock}
        , tasks_{tasks}
    {
    }

    void send(http::Outgoing request, http::Delivered done) override
    {
        Seen one{clock_.at, request.url, {}, {}, request.body};
        for (auto const& [name, value] : request.headers) {
            if (name == "webhook-id")
                one.signature.id = one.event = value;
            if (name == "webhook-timestamp")
                one.signature.timestamp = value;
            if (name == "webhook-signature")
                one.signature.signature = value;
        }
        auto const reacts = reactions.find(request.url);
        Reaction const reaction = reacts == reactions.end() ? Reaction{} : reacts->second(one);
        in_flight_max = std::max(in_flight_max, ++in_flight);
        if (on_send)
            on_send(one);
        seen.push_back(one);
        last = std::move(request);
        tasks_.after(reaction.after, [this, reaction, one = std::move(one), done = std::move(done)]() mutable {
            --in_flight;
            if (on_answer)
                on_answer(one, reaction.status);
            if (reaction.status == 0)
                return done(std::unexpected{http::TransportError{http::TransportFault::timeout, "nothing came"}});
            http::Answer answer{reaction.status, {}, reaction.body};
            if (!reaction.retry_after.empty())
                answer.headers.push_back({"Retry-After", reaction.retry_after});
            if (!reaction.control.empty())
                answer.headers.push_back({"Webhook-Delivery", reaction.control});
            done(std::move(answer));
        });
    }

    std::vector<std::string> events_at(std::string const& url) const
    {
        std::vector<std::string> events;
        for (auto const& one : seen) {
            if (one.url == url)
                events.push_back(one.event);
        }
        return events;
    }

    std::map<std::string, std::function<Reaction(Seen const&)>> reactions;
    std::function<void(Seen const&)> on_send;
    std::function<void(Seen const&, unsigned status)> on_answer;
    std::vector<Seen> seen;
    std::optional<http::Outgoing> last;
    std::size_t in_flight = 0;
    std::size_t in_flight_max = 0;

private:
    HandClock& clock_;
    HandTasks& tasks_;
};

/// An engine with everything around it under a test's hand.
class Stage {
public:
    explicit Stage(std::uint64_t seed = 1)
        : random{seed}
    {
        start();
    }

    /// The process begins, or begins again.
    void start()
    {
        engine.emplace(forward::EngineParts{store, receivers, states, tasks, clock, random, log, tokens}, options);
        engine->configure(destinations);
    }

    /// The power goes. Answers that were on their way come to nothing.
    void crash(std::size_t settlements_kept = 0)
    {
        tasks->clear();
        receivers.in_flight = 0;
        store.lose_power(settlements_kept);
        engine.reset();
    }

    void configure(std::vector<forward::Destination> all)
    {
        destinations = std::move(all);
        engine->configure(destinations);
    }

    /// An event of a subject, in the ledger of brand `demo`, and the engine told of it.
    std::string say(forward::SubjectNumber subject, consent::EventType type = consent::EventType::opted_out)
    {
        consent::Event event;
        event.type = type;
        event.effective = true;
        event.subject = "sub_" + std::to_string(subject);
        event.recorded_at = clock.at;
        auto const seq = store.append("demo", subject, std::move(event));
        engine->wake();
        return id_of(seq);
    }

    static std::string id_of(Seq seq) { return "evt_demo" + std::to_string(seq); }

    void pass(std::chrono::milliseconds time) { tasks->run_until(clock.at + time); }

    forward::DestinationStatus status(std::string const& name) const
    {
        for (auto const& one : engine->status()) {
            if (one.name == name)
                return one;
        }
        throw std::runtime_error{"no destination " + name};
    }

    static forward::Destination destination(std::string const& name)
    {
        forward::Destination made;
        made.brand = "demo";
        made.name = name;
        made.url = url_of(name);
        made.secrets = {secret()};
        return made;
    }
    static std::string url_of(std::string const& name) { return "https://" + name + ".example.com/hook"; }
    static forward::SharedSecret secret() { return {"a-secret-for-tests-of-32-bytes!!"}; }

    static forward::ForwardOptions usual_options()
    {
        using namespace std::chrono_literals;
        forward::ForwardOptions usual;
        usual.schedule = {{0s, 5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h}, 10 * 24h};
        return usual;
    }

    HandClock clock;
    std::shared_ptr<HandTasks> tasks = std::make_shared<HandTasks>(clock);
    FalseReceivers receivers{clock, *tasks};
    MemoryDeliveries store;
    FalseStates states;
    FalseTokens tokens;
    SeededRandom random;
    SilentLog log;
    forward::ForwardOptions options = usual_options();
    std::vector<forward::Destination> destinations{destination("crm")};
    std::optional<forward::Engine> engine;
};

}  // namespace consentry::test
