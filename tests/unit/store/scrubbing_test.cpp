#include "store/scrubbing.hpp"

#include "store/database.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

using namespace consentry;
using namespace consentry::store;

namespace {

/// A leaf with two cells at its end, a hole between them, and former content in the room before.
std::vector<std::uint8_t> leaf(std::size_t header)
{
    std::vector<std::uint8_t> page(512, 0x41);
    std::size_t const hole = 450;
    std::vector<std::uint8_t> const head{
        13, hole >> 8, hole & 0xff, 0, 2, 440 >> 8, 440 & 0xff, 0, 1, 0xf0, 440 >> 8, 440 & 0xff};
    std::ranges::copy(head, page.begin() + static_cast<std::ptrdiff_t>(header));
    page[hole] = page[hole + 1] = 0;
    page[hole + 2] = 0;
    page[hole + 3] = 20;
    return page;
}

std::size_t count(std::vector<std::uint8_t> const& page, std::size_t begin, std::size_t end)
{
    return static_cast<std::size_t>(std::count(page.begin() + static_cast<std::ptrdiff_t>(begin),
        page.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{0x41}));
}

}  // namespace

TEST_CASE("what a page has outside of its cells becomes zeroes, and its cells stay")
{
    bool const is_first = GENERATE(false, true);
    std::size_t const header = is_first ? 100 : 0;
    std::vector<std::uint8_t> page = leaf(header);
    scrub_page(page, is_first);
    CHECK(count(page, header + 12, 440) == 0);
    CHECK(count(page, 440, 450) == 10);
    CHECK(count(page, 454, 470) == 0);
    CHECK(count(page, 470, 512) == 42);
    CHECK(count(page, 0, header) == header);
}

TEST_CASE("a page that is none of a tree, or makes no sense, is left as it is")
{
    std::vector<std::uint8_t> page = leaf(0);
    SECTION("of another kind") { page[0] = 0; }
    SECTION("its cells begin behind its end") { page[5] = 3; }
    SECTION("more cells than there is room for") { page[3] = 2; }
    std::vector<std::uint8_t> const before = page;
    scrub_page(page, false);
    CHECK(page == before);
}

TEST_CASE("rows that moved between pages leave nothing behind in the file")
{
    test::TemporaryFolder const folder;
    Location const location{folder / "scrubbed.db", {}};
    Database database{location, Access::write};
    database.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT)");
    Statement put = database.prepare("INSERT INTO t VALUES (?1, 'words of ' || ?1 || '.' || hex(zeroblob(?2)))");
    constexpr int rows = 4'000;
    for (int i = 0; i < rows; ++i)
        put.run(i * 7'919 % rows, 20 + i % 90);  // In the middle of the tree, so that pages are cut in two.
    database.execute("DELETE FROM t WHERE id % 3 = 0");
    database.settle_log();
    std::ostringstream text;
    text << std::ifstream{location.path, std::ios::binary}.rdbuf();
    std::string const all = text.str();
    int left = 0;
    for (int i = 0; i < rows; i += 3)
        left += all.find("words of " + std::to_string(i) + ".") != std::string::npos ? 1 : 0;
    CHECK(left == 0);
    CHECK(all.find("words of 100.") != std::string::npos);
    CHECK(database.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
}
