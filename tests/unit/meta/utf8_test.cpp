#include "consentry/meta/utf8.hpp"

#include "support/catch.hpp"

using namespace consentry::meta;

namespace {

std::string without_lonely_surrogates(std::string json)
{
    mend_surrogates(json.data(), json.size());
    return json;
}

}  // namespace

TEST_CASE("UTF-8 is left alone")
{
    for (std::string_view const text :
        {"", "STOP", "äöå", "توقف", "停止", "👍🏽", "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        CHECK(is_utf8(text));
        CHECK(mended_utf8(text) == text);
    }
}

TEST_CASE("what is no UTF-8 becomes U+FFFD and takes nothing else with it")
{
    std::pair<std::string, std::string> const cases[]{{"\xff", "�"}, {"a\x80z", "a�z"}, {"caf\xe9", "caf�"},
        {"caf\xe9 STOP", "caf� STOP"}, {"\xc0\xaf", "��"}, {"\xe0\x80\x80", "���"}, {"\xf0\x9f\x91", "���"},
        {"\xf4\x90\x80\x80", "����"}, {"\xed\xa0\xbd", "�"}, {"\xed\xb8\x80!", "�!"},
        {"\xed\xa0\xbd\xed\xb8\x80", "��"}, {"\xe4\xb8", "��"}, {"12345678\xe4", "12345678�"}};
    for (auto const& [text, mended] : cases) {
        CHECK_FALSE(is_utf8(text));
        CHECK(mended_utf8(text) == mended);
        CHECK(is_utf8(mended_utf8(text)));
    }
}

TEST_CASE("half a surrogate pair in an escape becomes U+FFFD; whole ones and the length stay")
{
    CHECK(without_lonely_surrogates(R"("\ud83d\udc4d")") == R"("\ud83d\udc4d")");
    CHECK(without_lonely_surrogates(R"("\ud83d")") == R"("\ufffd")");
    CHECK(without_lonely_surrogates(R"("\uDC4D")") == R"("\ufffd")");
    CHECK(without_lonely_surrogates(R"("\ud83dx\udc4d")") == R"("\ufffdx\ufffd")");
    CHECK(without_lonely_surrogates(R"("\ud83d\u0041\ud83d\ud83d\udc4d")") == R"("\ufffd\u0041\ufffd\ud83d\udc4d")");
    CHECK(without_lonely_surrogates(R"("\\ud83d \\\ud83d")") == R"("\\ud83d \\\ufffd")");
    CHECK(without_lonely_surrogates(R"("\ud83)") == R"("\ud83)");
    CHECK(without_lonely_surrogates(R"("\)") == R"("\)");
}
