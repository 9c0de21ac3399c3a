#include "intake/ask_token.hpp"

#include "intake/item_naming.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;

namespace {

/// `scope:wording` of each token, in order.
std::vector<std::string> tokens(std::string_view text)
{
    std::vector<std::string> found;
    for (AskToken const& token : ask_tokens(text))
        found.push_back(std::string{token.scope} + ":" + std::string{token.wording});
    return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a token is found wherever it stands by itself")
{
    CHECK(tokens("consentry:ask:marketing") == Texts{"marketing:"});
    CHECK(tokens("consentry:ask:marketing:v3") == Texts{"marketing:v3"});
    CHECK(tokens("order=17;consentry:ask:marketing:v3.1;x") == Texts{"marketing:v3.1"});
    CHECK(
        tokens(R"({"a":"consentry:ask:marketing","b":"consentry:ask:orders:o1"})") == Texts{"marketing:", "orders:o1"});
    CHECK(tokens("Asked consentry:ask:marketing.") == Texts{"marketing:"});
}

TEST_CASE("what only looks like one is none")
{
    CHECK(tokens("").empty());
    CHECK(tokens("consentry:ask:").empty());
    CHECK(tokens("consentry:ask: marketing").empty());
    CHECK(tokens("xconsentry:ask:marketing").empty());
    CHECK(tokens("consentry:yes:marketing").empty());
}

TEST_CASE("only the status of a message to one person asks, never that of a call, a group or a sample")
{
    meta::Item item;
    item.kind = meta::Kind::status;
    item.field = "messages";
    item.callback_data = "consentry:ask:marketing";
    CHECK(may_report(item));
    meta::Item bare = item;
    bare.callback_data = {};
    CHECK_FALSE(may_report(bare));
    bare.status = "failed";  // It may have asked something before.
    CHECK(may_report(bare));
    meta::Item call = item;
    call.field = "calls";
    CHECK_FALSE(may_report(call));
    meta::Item group = item;
    group.group = true;
    CHECK_FALSE(may_report(group));
    meta::Item sample = item;
    sample.sample = true;
    CHECK_FALSE(may_report(sample));
}
