#include "app/rounds.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <semaphore>
#include <stdexcept>

using namespace consentry;
using namespace std::chrono_literals;

namespace {

/// Keeps each entry as a line of its texts.
class KeptLog final : public Log {
public:
    void write(Severity, std::string_view event, std::initializer_list<LogField> fields) override
    {
        std::string line{event};
        for (LogField const& field : fields)
            line += ' ' + std::string{std::get<std::string_view>(field.value)};
        events.push_back(line);
    }
    std::vector<std::string> events;
};

/// Far longer than any test: a task that is due again only when somebody asks.
constexpr auto never = 24h;

}  // namespace

TEST_CASE("a round goes on slice by slice until nothing is left, and then waits")
{
    SilentLog log;
    std::counting_semaphore<> slices{0};
    std::atomic<int> left = 3;
    app::Rounds rounds{{{"expiry", never,
                           [&] {
                               slices.release();
                               return --left > 0;
                           }}},
        log};
    for (int i = 0; i < 3; ++i)
        slices.acquire();
    rounds.stop();
    CHECK(left == 0);
}

TEST_CASE("whoever changes something begins all rounds at once")
{
    SilentLog log;
    std::counting_semaphore<> done{0};
    app::Rounds rounds{{{"one", never, [&] { return done.release(), false; }},
                           {"other", never, [&] { return done.release(), false; }}},
        log};
    done.acquire();
    done.acquire();
    rounds.wake();
    done.acquire();
    done.acquire();
}

TEST_CASE("a round that fails is told, and keeps no other from its turn")
{
    KeptLog log;
    std::counting_semaphore<> done{0};
    app::Rounds rounds{{{"broken", never, []() -> bool { throw std::runtime_error{"the disk is full"}; }},
                           {"whole", never, [&] { return done.release(), false; }}},
        log};
    done.acquire();
    rounds.stop();
    CHECK(log.events == std::vector<std::string>{"round.failed broken the disk is full"});
}
