#include "consentry/http/loop.hpp"

#include "support/catch.hpp"

#include <string>
#include <thread>

using consentry::http::Loop;
using namespace std::chrono_literals;

TEST_CASE("tasks are called in order, later ones after their time, until somebody stops")
{
    Loop loop;
    std::string said;
    loop.after(2ms, [&] { said += "later "; });
    loop.after(4ms, [&] {
        said += "stop";
        loop.stop();
        loop.post([&] { said += " never"; });
    });
    loop.post([&] { said += "first "; });
    loop.post([&] { said += "second "; });
    loop.run();
    CHECK(said == "first second later stop");
}

TEST_CASE("a task from another thread is called on the loop's")
{
    Loop loop;
    std::thread::id ran_on;
    std::thread other{[&] {
        loop.post([&] {
            ran_on = std::this_thread::get_id();
            loop.stop();
        });
    }};
    loop.run();
    other.join();
    CHECK(ran_on == std::this_thread::get_id());
}

TEST_CASE("what was not called is destroyed with the loop")
{
    auto const kept = std::make_shared<int>(1);
    {
        Loop loop;
        loop.post([kept] { });
        loop.after(1h, [kept] { });
        CHECK(kept.use_count() == 3);
    }
    CHECK(kept.use_count() == 1);
}

TEST_CASE("a stopped loop can run again")
{
    Loop loop;
    int runs = 0;
    for (int i = 0; i < 2; ++i) {
        loop.post([&] {
            ++runs;
            loop.stop();
        });
        loop.run();
    }
    CHECK(runs == 2);
}

TEST_CASE("a stop that comes before the run is not lost")
{
    Loop loop;
    loop.stop();
    loop.run();
    loop.post([&] { loop.stop(); });
    loop.run();
    SUCCEED("both came to their end");
}
