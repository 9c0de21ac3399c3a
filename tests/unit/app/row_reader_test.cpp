#include "app/row_reader.hpp"

#include "support/catch.hpp"

#include <sstream>

using namespace consentry;
using namespace consentry::app;

namespace {

struct Rows {
    std::istringstream in;
    std::unique_ptr<RowReader> reader;

    explicit Rows(std::string const& text, RowFormat format = RowFormat::csv, char separator = 0)
        : in{text}
        , reader{read_rows(in, format, separator).value()}
    {
    }

    std::vector<FileRow> all() const
    {
        std::vector<FileRow> rows;
        for (FileRow row; reader->next(row);)
            rows.push_back(row);
        return rows;
    }
};

using Values = std::vector<std::string>;

Error refusal(std::string const& text, RowFormat format = RowFormat::csv)
{
    std::istringstream in{text};
    auto const reader = read_rows(in, format, 0);
    REQUIRE_FALSE(reader);
    return reader.error();
}

}  // namespace

TEST_CASE("rows come with their lines, blank ones are none, and a value may run over several")
{
    Rows const rows{"contact,evidence\r\n+34600111222,\"said so\non the phone\"\r\n\r\n  \n+34600111223,form\r\n"};
    auto const all = rows.all();
    REQUIRE(all.size() == 2);
    CHECK(all[0].line == 2);
    CHECK(all[0].names == Values{"contact", "evidence"});
    CHECK(all[0].values == Values{"+34600111222", "said so\non the phone"});
    CHECK(all[1].line == 6);
    CHECK(all[1].raw == "+34600111223,form");
}

TEST_CASE("the separator is what the head has most of, unless it is told")
{
    CHECK(Rows{"contact;name, first;state\n1;2;3\n"}.all()[0].values == Values{"1", "2", "3"});
    CHECK(Rows{"contact\tstate\n1\t2\n"}.all()[0].values == Values{"1", "2"});
    Rows const told{"contact;state,x\n1;2,3\n", RowFormat::csv, ','};
    CHECK(told.all()[0].values == Values{"1;2", "3"});
}

TEST_CASE("a byte order mark is no part of the first name; UTF-16 is refused with what to do")
{
    CHECK(Rows{"\xEF\xBB\xBF"
               "contact\n1\n"}
              .reader->names()
        == Values{"contact"});
    CHECK(refusal(std::string{"\xFF\xFE"
                              "c\0o\0",
                      6})
              .detail.find("UTF-8")
        != std::string::npos);
    CHECK(refusal("").fault == Fault::malformed);
}

TEST_CASE("a bad row says what is wrong, and the next one is read")
{
    auto const [bad, why] = GENERATE(table<std::string, std::string>({{"a,b,c", "3 values"}, {"a", "1 values"},
        {"\"a\"b,c", "closing quote"}, {"a,\xff", "UTF-8"}, {std::string{"a,\0", 3}, "NUL"}}));
    auto const all = Rows{"contact,state\n" + bad + "\n1,2\n"}.all();
    REQUIRE(all.size() == 2);
    CHECK(all[0].line == 2);
    CHECK(all[0].trouble.find(why) != std::string::npos);
    CHECK(all[0].values.empty());
    CHECK(all[1].values == Values{"1", "2"});
}

TEST_CASE("a quote that is never closed costs its own line only")
{
    std::string text = "contact,state\n\"+34600111222,x\n";
    for (int i = 0; i < 20'000; ++i)
        text += "1234567890,2\n";
    auto const all = Rows{text}.all();
    REQUIRE(all.size() == 20'001);
    CHECK(all[0].trouble.find("not closed") != std::string::npos);
    CHECK(all[0].raw == "\"+34600111222,x");
    CHECK(all[1].line == 3);
    CHECK(all[20'000].trouble.empty());
}

TEST_CASE("a line without an end is not kept in memory")
{
    std::string const endless(5'000'000, 'x');
    auto const all = Rows{"contact,state\n" + endless + "\n1,2\n"}.all();
    REQUIRE(all.size() == 2);
    CHECK_FALSE(all[0].trouble.empty());
    CHECK(all[0].raw.size() <= row_octets_max);
    CHECK(all[1].line == 3);
}

TEST_CASE("reading goes on where it was")
{
    Rows rows{"contact,state\n1,2\n3,4\n5,6\n"};
    FileRow row;
    REQUIRE(rows.reader->next(row));
    auto const offset = rows.reader->offset();
    auto const line = rows.reader->line();
    CHECK(rows.all().size() == 2);
    rows.reader->go_to(offset, line);
    auto const rest = rows.all();
    REQUIRE(rest.size() == 2);
    CHECK(rest[0].line == 3);
    CHECK(rest[0].values == Values{"3", "4"});
}

TEST_CASE("JSON lines tell names and values of their own; null tells nothing")
{
    Rows const rows{
        "{\"contact\":34600111222,\"state\":\"opted_in\",\"evidence\":null,\"vip\":true}\r\n\n[1]\n{\"a\"\n",
        RowFormat::jsonl};
    auto const all = rows.all();
    REQUIRE(all.size() == 3);
    CHECK(all[0].names == Values{"contact", "state", "vip"});
    CHECK(all[0].values == Values{"34600111222", "opted_in", "true"});
    CHECK(all[1].line == 3);
    CHECK(all[1].trouble == "it is no JSON object");
    CHECK(all[2].trouble.starts_with("it is no JSON object: "));
}

TEST_CASE("what is no text is told apart from what is empty")
{
    auto const all = Rows{"{\"contact\":\"a\",\"evidence\":{\"form\":7},\"tags\":[1]}\n", RowFormat::jsonl}.all();
    REQUIRE(all.size() == 1);
    CHECK(all[0].names == Values{"contact"});
    CHECK(all[0].nested == Values{"evidence", "tags"});
}

TEST_CASE("lines that end with a carriage return alone are not taken for one head")
{
    std::istringstream in{"contact,scope,state\r+34600111222,*,opted_out\r"};
    auto const rows = read_rows(in, RowFormat::csv, 0);
    REQUIRE_FALSE(rows);
    CHECK(rows.error().detail.find("carriage return") != std::string::npos);
}
