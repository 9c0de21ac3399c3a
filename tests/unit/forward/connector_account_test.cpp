// What opens a far system: what requests carry, when a token is asked for, and what is kept of it.
#include "account_stage.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/rsa.hpp"
#include "support/catch.hpp"
#include "support/rsa_key.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

using Kind = ConnectorAuth::Kind;

ConnectorAuth header_auth(std::string_view value)
{
    ConnectorAuth auth;
    auth.kind = Kind::header;
    auth.value = text(value);
    return auth;
}

ConnectorAuth basic_auth(std::string_view user, std::string_view password)
{
    ConnectorAuth auth;
    auth.kind = Kind::basic;
    auth.user = text(user);
    auth.password = text(password);
    return auth;
}

/// The one header that requests carry; empty if there is none.
std::string header_of(AccountStage::Pass const& pass)
{
    REQUIRE(pass);
    REQUIRE(pass->headers.size() <= 1);
    return pass->headers.empty() ? "" : pass->headers.front().name + ": " + pass->headers.front().value;
}

std::string error_of(AccountStage::Pass const& pass)
{
    REQUIRE_FALSE(pass);
    CHECK(pass.error().kind == Ending::Kind::retry);
    CHECK(pass.error().by_receiver);
    return pass.error().error;
}

std::string sent_header(AccountStage const& stage, std::string_view name)
{
    for (auto const& header : stage.receivers.last->headers) {
        if (header.name == name)
            return header.value;
    }
    return {};
}

}  // namespace

TEST_CASE("a template that wants no credentials gets no headers, and no other ones")
{
    AccountStage stage;
    SECTION("because it says nothing of them") { stage.open(ConnectorTemplate{}); }
    SECTION("because it says so") { stage.open(ConnectorAuth{}); }
    stage.ask();
    REQUIRE(stage.passes.size() == 1);
    CHECK(header_of(stage.passes[0]) == "");
    CHECK(stage.passes[0]->generation == 0);
    CHECK(stage.passes[0]->token.kind == JsonValue::Kind::null);
    CHECK_FALSE(stage.account->reject(0));
}

TEST_CASE("what the configuration has becomes a header, at once")
{
    AccountStage stage;
    ConnectorAuth named = header_auth("{{secret.token}}");
    named.header = "X-Access-Token";
    auto const [auth, expected] = GENERATE_COPY(table<ConnectorAuth, std::string>({
        {header_auth("Klaviyo-API-Key {{secret.token}}"), "Authorization: Klaviyo-API-Key T"},
        {named, "X-Access-Token: T"},
        {basic_auth("{{config.client}}/token", "{{secret.token}}"), "Authorization: Basic b3VyIGFwcC90b2tlbjpU"},
        {basic_auth("{{secret.token}}", ""), "Authorization: Basic VDo="},
        {basic_auth("", "{{secret.token}}"), "Authorization: Basic OlQ="},
    }));
    stage.open(auth);
    stage.ask();
    REQUIRE(stage.passes.size() == 1);
    CHECK(header_of(stage.passes[0]) == expected);
    CHECK_FALSE(stage.account->reject(stage.passes[0]->generation));
}

TEST_CASE("of several ways the first is taken for which everything is given")
{
    AccountStage stage;
    ConnectorTemplate made;
    made.auths = {header_auth("both {{secret.token}}"), header_auth("one {{secret.token}}"), header_auth("none")};
    made.auths[0].when.given = {"secret.token", "config.client"};
    made.auths[1].when.given = {"secret.token"};
    SECTION("all of it")
    {
        stage.open(made);
        CHECK(header_of(stage.pass()) == "Authorization: both T");
    }
    SECTION("what is empty is not given")
    {
        stage.settings["client"] = "";
        stage.open(made);
        CHECK(header_of(stage.pass()) == "Authorization: one T");
    }
    SECTION("nor is what is not there")
    {
        stage.secrets.erase("token");
        stage.open(made);
        CHECK(header_of(stage.pass()) == "Authorization: none");
    }
    SECTION("and where none is left there is no way in")
    {
        stage.secrets.erase("token");
        made.auths.pop_back();
        stage.open(made);
        CHECK(error_of(stage.pass()) == "no credentials");
    }
}

