// The forwarder as it runs: its own thread, real sockets on the loopback, a receiver of ours.
#include "consentry/forward/forwarder.hpp"

#include "consentry/forward/signing.hpp"
#include "consentry/http/server.hpp"

#include "support/catch.hpp"
#include "support/false_states.hpp"
#include "support/false_tokens.hpp"
#include "support/memory_deliveries.hpp"

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

SharedSecret const secret{"a-secret-for-tests-of-32-bytes!!"};
constexpr auto patience = 20s;

/// Answers 204 to every event and keeps those whose signature is right.
class Receiver {
public:
    Receiver() { REQUIRE(server_.start().has_value()); }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/hook"; }

    std::vector<std::string> wait_for(std::size_t count)
    {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, patience, [&] { return events_.size() >= count; });
        return events_;
    }

private:
    class Hook final : public http::Handler {
    public:
        explicit Hook(Receiver& receiver)
            : receiver_{receiver}
        {
        }

        void handle(http::Request const& request, http::Reply reply) override
        {
            SignatureHeaders const headers{std::string{request.header("webhook-id")},
                std::string{request.header("webhook-timestamp")}, std::string{request.header("webhook-signature")}};
            if (verify(headers, request.body, std::vector<ReceiverSecret>{secret}, SystemClock{}.now()))
                receiver_.add(headers.id);
            http::Response response;
            response.status = 204;
            reply(std::move(response));
        }

    private:
        Receiver& receiver_;
    };

    void add(std::string event)
    {
        {
            std::scoped_lock const lock{mutex_};
            events_.push_back(std::move(event));
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> events_;
    SilentLog log_;
    http::Server server_{{"127.0.0.1", 0}, {}, 1, [this](unsigned) { return std::make_unique<Hook>(*this); }, log_};
};

Destination destination(std::string url)
{
    Destination made;
    made.brand = "demo";
    made.name = "crm";
    made.url = std::move(url);
    made.secrets = {secret};
    made.allow_private_network = true;
    return made;
}

void say(test::MemoryDeliveries& store, SubjectNumber subject)
{
    consent::Event event;
    event.effective = true;
    event.recorded_at = SystemClock{}.now();
    store.append("demo", subject, std::move(event));
}

ForwardOptions usual_options()
{
    ForwardOptions options;
    options.schedule = {{0s, 5s}, 24h};
    options.settle_every = 1ms;
    return options;
}

/// The engine has looked at the ledger up to here, and looks no further before it is notified.
bool reaches(Forwarder const& forwarder, Seq cursor)
{
    auto const end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end) {
        auto const all = forwarder.status();
        if (all.size() == 1 && all[0].cursor == cursor)
            return true;
        std::this_thread::yield();
    }
    return false;
}

}  // namespace

TEST_CASE("what is in the ledger at the start, and what comes later, reaches the receiver signed")
{
    Receiver receiver;
    test::MemoryDeliveries store;
    test::FalseStates states;
    test::FalseTokens tokens;
    say(store, 1);
    REQUIRE(store.open("demo", "crm").cursor == 1);

    SystemClock clock;
    SilentLog log;
    Forwarder forwarder{{store, states, tokens}, usual_options(), clock, log};
    forwarder.configure({destination(receiver.url())});
    forwarder.start();
    REQUIRE(reaches(forwarder, 1));

    say(store, 1);
    say(store, 1);
    forwarder.notify();
    CHECK(receiver.wait_for(2) == std::vector<std::string>{"evt_demo2", "evt_demo3"});
    CHECK(reaches(forwarder, 3));
    CHECK(forwarder.stop(patience));
    CHECK(store.delivery({1, 3})->state == DeliveryState::delivered);
    CHECK(forwarder.status().at(0).delivered == 2);
}

TEST_CASE("a receiver in a private network is refused unless the destination allows it")
{
    Receiver receiver;
    test::MemoryDeliveries store;
    test::FalseStates states;
    test::FalseTokens tokens;
    REQUIRE(store.open("demo", "crm").cursor == 0);
    say(store, 1);

    SystemClock clock;
    SilentLog log;
    Forwarder forwarder{{store, states, tokens}, usual_options(), clock, log};
    auto guarded = destination(receiver.url());
    guarded.allow_private_network = false;
    forwarder.configure({guarded});
    forwarder.start();
    REQUIRE(reaches(forwarder, 1));
    CHECK(forwarder.stop(patience));
    CHECK(store.delivery({1, 1})->state == DeliveryState::waiting);
    CHECK(store.delivery({1, 1})->last_error == "forbidden_address");
    CHECK(receiver.wait_for(0).empty());
}

TEST_CASE("a retry is answered, and a forwarder that was never started ends at once")
{
    test::MemoryDeliveries store;
    test::FalseStates states;
    test::FalseTokens tokens;
    SystemClock clock;
    SilentLog log;
    Forwarder idle{{store, states, tokens}, usual_options(), clock, log};
    idle.notify();
    CHECK(idle.stop(patience));

    Forwarder forwarder{{store, states, tokens}, usual_options(), clock, log};
    forwarder.start();
    std::promise<Fault> answer;
    forwarder.retry({1, 1}, [&](Result<void> const& result) { answer.set_value(result.error().fault); });
    CHECK(answer.get_future().get() == Fault::conflict);
    CHECK(forwarder.stop(patience));
}

TEST_CASE("a destination is known by name as soon as it is configured")
{
    for (int round = 0; round < 50; ++round) {
        test::MemoryDeliveries store;
        test::FalseStates states;
        test::FalseTokens tokens;
        SystemClock const clock;
        SilentLog log;
        Forwarder forwarder{{store, states, tokens}, {}, clock, log};
        forwarder.start();
        forwarder.configure({destination("http://127.0.0.1:1/hook")});
        auto const all = forwarder.status();
        REQUIRE(all.size() == 1);
        CHECK(all.front().name == "crm");
    }
}

TEST_CASE("a ping is answered on the forwarder's thread")
{
    test::MemoryDeliveries store;
    test::FalseStates states;
    test::FalseTokens tokens;
    SystemClock const clock;
    SilentLog log;
    Forwarder forwarder{{store, states, tokens}, {}, clock, log};
    forwarder.start();
    std::promise<std::thread::id> answered;
    forwarder.ping([&] { answered.set_value(std::this_thread::get_id()); });
    CHECK(answered.get_future().get() != std::this_thread::get_id());
}
