// A process is killed while it commits, and the store is opened again.
#include "consentry/store/verify.hpp"

#include "support/catch.hpp"
#include "unit/store/sample_store.hpp"

#include <csignal>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

/// Commits without end; says the number of each unit on the pipe once it is acknowledged.
[[noreturn]] void commit_until_killed(SampleStore& sample, int pipe)
{
    sample.open();
    for (int i = 0;; ++i) {
        Unit unit = sample.unit_of(
            from(phone("34" + std::to_string(i)), signal(Intent::opt_out, "baja", 1, std::to_string(i))));
        sample.store->ledger().commit(std::move(unit), [pipe, i](Result<std::vector<Outcome>> const& result) {
            if (result && ::write(pipe, &i, sizeof i) != sizeof i)
                std::_Exit(1);
        });
        while (sample.store->status().queued > 50)
            std::this_thread::yield();
    }
}

}  // namespace

TEST_CASE("after kill -9 everything that was acknowledged is there, once")
{
    for (int const enough : {1, 10, 100, 400}) {
        SampleStore sample{false};
        int ends[2]{};
        REQUIRE(::pipe(ends) == 0);
        pid_t const child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0)
            commit_until_killed(sample, ends[1]);
        ::close(ends[1]);
        std::set<std::string> acknowledged;
        int number = 0;
        while (acknowledged.size() < static_cast<std::size_t>(enough) && ::read(ends[0], &number, sizeof number) > 0)
            acknowledged.insert(std::to_string(number));
        ::kill(child, SIGKILL);
        while (::read(ends[0], &number, sizeof number) == sizeof number)
            acknowledged.insert(std::to_string(number));
        ::waitpid(child, nullptr, 0);
        ::close(ends[0]);

        sample.open();
        std::multiset<std::string> kept;
        for (Event const& event : sample.store->reader().events("demo", 0, 1'000'000).events)
            kept.insert(event.message_id);
        CHECK(std::set(kept.begin(), kept.end()).size() == kept.size());
        CHECK(std::ranges::includes(kept, std::multiset(acknowledged.begin(), acknowledged.end())));
        CHECK(verify(sample.options)->problems_found == 0);
    }
}
