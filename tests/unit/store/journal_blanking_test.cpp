#include "store/journal_blanking.hpp"

#include "support/catch.hpp"

using namespace consentry::store;

namespace {

std::vector<std::string> const names{"34600111222", "ES.1349"};

std::string blank(std::size_t length) { return std::string(length, ' '); }

}  // namespace

TEST_CASE("an item of somebody becomes blanks, and its neighbours stay to the last octet")
{
    std::string const theirs = R"("from":"34600111222","text":{"body":"STOP {\"}"},"id":"wamid.1")";
    std::string const others = R"({"from":"34600999888","text":{"body":"STOP"}})";
    std::string const body
        = R"({"messages":[{)" + theirs + "}," + others + R"(],"contacts":[{"wa_id":"34600111222"}]})";
    std::string const left = without(body, names);
    CHECK(
        left == R"({"messages":[{)" + blank(theirs.size()) + "}," + others + R"(],"contacts":[{)" + blank(21) + "}]}");
    CHECK(left.size() == body.size());
}

TEST_CASE("what somebody else says stays theirs, even where it names the person")
{
    CHECK(without(R"([{"from":"34600999888","text":{"body":"STOP calling 34600111222 now"}}])", names)
        == R"([{"from":"34600999888","text":{"body":"STOP calling xxxxxxxxxxx now"}}])");
    CHECK(without(R"([{"from":"34600999888","context":{"from":"34600111222"},"text":{"body":"STOP"}}])", names)
        == R"([{"from":"34600999888","context":{"from":"xxxxxxxxxxx"},"text":{"body":"STOP"}}])");
}

TEST_CASE("a name is not found inside of a longer one")
{
    std::string const body = R"([{"from":"346001112223","id":"ES.13491","text":{"body":"134600111222"}}])";
    CHECK(without(body, names) == body);
}

TEST_CASE("an item in which the body breaks off goes to its end")
{
    std::string const body = R"({"messages":[{"from":"34600999888"},{"from":"34600111222","text":{"bo)";
    std::string const left = without(body, names);
    CHECK(left.starts_with(R"({"messages":[{"from":"34600999888"},{   )"));
    CHECK(left.find("text") == std::string::npos);
    CHECK(left.size() == body.size());
}

TEST_CASE("what is no JSON at all is crossed out")
{
    CHECK(without("from=34600111222&user=ES.1349", names) == "from=xxxxxxxxxxx&user=xxxxxxx");
    CHECK(without("]}\"34600111222", names) == "]}\"xxxxxxxxxxx");
    CHECK(without("nobody we know", names) == "nobody we know");
}
