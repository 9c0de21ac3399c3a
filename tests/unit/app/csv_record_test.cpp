#include "app/csv_record.hpp"

#include "support/catch.hpp"

using namespace consentry::app;

using Values = std::vector<std::string>;

TEST_CASE("a record is cut at its separators and ends with a line break of any kind")
{
    auto const end = GENERATE(as<std::string>{}, "\n", "\r\n");
    CsvRecord const record = cut_csv("a,b c,,d" + end + "next", ',', false);
    CHECK(record.whole);
    CHECK(record.values == Values{"a", "b c", "", "d"});
    CHECK(record.size == 8);
    CHECK(record.size_with_break == 8 + end.size());
}

TEST_CASE("between quotes everything stands for itself, and a doubled quote for one")
{
    CsvRecord const record = cut_csv("\"a,\r\nb\",\"say \"\"STOP\"\"\",\"\"\r\nnext", ',', false);
    CHECK(record.whole);
    CHECK(record.values == Values{"a,\r\nb", "say \"STOP\"", ""});
    CHECK(record.trouble.empty());
}

TEST_CASE("a quote that does not begin a value is a character like others")
{
    CHECK(cut_csv("5\" pipe;x\n", ';', false).values == Values{"5\" pipe", "x"});
}

TEST_CASE("semicolons and tabs separate, and then a comma does not")
{
    CHECK(cut_csv("a,b;c\n", ';', false).values == Values{"a,b", "c"});
    CHECK(cut_csv("a\tb;c\n", '\t', false).values == Values{"a", "b;c"});
}

TEST_CASE("what does not end here may go on, until nothing follows")
{
    auto const text = GENERATE(as<std::string>{}, "", "a,b", "a,\"b", "a,\"b\"");
    CHECK_FALSE(cut_csv(text, ',', false).whole);
}

TEST_CASE("the last record needs no line break, but its quotes have to close")
{
    CHECK(cut_csv("a,\"b\"", ',', true).values == Values{"a", "b"});
    CHECK(cut_csv("a,b\r", ',', true).values == Values{"a", "b"});
    CHECK(cut_csv("a,\"b\"", ',', true).whole);
    CHECK_FALSE(cut_csv("a,\"b", ',', true).whole);
}

TEST_CASE("what goes on behind a closing quote is told, and the record ends where it would")
{
    CsvRecord const record = cut_csv("\"a\"b,c\nnext", ',', false);
    CHECK(record.whole);
    CHECK_FALSE(record.trouble.empty());
    CHECK(record.size_with_break == 7);
}