TEST_CASE("credentials that would become something else in a header are not sent")
{
    AccountStage stage;
    stage.secrets["token"] = GENERATE(as<std::string>{}, "T\r\nX-Admin: yes", "T\n", std::string("T\0", 2));
    stage.open(GENERATE(header_auth("Bearer {{secret.token}}"), basic_auth("me", "{{secret.token}}")));
    CHECK(error_of(stage.pass()) == "no credentials");
    CHECK(stage.passes.back().error().detail.find('T') == std::string::npos);
}

TEST_CASE("a user with a colon would end where the password begins")
{
    AccountStage stage;
    stage.open(basic_auth("me:too", "secret"));
    CHECK(error_of(stage.pass()) == "no credentials");
}

TEST_CASE("a token is asked for as RFC 6749 has it, and goes into the header")
{
    AccountStage stage;
    ConnectorAuth auth = stage.token_auth(Kind::client_credentials);
    stage.answer(R"({"access_token":"A1","instance_url":"https://eu1.example.com","token_type":"Bearer"})");
    SECTION("with the client in the form")
    {
        auth.form = {{text("scope"), text("{{config.scope}}")}, {text("audience"), text("a+b")}};
        stage.open(auth);
        auto const pass = stage.pass();
        CHECK(stage.receivers.seen.at(0).body
            == "audience=a%2Bb&grant_type=client_credentials&client_id=our%20app&client_secret=s3cr%2Bt");
        CHECK(sent_header(stage, "Authorization") == "");
        CHECK(sent_header(stage, "Content-Type") == "application/x-www-form-urlencoded");
        CHECK(stage.receivers.last->method == http::Method::post);
        CHECK(header_of(pass) == "Authorization: Bearer A1");
        CHECK(pass->token.text_at({"instance_url"}) == "https://eu1.example.com");
    }
    SECTION("with the client as Basic credentials, which are a form's values inside")
    {
        auth.client_by_basic = true;
        stage.open(auth);
        CHECK(header_of(stage.pass()) == "Authorization: Bearer A1");
        CHECK(stage.receivers.seen.at(0).body == "grant_type=client_credentials");
        CHECK(sent_header(stage, "Authorization") == "Basic " + to_base64(as_octets("our%20app:s3cr%2Bt")));
    }
    SECTION("with a grant of the template's own")
    {
        auth.form = {{text("grant_type"), text("account_credentials")}};
        auth.client_id = {};
        stage.open(auth);
        CHECK(stage.pass());
        CHECK(stage.receivers.seen.at(0).body == "grant_type=account_credentials&client_secret=s3cr%2Bt");
    }
    CHECK(stage.asked() == 1);
}

TEST_CASE("a token is got by a signed assertion of who we are")
{
    AccountStage stage;
    stage.secrets["key"] = rsa_key_pkcs8;
    ConnectorAuth auth = stage.token_auth(Kind::jwt_bearer);
    auth.client_id = auth.client_secret = {};
    auth.private_key = text("{{secret.key}}");
    auth.claims = {{"iss", text("robot@example.com")}, {"aud", text(stage.token_url)}, {"sub", text("{{config.sub}}")}};
    auth.assertion_lifetime = 3min;
    auth.key_id = text("{{config.key_id}}");
    stage.settings["key_id"] = "key-1";
    stage.answer(R"({"access_token":"A1","expires_in":3599})");
    stage.open(auth);
    CHECK(header_of(stage.pass()) == "Authorization: Bearer A1");

    std::string const begin = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    std::string const& body = stage.receivers.seen.at(0).body;
    REQUIRE(body.starts_with(begin));
    std::string const assertion = body.substr(begin.size());
    std::string const header = R"({"alg":"RS256","typ":"JWT","kid":"key-1"})";
    std::string const claims = R"({"iss":"robot@example.com","aud":"https://login.example.com/token",)"
                               R"("iat":1795339800,"exp":1795339980})";
    std::string const expected = to_base64url(as_octets(header)) + '.' + to_base64url(as_octets(claims));
    CHECK(
        assertion == expected + '.' + to_base64url(as_octets(RsaKey::from_pem(rsa_key_pkcs1).value().sign(expected))));
}

TEST_CASE("a key that is none is told, and nothing of it")
{
    AccountStage stage;
    stage.secrets["key"] = "hunter2";
    ConnectorAuth auth = stage.token_auth(Kind::jwt_bearer);
    auth.private_key = text("{{secret.key}}");
    stage.open(auth);
    CHECK(error_of(stage.pass()) == "no token: not configured");
    CHECK(stage.passes.back().error().detail.find("no PEM") != std::string::npos);
    CHECK(stage.passes.back().error().detail.find("hunter2") == std::string::npos);
    CHECK(stage.asked() == 0);
}

TEST_CASE("who opens the same far system with the same credentials shares its account")
{
    AccountStage stage;
    stage.answer(R"({"access_token":"A1"})");
    stage.open(stage.token_auth(Kind::client_credentials));
    Destination other = stage.destination();
    other.name = "crm of another brand";
    CHECK(stage.accounts->open(other) == stage.account);
    SECTION("other credentials open another one")
    {
        stage.secrets["client"] = "another";
        CHECK(stage.accounts->open(stage.destination()) != stage.account);
    }
    SECTION("so do other settings")
    {
        stage.settings["client"] = "another";
        CHECK(stage.accounts->open(stage.destination()) != stage.account);
    }
    SECTION("another place")
    {
        other.url = "https://sandbox.example.com";
        CHECK(stage.accounts->open(other) != stage.account);
    }
    SECTION("another template, though it has the same name")
    {
        auto const before = stage.account;
        stage.open(stage.token_auth(Kind::refresh_token));
        CHECK(stage.account != before);
    }
    SECTION("and a network that not both may reach")
    {
        other.allow_private_network = true;
        CHECK(stage.accounts->open(other) != stage.account);
    }
    SECTION("one that nobody has any more begins anew")
    {
        CHECK(stage.pass());
        stage.open();
        CHECK(stage.pass());
        CHECK(stage.asked() == 1);
        stage.account.reset();
        stage.open();
        CHECK(stage.pass());
        CHECK(stage.asked() == 2);
    }
}

TEST_CASE("the base of URLs is the template's, or the configuration's in its place")
{
    AccountStage stage;
    ConnectorTemplate made;
    made.base = text("https://{{config.shop}}.example.com");
    made.auths = {stage.token_auth(Kind::client_credentials)};
    made.auths[0].token_url = text("{{base}}/token");
    stage.settings["shop"] = "a b";
    stage.open(made);
    Destination destination = stage.destination();
    SECTION("with its values escaped")
    {
        stage.ask();
        CHECK(stage.receivers.seen.at(0).url == "https://a%20b.example.com/token");
    }
    SECTION("as it is")
    {
        destination.url = "http://127.0.0.1:8080/x+y";
        destination.allow_private_network = true;
        destination.answer_timeout = 7s;
        destination.connect_timeout = 3s;
        stage.account = stage.accounts->open(destination);
        stage.ask();
        CHECK(stage.receivers.seen.at(0).url == "http://127.0.0.1:8080/x+y/token");
        CHECK(stage.receivers.last->allow_private_network);
        CHECK(stage.receivers.last->answer_timeout == 7s);
        CHECK(stage.receivers.last->connect_timeout == 3s);
    }
}
