#pragma once

#include "forward/relay_engine.hpp"
#include "unit/forward/stage.hpp"

#include "support/memory_relay_log.hpp"

namespace consentry::test {

/// The engine of the relays with everything around it under a test's hand.
class RelayStage {
public:
    explicit RelayStage(std::uint64_t seed = 1)
        : random{seed}
    {
        start();
    }

    void start()
    {
        engine.emplace(forward::RelayParts{relay_log, receivers, tasks, clock, random, alarms, log}, options);
        engine->configure(relays);
    }

    /// The power goes. Answers that were on their way come to nothing.
    void crash()
    {
        tasks->clear();
        receivers.in_flight = 0;
        engine.reset();
    }

    void configure(std::vector<forward::RelayDestination> all)
    {
        relays = std::move(all);
        engine->configure(relays);
    }

    /// A webhook of these numbers comes in.
    void come(std::string body, std::vector<std::string> numbers = {"1"}, std::vector<std::string> of = {"demo/bot"})
    {
        relay_log.keep(
            {clock.at, Hmac{"app"}({body}), std::move(of), std::move(numbers), body}, [](Result<void> const&) { });
        engine->wake();
    }

    void pass(std::chrono::milliseconds time) { tasks->run_until(clock.at + time); }

    /// What a receiver was sent, in order.
    std::vector<std::string> sent(std::string const& name = "bot") const
    {
        std::vector<std::string> bodies;
        for (Seen const& one : receivers.seen) {
            if (one.url == url_of(name))
                bodies.push_back(one.body);
        }
        return bodies;
    }

    /// When it was sent that body, in seconds from the start.
    std::vector<double> times(std::string const& body) const
    {
        std::vector<double> all;
        for (Seen const& one : receivers.seen) {
            if (one.body == body)
                all.push_back(std::chrono::duration<double>(one.at - HandClock{}.at).count());
        }
        return all;
    }

    /// The receiver answers a body with that status, all others with 200.
    void answer(std::string const& body, unsigned status, std::string const& name = "bot")
    {
        answers[name][body] = status;
        receivers.reactions[url_of(name)] = [this, name](Seen const& seen) {
            auto const found = answers[name].find(seen.body);
            return Reaction{found == answers[name].end() ? 200 : found->second};
        };
    }
    void answer_all(unsigned status, std::string const& name = "bot", std::string const& retry_after = {})
    {
        receivers.reactions[url_of(name)]
            = [=](Seen const&) { return Reaction{status, std::chrono::milliseconds{1}, retry_after}; };
    }

    forward::RelayStatus status(std::string const& name = "bot") const
    {
        for (auto const& one : engine->status()) {
            if (one.name == name)
                return one;
        }
        throw std::runtime_error{"no relay " + name};
    }

    bool stands(AlarmCode code) const
    {
        auto const all = alarms.all();
        return std::ranges::any_of(all, [code](Alarm const& alarm) { return alarm.code == code; });
    }

    Result<void> halt(bool halted)
    {
        Result<void> outcome = fail(Fault::busy, "not answered");
        engine->halt("demo", "bot", halted, [&](Result<void> result) { outcome = std::move(result); });
        pass(std::chrono::milliseconds{1});
        return outcome;
    }

    static forward::RelayDestination relay(std::string const& name)
    {
        forward::RelayDestination made;
        made.brand = "demo";
        made.name = name;
        made.url = url_of(name);
        return made;
    }
    static std::string url_of(std::string const& name) { return "https://" + name + ".example.com/webhook"; }

    HandClock clock;
    std::shared_ptr<HandTasks> tasks = std::make_shared<HandTasks>(clock);
    FalseReceivers receivers{clock, *tasks};
    MemoryRelayLog relay_log;
    SeededRandom random;
    SilentLog log;
    Alarms alarms{clock, log};
    forward::RelayOptions options;
    std::vector<forward::RelayDestination> relays{relay("bot")};
    std::map<std::string, std::map<std::string, unsigned>> answers;
    std::optional<forward::RelayEngine> engine;
};

}  // namespace consentry::test
