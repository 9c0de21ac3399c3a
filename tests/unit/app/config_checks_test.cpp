#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

/// A brand that begins in the line after `before`.
std::string brand(std::string const& name, std::string const& secret, std::string const& numbers = "")
{
    std::string text
        = "[[brand]]\nname = \"" + name + "\"\nverify_token = \"env:TOKEN\"\napp_secrets = [\"env:" + secret + "\"]\n";
    for (std::size_t begin = 0; begin < numbers.size(); begin = numbers.find(' ', begin) + 1) {
        auto const end = std::min(numbers.find(' ', begin), numbers.size());
        text += "[[brand.number]]\nphone_number_id = \"" + numbers.substr(begin, end - begin) + "\"\n";
        if (end == numbers.size())
            break;
    }
    return text + small_scope;
}

std::string key(std::string const& name, std::string const& more)
{
    return "[[api.key]]\nname = \"" + name + "\"\nrole = \"writer\"\n" + more + '\n';
}

}  // namespace

TEST_CASE("an API key acts for the only brand, and has to say which where there are several")
{
    auto const one = read(key("crm", "key = \"env:KEY\"") + brand("demo", "SECRET"));
    CHECK(one.ok());
    CHECK(one.warnings.empty());
    CHECK(one.config.api_keys.front().brands == std::vector<std::string>{"demo"});

    auto const two = brand("demo", "SECRET") + brand("other", "OTHER");
    auto const silent = only_problem(key("crm", "key = \"env:KEY\"") + two);
    CHECK(place(silent) == "1 api.key");
    CHECK(says(silent.remedy, "brands = [\"demo\"]"));

    auto const wrong = only_problem(key("crm", "key = \"env:KEY\"\nbrands = [\"demo\", \"othr\"]") + two);
    CHECK(place(wrong) == "5 api.key.brands");
    CHECK(says(wrong.remedy, "Did you mean \"other\"?"));
}

TEST_CASE("API keys differ in name and in value, and each has one value")
{
    auto const demo = brand("demo", "SECRET");
    auto const same_name = only_problem(key("crm", "key = \"env:KEY\"") + key("crm", "key = \"env:LONG\"") + demo);
    CHECK(place(same_name) == "6 api.key.name");
    auto const same_value = only_problem(key("a", "key = \"env:KEY\"") + key("b", "key = \"env:KEY\"") + demo);
    CHECK(place(same_value) == "5 api.key");
    CHECK(says(same_value.reason, "\"a\""));
    CHECK(says(only_problem(key("crm", "") + demo).reason, "neither"));
    CHECK(place(only_problem(key("crm", "key = \"env:KEY\"\nhash = \"sha256:" + std::string(64, 'a') + '"') + demo))
        == "5 api.key.hash");
}

TEST_CASE("a configuration without an API key earns a warning")
{
    CHECK(says(only_warning(brand("demo", "SECRET")).remedy, "consentry keys new"));
}

TEST_CASE("a number belongs to the brand whose app it is subscribed to")
{
    auto const keys = key("crm", "key = \"env:KEY\"\nbrands = [\"one\", \"two\"]");
    CHECK(read(keys + brand("one", "SECRET", "111 222") + brand("two", "OTHER", "333")).ok());
    CHECK(read(keys + brand("one", "SECRET", "111") + brand("two", "SECRET", "111")).ok());
    auto const slip = only_problem(keys + brand("one", "SECRET", "111 222") + brand("two", "OTHER", "222"));
    CHECK(place(slip) == "22 brand.number.phone_number_id");
    CHECK(says(slip.reason, "\"one\""));
    auto const open = only_warning(keys + brand("one", "SECRET", "111") + brand("two", "SECRET"));
    CHECK(place(open) == "15 brand");
    CHECK(says(open.remedy, "List the numbers"));
}

TEST_CASE("there is at least one brand, and brands differ in name")
{
    auto const none = only_problem("[listen]\npublic = \"127.0.0.1:1\"\n");
    CHECK(none.key == "brand");
    CHECK(says(none.remedy, "[[brand]]"));
    CHECK(says(only_problem("brand = []").remedy, "[[brand]]"));
    auto const twice = brand("demo", "SECRET", "1") + brand("demo", "SECRET", "2");
    CHECK(place(only_problem(key("crm", "key = \"env:KEY\"\nbrands = [\"demo\"]") + twice)) == "16 brand.name");
}

TEST_CASE("the two listeners are apart, and the admin listener is private")
{
    auto const listen = [](std::string const& lines) {
        return "[listen]\n" + lines + key("crm", "key = \"env:KEY\"") + brand("demo", "SECRET");
    };
    CHECK(place(only_problem(listen("public = \"127.0.0.1:80\"\nadmin = \"127.0.0.1:80\"\n"))) == "3 listen.admin");
    CHECK(read(listen("public = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\n")).ok());
    CHECK(place(only_warning(listen("admin = \"0.0.0.0:8081\"\n"))) == "2 listen.admin");
    std::string const tls = "[listen.public_tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n";
    CHECK(read(listen(tls)).ok());
    CHECK(place(only_problem(listen(tls + "client_name = \"meta\"\n"))) == "5 listen.public_tls.client_name");
    CHECK(place(only_warning(listen(tls + "client_ca = \"ca.pem\"\n"))) == "5 listen.public_tls.client_ca");
}

TEST_CASE("giving up before the schedule ends earns a warning")
{
    auto const warning
        = only_warning("[forward]\ngive_up = \"1d\"\n" + key("crm", "key = \"env:KEY\"") + brand("demo", "SECRET"));
    CHECK(place(warning) == "2 forward.give_up");
}
