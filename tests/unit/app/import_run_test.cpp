#include "app/import_run.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"
#include "terminal.hpp"

#include <fstream>
#include <sstream>

using namespace consentry;
using namespace consentry::app;

namespace {

/// Keeps what it is handed; refuses contacts that begin with "bad".
class HandTarget final : public ImportTarget {
public:
    Result<std::vector<ImportedRow>> take(std::span<consent::Told const> rows) override
    {
        if (parts_left == 0)
            return fail(Fault::unavailable, "the disk is full");
        --parts_left;
        std::vector<ImportedRow> outcomes;
        for (consent::Told const& row : rows) {
            taken.push_back(row.contact);
            bool const bad = row.contact.starts_with("bad");
            outcomes.push_back({bad ? ImportedRow::Kind::refused : ImportedRow::Kind::kept, bad ? "contact: bad" : "",
                "unknown", "opted_in"});
        }
        return outcomes;
    }
    Result<void> expect(std::size_t, std::string const&) override { return {}; }

    std::vector<std::string> taken;
    std::size_t parts_left = 1000;
};

/// An import of one file, as often as it is started.
class Desk {
public:
    explicit Desk(std::string const& text)
    {
        std::ofstream{folder / "rows.csv", std::ios::binary} << text;
        run.mark = folder / "rows.csv.import";
        run.task = "this file, read so";
        run.told_max = 100;
        run.interrupted = [] { return false; };
    }

    ImportReport start()
    {
        std::ifstream in{folder / "rows.csv", std::ios::binary};
        auto const rows = read_rows(in, RowFormat::csv, 0).value();
        auto const mark = mark_of(run);
        if (mark)
            rows->go_to(mark->offset, mark->line);
        ImportRejects rejects{run.dry_run ? std::filesystem::path{} : folder / "rejects.csv"};
        REQUIRE(rejects.begin(mark ? mark->rejects : 0));
        consent::Told usual;
        usual.scope = "marketing";
        usual.state = "opted_in";
        ImportProgress progress{terminal.err, false, {}, 0, std::chrono::steady_clock::now()};
        return import_rows(
            *rows, ImportColumns::of({}, usual).value(), target, rejects, progress, run, terminal.terminal);
    }

    std::string rejects() const
    {
        std::ostringstream text;
        text << std::ifstream{folder / "rejects.csv"}.rdbuf();
        return text.str();
    }

    consentry::test::TemporaryFolder folder;
    HandTarget target;
    ImportRun run;
    app::test::FakeTerminal terminal;
};

std::string many(int rows)
{
    std::string text = "contact,note\n";
    for (int i = 0; i < rows; ++i)
        text += "c" + std::to_string(i) + ",x\n";
    return text;
}

}  // namespace

TEST_CASE("good rows go in, bad ones are told by line and stand in a file that can be mended and imported again")
{
    Desk desk{"contact,note\nc1,x\nbad1,\"a \"\"quoted\"\" note\"\nonly one\nc2,x\n"};
    ImportReport const report = desk.start();
    CHECK(report.counts == ImportCounts{4, 2, 0, 2});
    CHECK(desk.target.taken == std::vector<std::string>{"c1", "bad1", "c2"});
    CHECK(desk.terminal.err.str() == "line 3: contact: bad\nline 4: it has 1 values, and the head names 2\n");
    CHECK(desk.rejects()
        == "contact,note,line,reason\nbad1,\"a \"\"quoted\"\" note\",3,\"contact: bad\"\n"
           "\"only one\",,4,\"it has 1 values, and the head names 2\"\n");
    CHECK(report.refusals.at("contact: bad") == 1);
    CHECK_FALSE(std::filesystem::exists(desk.run.mark));
}

TEST_CASE("broken off, it goes on where it was, with its counts and its rejects")
{
    Desk desk{many(1500) + "bad1,x\n" + many(1000).substr(13) + "bad2,x\n"};
    desk.target.parts_left = 2;
    ImportReport const first = desk.start();
    REQUIRE(first.broken_off);
    CHECK(first.counts.rows == 2000);
    CHECK(std::filesystem::exists(desk.run.mark));
    std::string const rejected = desk.rejects();
    std::ofstream{desk.folder / "rejects.csv", std::ios::app} << "half a li";  // Written, and then the power went.

    desk.target.parts_left = 1000;
    ImportReport const second = desk.start();
    CHECK_FALSE(second.broken_off);
    CHECK(second.begun_at_line == 2002);
    CHECK(second.counts == ImportCounts{2502, 2500, 0, 2});
    CHECK(desk.target.taken.size() == 2502);
    CHECK(desk.rejects() == rejected + "bad2,x,2503,\"contact: bad\"\n");
    CHECK_FALSE(std::filesystem::exists(desk.run.mark));
}

TEST_CASE("a mark of another file, or of another way to read it, is none")
{
    Desk desk{many(1500)};
    desk.target.parts_left = 1;
    desk.start();
    desk.run.task = "that file, read otherwise";
    desk.target.parts_left = 1000;
    CHECK(desk.start().counts.rows == 1500);
}

TEST_CASE("an interruption ends it between two parts")
{
    Desk desk{many(2500)};
    desk.run.interrupted = [] { return true; };
    ImportReport const report = desk.start();
    CHECK(report.interrupted);
    CHECK(report.counts.rows == 1000);
    CHECK(std::filesystem::exists(desk.run.mark));
}

TEST_CASE("a dry run tells what would change and for whom, masked, and leaves nothing behind")
{
    Desk desk{"contact,note\n+34600111222,x\nbad1,x\n"};
    desk.run.dry_run = true;
    desk.run.mark.clear();
    ImportReport const report = desk.start();
    CHECK(desk.terminal.out.str() == "line 2  +3…22  marketing: unknown -> opted_in\n");
    CHECK(report.changes.at("unknown -> opted_in") == 1);
    CHECK(desk.rejects().empty());
}

TEST_CASE("no more lines are told than was asked for, and all are counted")
{
    Desk desk{"contact\nbad1\nbad2\nbad3\n"};
    desk.run.told_max = 1;
    ImportReport const report = desk.start();
    CHECK(desk.terminal.err.str() == "line 2: contact: bad\n");
    CHECK(report.refusals.at("contact: bad") == 3);
}

TEST_CASE("the bar tells the share, the rate and the time that is left")
{
    using std::chrono::duration;
    CHECK(progress_line({250'000, 250'000, 0, 0}, 250'000, duration<double>{10}, 0.25, 0.25)
        == "[######------------------]  25 %  250,000 rows  25,000/s  0:30 left");
    CHECK(
        progress_line({1'200, 1'100, 0, 100}, 1'200, duration<double>{2}, {}, {}) == "1,200 rows  600/s  100 refused");
    CHECK(with_commas(1'234'567) == "1,234,567");
    CHECK(with_commas(123) == "123");
}
