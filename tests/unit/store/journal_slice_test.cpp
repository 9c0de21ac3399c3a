#include "store/journal_slice.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::store;
using intake::Gap;

namespace {

intake::JournalRecord record_of(std::string body)
{
    intake::JournalRecord record;
    record.received_at = *parse_rfc3339("2026-11-25T07:30:00.231Z");
    record.gaps = {Gap::unknown_field, Gap::broken_item};
    record.brand = "demo";
    record.signature.fill(7);
    record.body = std::move(body);
    return record;
}

}  // namespace

TEST_CASE("a record is read as it was written, whatever its body holds")
{
    auto const body = GENERATE(as<std::string>{}, "{}", "", std::string("a\0b", 3), "\n\nconsentry-journal 1 \n");
    auto const records = read_slice(written(record_of(body)) + written(record_of("{}")));
    REQUIRE(records.size() == 2);
    CHECK(records[0].trouble.empty());
    CHECK(records[0].record.body == body);
    CHECK(records[0].record.received_at == record_of("").received_at);
    CHECK(records[0].record.gaps == intake::Gaps{Gap::broken_item, Gap::unknown_field});
    CHECK(records[0].record.brand == "demo");
    CHECK(records[0].record.signature == record_of("").signature);
    CHECK(records[1].offset == written(record_of(body)).size());
}

TEST_CASE("a record that was cut off is told as such, wherever the cut is, and those before it are whole")
{
    std::string const first = written(record_of("first"));
    std::string const second = written(record_of("second"));
    for (std::size_t cut = 1; cut < second.size(); ++cut) {
        auto const records = read_slice(first + second.substr(0, cut));
        REQUIRE(records.size() == 2);
        CHECK(records[0].record.body == "first");
        CHECK_FALSE(records[1].trouble.empty());
    }
}

TEST_CASE("a damaged record costs itself only, whichever octet it is")
{
    std::string const first = written(record_of("first"));
    std::string const whole = first + written(record_of("second")) + written(record_of("third"));
    for (std::size_t i = first.size(); i < 2 * first.size(); ++i) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        auto const records = read_slice(damaged);
        REQUIRE(records.size() >= 2);
        CHECK(records.front().record.body == "first");
        CHECK(records.back().record.body == "third");
        bool const noticed = std::ranges::any_of(records, [](SliceRecord const& one) { return !one.trouble.empty(); });
        bool const harmless = records.size() == 3 && records[1].record.body == "second";
        CHECK((noticed || harmless));
    }
}

TEST_CASE("a gap of a later version is passed over")
{
    std::string text = written(record_of("{}"));
    text.replace(text.find("broken_item"), 11, "gap_of_2030");
    auto const records = read_slice(text);
    REQUIRE(records.size() == 1);
    CHECK(records[0].record.gaps == intake::Gaps{Gap::unknown_field});
}

TEST_CASE("a file's name tells its hour")
{
    CHECK(hour_of(*parse_rfc3339("2026-11-25T07:59:59Z")) == "2026-11-25T07");
    CHECK(end_of_hour("2026-11-25T07-0003") == parse_rfc3339("2026-11-25T08:00:00Z"));
    CHECK_FALSE(end_of_hour("notes"));
}
