#include "store/lock.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <fstream>
#include <unistd.h>

using namespace consentry;
using namespace consentry::store;

TEST_CASE("a store has one holder at a time, and the second is told who the first is")
{
    test::TemporaryFolder const folder;
    {
        Result<Lock> const first = Lock::take(folder / "store.db");
        REQUIRE(first);
        Result<Lock> const second = Lock::take(folder / "store.db");
        REQUIRE_FALSE(second);
        CHECK(second.error().fault == Fault::busy);
        CHECK(second.error().detail.find("process " + std::to_string(::getpid())) != std::string::npos);
        CHECK(Lock::take(folder / "other.db"));
    }
    CHECK(Lock::take(folder / "store.db"));
}

TEST_CASE("a lock file that is left over locks nobody out")
{
    test::TemporaryFolder const folder;
    std::ofstream{folder / "store.db.lock"} << "4194304\nand more";
    Result<Lock> const lock = Lock::take(folder / "store.db");
    REQUIRE(lock);
    std::string line;
    std::ifstream file{folder / "store.db.lock"};
    std::getline(file, line);
    CHECK(line == std::to_string(::getpid()));
    CHECK_FALSE(std::getline(file, line));
}

TEST_CASE("a lock that cannot be made is refused, naming the file")
{
    test::TemporaryFolder const folder;
    Result<Lock> const lock = Lock::take(folder / "nowhere" / "store.db");
    REQUIRE_FALSE(lock);
    CHECK(lock.error().fault == Fault::unavailable);
    CHECK(lock.error().detail.find("store.db.lock") != std::string::npos);
}
