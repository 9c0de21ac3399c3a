#include "consentry/api/reader_pool.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <future>

using consentry::api::ReaderPool;

TEST_CASE("every task that was taken is done, each once")
{
    std::atomic<int> done = 0;
    std::promise<void> last;
    {
        ReaderPool pool{2};
        for (int i = 0; i < 100; ++i)
            REQUIRE(pool.submit([&] {
                if (++done == 100)
                    last.set_value();
            }));
        REQUIRE(last.get_future().wait_for(std::chrono::seconds{60}) == std::future_status::ready);
    }
    CHECK(done == 100);
}

TEST_CASE("when too much is waiting nothing more is taken, and the task is given up uncalled")
{
    std::promise<void> begun;
    std::promise<void> go_on;
    auto gate = go_on.get_future().share();
    std::atomic<int> called = 0;
    std::size_t taken = 0;
    {
        ReaderPool pool{1};
        REQUIRE(pool.submit([&] {
            begun.set_value();
            gate.wait();
        }));
        begun.get_future().wait();
        while (taken < 100'000 && pool.submit([&] { ++called; }))
            ++taken;
        CHECK(taken == 1000);
        std::promise<void> behind;
        go_on.set_value();
        while (!pool.submit([&] { behind.set_value(); }))
            std::this_thread::yield();
        REQUIRE(behind.get_future().wait_for(std::chrono::seconds{60}) == std::future_status::ready);
    }
    CHECK(called == static_cast<int>(taken));
}

TEST_CASE("a pool that ends finishes what has begun and destroys the rest uncalled")
{
    struct Witness {
        std::atomic<int>& count;
        ~Witness() { ++count; }
    };
    std::atomic<int> destroyed = 0;
    std::atomic<int> called = 0;
    std::promise<void> begun;
    {
        ReaderPool pool{1};
        REQUIRE(pool.submit([&] {
            begun.set_value();
            std::this_thread::yield();
            ++called;
        }));
        begun.get_future().wait();
        for (int i = 0; i < 10; ++i)
            REQUIRE(pool.submit([&called, witness = std::make_unique<Witness>(destroyed)] { ++called; }));
    }
    CHECK(called >= 1);
    CHECK(destroyed == 10);
}
