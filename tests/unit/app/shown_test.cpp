// Texts of others on a terminal.

#include "app/shown.hpp"

#include "support/catch.hpp"

using namespace consentry::app;

TEST_CASE("a text is shown as it is, without what would command the terminal")
{
    CHECK(shown("¡BAJA! 停止 🛑") == "¡BAJA! 停止 🛑");
    CHECK(shown("two\nlines\tand more") == "two lines and more");
    CHECK(shown("\x1B[31mred\x07\x7F") == "\uFFFD[31mred\uFFFD\uFFFD");
    CHECK(shown("\u009B2J") == "\uFFFD2J");
    CHECK(shown("\x9B"
                "31m")
        == "\uFFFD"
           "31m");
    CHECK(shown("\xC2"
                "A")
        == "\xC2"
           "A");
    CHECK(shown("\u00A0\xC2") == "\u00A0\xC2");
}
