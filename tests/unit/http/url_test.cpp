#include "consentry/http/url.hpp"

#include "support/catch.hpp"

using namespace consentry::http;

TEST_CASE("a URL is taken apart into what a client needs")
{
    auto const url = parse_url("https://CRM.example.com/hooks/consent?tenant=7#top");
    REQUIRE(url);
    CHECK(url->tls);
    CHECK(url->host == "crm.example.com");
    CHECK(url->port == 443);
    CHECK(url->target == "/hooks/consent?tenant=7");
    CHECK(url->authority() == "crm.example.com");
}

TEST_CASE("port, path and brackets may be there or not")
{
    auto const bare = parse_url("HTTP://127.0.0.1:8090");
    REQUIRE(bare);
    CHECK_FALSE(bare->tls);
    CHECK(bare->port == 8090);
    CHECK(bare->target == "/");
    CHECK(bare->authority() == "127.0.0.1:8090");

    auto const six = parse_url("http://[2001:DB8::1]/x");
    REQUIRE(six);
    CHECK(six->host == "2001:db8::1");
    CHECK(six->port == 80);
    CHECK(six->authority() == "[2001:db8::1]");

    auto const question = parse_url("https://a.example?x=1");
    REQUIRE(question);
    CHECK(question->target == "/?x=1");
    CHECK(parse_url("https://a.example:443/")->authority() == "a.example");
    CHECK(parse_url("http://a.example:443/")->authority() == "a.example:443");
}

TEST_CASE("whatever a request line or a certificate could not carry is refused with a sentence")
{
    for (auto const* const bad : {"", "crm.example.com/x", "ftp://a.example/", "https://", "https:///x", "https://:80/",
             "https://a.example:0/", "https://a.example:65536/", "https://a.example:8x/", "https://a.example:/",
             "https://user:secret@a.example/", "https://a.example/a b", "https://a.example/\r\nX: y",
             "https://a.exämple/", "https://a,b.example/", "https://[::1/", "https://[::1]80/", "https://[]/",
             "https://[g::1]/"}) {
        INFO(bad);
        auto const url = parse_url(bad);
        REQUIRE_FALSE(url);
        CHECK(url.error().fault == consentry::Fault::malformed);
        CHECK(url.error().detail.ends_with('.'));
        CHECK(url.error().detail.find("secret") == std::string::npos);
    }
    CHECK_FALSE(parse_url("https://" + std::string(254, 'a') + "/"));
}
