#include "support/house.hpp"

#include "support/catch.hpp"

namespace {

/// The complaints about one file with one line in it, without their "path:line: ".
std::vector<std::string> about(std::string const& path, std::string const& line)
{
    auto found = house::complaints({path, line + "\n"});
    for (std::string& complaint : found) {
        REQUIRE(complaint.starts_with(path + ":1: "));
        complaint.erase(0, path.size() + 4);
    }
    return found;
}

using Complaints = std::vector<std::string>;

}  // namespace

TEST_CASE("our own sources keep every rule of the house")
{
    auto const sources = house::sources_of(CONSENTRY_SOURCE_DIR);
    REQUIRE(sources.size() > 10);
    for (house::Source const& source : sources)
        for (std::string const& complaint : house::complaints(source))
            FAIL_CHECK(complaint);
}

TEST_CASE("an arrow that the design draws passes")
{
    CHECK(about("src/api/check.cpp", "#include \"consentry/consent/fold.hpp\"").empty());
    CHECK(about("src/store/ledger.cpp", "#include \"consentry/forward/queue.hpp\"").empty());
    CHECK(about("include/consentry/intake/intake.hpp", "#include \"consentry/meta/item.hpp\"").empty());
    CHECK(about("src/keywords/fold.cpp", "#include \"keywords/fold.hpp\"").empty());
    CHECK(about("src/main.cpp", "#include \"consentry/store/store.hpp\"").empty());
    CHECK(about("include/consentry/consent/fact.hpp", "#include <vector>").empty());
}

TEST_CASE("an arrow that the design does not draw is named with its line")
{
    CHECK(about("src/consent/fold.cpp", "#include \"consentry/keywords/pack.hpp\"")
        == Complaints{"\"consent\" may not use \"keywords\""});
    CHECK(about("include/consentry/http/server.hpp", "#include \"consentry/consent/event.hpp\"")
        == Complaints{"\"http\" may not use \"consent\""});
    CHECK(about("src/base/log.cpp", "#include <consentry/consent/event.hpp>")
        == Complaints{"\"base\" may not use \"consent\""});
    CHECK(about("src/forward/render.cpp", "  #  include \"consentry/store/store.hpp\"  // why not")
        == Complaints{"\"forward\" may not use \"store\""});

    auto const late
        = house::complaints({"src/meta/item.cpp", "#include <string>\n\n#include \"consentry/intake/intake.hpp\"\n"});
    CHECK(late == Complaints{"src/meta/item.cpp:3: \"meta\" may not use \"intake\""});
}

TEST_CASE("arrows are not inherited")
{
    CHECK(about("src/api/webhook.cpp", "#include \"consentry/keywords/matcher.hpp\"")
        == Complaints{"\"api\" may not use \"keywords\""});
    CHECK(about("src/store/cursor.cpp", "#include \"consentry/http/client.hpp\"")
        == Complaints{"\"store\" may not use \"http\""});
}

TEST_CASE("what a folder keeps in src is its own")
{
    CHECK(about("src/api/check.cpp", "#include \"consent/rules.hpp\"")
        == Complaints{"\"consent\" keeps this header in src/ to itself"});
    CHECK(about("include/consentry/consent/fold.hpp", "#include \"consent/rules.hpp\"")
        == Complaints{"a header in include/ may not need one in src/"});
    CHECK(about("src/api/check.cpp", "#include \"../store/statement.hpp\"").size() == 1);
    CHECK(about("src/store/ledger.cpp", "#include \"statement.hpp\"").size() == 1);
}

TEST_CASE("a folder that the table does not know is in nobody's room")
{
    CHECK(about("src/billing/invoice.cpp", "#include <string>").size() == 1);
    CHECK(about("include/consentry/loose.hpp", "#include <string>").size() == 1);
    CHECK(about("src/api/check.cpp", "#include \"consentry/billing/invoice.hpp\"")
        == Complaints{"there is no folder \"billing\""});
}

TEST_CASE("each library is named where it belongs, and never in include")
{
    CHECK(about("src/store/database.cpp", "#include <sqlite3.h>").empty());
    CHECK(about("src/forward/cursor.cpp", "#include <sqlite3.h>")
        == Complaints{"SQLite may not be named in \"forward\""});
    CHECK(about("src/base/digest.cpp", "#include <openssl/evp.h>").empty());
    CHECK(about("src/meta/signature.cpp", "#include <openssl/hmac.h>")
        == Complaints{"OpenSSL may not be named in \"meta\""});
    CHECK(about("src/http/session.hpp", "#include <boost/asio/awaitable.hpp>").empty());
    CHECK(about("src/app/serve.cpp", "#include <boost/asio/signal_set.hpp>")
        == Complaints{"Asio may not be named in \"app\""});
    CHECK(about("include/consentry/http/server.hpp", "#include <boost/beast/core.hpp>")
        == Complaints{"Beast stays out of include/"});
    CHECK(about("src/meta/decode.cpp", "#include <rapidjson/reader.h>").empty());
    for (auto const* const header : {"rapidjson/reader.h", "unicode/normalizer2.h", "toml++/toml.h", "CLI/CLI.hpp",
             "spdlog/spdlog.h", "boost/url.hpp", "sqlite3.h", "openssl/evp.h"})
        CHECK(about("include/consentry/app/config.hpp", "#include <" + std::string{header} + ">").size() == 1);
}

TEST_CASE("the pure folders know no threads")
{
    CHECK(about("src/intake/intake.cpp", "#include <mutex>") == Complaints{"\"intake\" knows no threads"});
    CHECK(about("src/store/writer.cpp", "#include <mutex>").empty());
}

TEST_CASE("nothing unfinished is left in the sources")
{
    CHECK(about("src/base/log.cpp", "// TODO: rotate").size() == 1);
    CHECK(about("src/base/log.cpp", "int x;  // FIXME").size() == 1);
    CHECK(about("src/base/log.cpp", "// Whoever says todo in Spanish says everything; METODOS are methods.").empty());
}

TEST_CASE("a file stays short enough to be one thing")
{
    std::string text;
    for (int i = 0; i < 350; ++i)
        text += "int x;\n";
    CHECK(house::complaints({"src/base/log.cpp", text}).empty());
    CHECK(house::complaints({"src/base/log.cpp", text + "int y;\n"}).size() == 1);
}

TEST_CASE("there is no drawer for everything")
{
    CHECK(about("src/base/util.hpp", "").size() == 1);
    CHECK(about("include/consentry/http/helpers.hpp", "").size() == 1);
    CHECK(about("src/base/time.cpp", "").empty());
}
