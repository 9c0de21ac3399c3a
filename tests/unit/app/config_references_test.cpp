#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

std::string brand_with_token(std::string const& reference)
{
    return "[[brand]]\nname = \"demo\"\nverify_token = \"" + reference + "\"\napp_secrets = [\"env:SECRET\"]\n";
}

std::string key_with(std::string const& line)
{
    return "[[api.key]]\nname = \"crm\"\nrole = \"writer\"\n" + line + '\n' + brand_with_token("env:TOKEN");
}

std::string destination_with(std::string const& secrets)
{
    return small_brand
        + "[[brand.destination]]\nname = \"crm\"\nurl = \"https://crm.example.com/\"\nsecrets = " + secrets + '\n';
}

}  // namespace

TEST_CASE("a secret comes from the environment or from a file beside the configuration")
{
    CHECK(read(brand_with_token("env:TOKEN")).config.brands.front().verify_token == "a token");
    CHECK(read(brand_with_token("file:token")).config.brands.front().verify_token == "from a file");
    CHECK(read(brand_with_token("file:/etc/consentry/token")).config.brands.front().verify_token == "from a file");
    CHECK(read(brand_with_token("file:two")).config.brands.front().verify_token == "one\ntwo");
}

TEST_CASE("a secret that cannot be had is a problem with a remedy")
{
    auto const [reference, reason, remedy]
        = GENERATE(table<std::string, std::string, std::string>({{"env:ABSENT", "ABSENT is not set", "Set it"},
            {"env:EMPTY", "EMPTY is empty", "Set it"}, {"file:absent", "/etc/consentry/absent", "Make the file"},
            {"file:empty", "is empty", "Write the secret"}}));
    auto const problem = only_problem(brand_with_token(reference));
    CHECK(place(problem) == "3 brand.verify_token");
    CHECK(says(problem.reason, reason));
    CHECK(says(problem.remedy, remedy));
}

TEST_CASE("a secret in the clear is refused without being repeated")
{
    auto const problem = only_problem(brand_with_token("hunter2"));
    CHECK(says(problem.reason, "in the clear"));
    CHECK(says(problem.remedy, "env:NAME"));
    CHECK_FALSE(says(to_line(problem, "consentry.toml"), "hunter2"));
}

TEST_CASE("an API key is kept as its hash, whichever way it is given")
{
    std::string const hash = to_hex(sha256("a key"));
    CHECK(read(key_with("key = \"env:KEY\"")).config.api_keys.front().hash == sha256("a key"));
    CHECK(read(key_with("hash = \"sha256:" + hash + '"')).config.api_keys.front().hash == sha256("a key"));
    for (auto const& bad :
        {hash, "sha256:" + hash.substr(2), "sha256:" + hash + "00", "sha1:" + hash, std::string{"sha256:"}}) {
        auto const problem = only_problem(key_with("hash = \"" + bad + '"'));
        CHECK(place(problem) == "4 api.key.hash");
        CHECK(says(problem.remedy, "consentry keys new"));
    }
}

TEST_CASE("what signs is a shared secret or a private key, in the order given")
{
    auto const report = read(destination_with(R"(["env:WHSK", "env:WHSEC"])"));
    REQUIRE(report.ok());
    CHECK(report.config.brands.front().destinations.front().secrets
        == std::vector<forward::SigningSecret>{
            forward::PrivateSecret{environment.at("LONG")}, forward::SharedSecret{"0123456789abcdef01234567"}});
    for (auto const* const bad : {"SHORT", "LONG", "WHPK"}) {
        INFO(bad);
        auto const problem = only_problem(destination_with("[\"env:" + std::string{bad} + "\"]"));
        CHECK(place(problem) == "12 brand.destination.secrets");
        CHECK(says(problem.remedy, "consentry keys webhook"));
        CHECK_FALSE(says(to_line(problem, "consentry.toml"), environment.at(bad)));
    }
}

TEST_CASE("the suppression key may be a file that is not there yet, or long enough a value")
{
    auto const suppression
        = [](std::string const& reference) { return "keys.suppression = \"" + reference + "\"\n" + small_brand; };
    auto const file = read(suppression("file:secret/absent.key"));
    CHECK(file.ok());
    CHECK(file.config.suppression.file == "/etc/consentry/secret/absent.key");
    CHECK(read(suppression("env:LONG")).config.suppression.value == environment.at("LONG"));
    CHECK(says(only_problem(suppression("env:KEY")).reason, "32 bytes"));
    CHECK(says(only_problem(suppression("absent.key")).remedy, "file:PATH"));
    CHECK(read(small_brand).config.suppression.file == "/etc/consentry/consentry.key");
}

TEST_CASE("the store is a SQLite file")
{
    auto const store = [](std::string const& url) { return "store.url = \"" + url + "\"\n" + small_brand; };
    CHECK(read(store("sqlite:data/consentry.db")).config.store.file == "/etc/consentry/data/consentry.db");
    CHECK(read(store("sqlite:/srv/consentry.db")).config.store.file == "/srv/consentry.db");
    CHECK(says(only_problem(store("postgresql://db/consentry")).reason, "later version"));
    CHECK(says(only_problem(store("sqlite::memory:")).reason, "forget"));
    CHECK(says(only_problem(store("consentry.db")).remedy, "sqlite:"));
    CHECK(says(only_problem(store("sqlite:")).remedy, "sqlite:"));
}
