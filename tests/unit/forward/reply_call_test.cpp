// The call that sends a reply, and what Meta's answers to it mean.
#include "forward/reply_call.hpp"

#include "support/catch.hpp"

#include <boost/json.hpp>

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

Destination confirmation()
{
    auto target = std::make_shared<ReplyTarget>();
    target->token = "EAAGtoken";
    Destination destination;
    destination.url = "https://graph.facebook.com/v26.0";
    destination.reply = std::move(target);
    return destination;
}

consent::Event stop()
{
    consent::Event event;
    event.id = "evt_1";
    event.number = "106540352242922";
    event.wa_id = "34600111222";
    event.user_id = "ES.13491208655302741918";
    event.message_id = "wamid.HBgL";
    return event;
}

std::expected<http::Answer, http::TransportError> answered(unsigned status, std::string body)
{
    return http::Answer{status, {}, std::move(body)};
}

std::expected<http::Answer, http::TransportError> refused_with(int code, unsigned status = 400)
{
    return answered(status,
        R"({"error":{"message":"(#1) +34600111222 is not well","type":"OAuthException","code":)" + std::to_string(code)
            + R"(,"error_data":{"details":"+34600111222"},"fbtrace_id":"Abc_1-2"}})");
}

Ending judged(std::expected<http::Answer, http::TransportError> const& answer, unsigned attempts = 0)
{
    return judged_reply(answer, attempts, Instant{});
}

Ending judged(http::TransportFault fault) { return judged(std::unexpected{http::TransportError{fault, "why"}}); }

using Kind = Ending::Kind;

}  // namespace

TEST_CASE("a reply is a text to the person's number with a plus, which quotes what they said and names its event")
{
    auto const call = reply_call(confirmation(), stop(), "Sie “bekommen” nichts\nmehr.", "");
    CHECK(call.url == "https://graph.facebook.com/v26.0/106540352242922/messages");
    CHECK(call.only_once);
    CHECK_FALSE(call.allow_private_network);
    CHECK(boost::json::parse(call.body) == boost::json::parse(R"({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+34600111222", "type": "text",
        "context": {"message_id": "wamid.HBgL"},
        "text": {"body": "Sie “bekommen” nichts\nmehr.", "preview_url": false},
        "biz_opaque_callback_data": "consentry:reply:evt_1"})"));
    auto const bearer = std::ranges::find(call.headers, std::string{"authorization"}, &http::Header::name);
    REQUIRE(bearer != call.headers.end());
    CHECK(bearer->value == "Bearer EAAGtoken");
}

TEST_CASE("who is known by a user id alone is named as the recipient")
{
    auto event = stop();
    event.wa_id.clear();
    auto const body = boost::json::parse(reply_call(confirmation(), event, "x", "").body).as_object();
    CHECK(body.at("recipient") == "ES.13491208655302741918");
    CHECK_FALSE(body.contains("to"));
}

TEST_CASE("an app that asks for it is shown that we know its secret")
{
    // HMAC-SHA256 of "EAAGtoken" under "secret", computed apart from this code.
    CHECK(reply_call(confirmation(), stop(), "x", "secret").url
        == "https://graph.facebook.com/v26.0/106540352242922/messages?appsecret_proof="
           "88e7c6a40b1e6cf1bfbbeebf911d877769089e63db974d858a0d1bcfdb5553cd");
    CHECK(wants_proof(answered(
        400, R"({"error":{"message":"API calls from the server require an appsecret_proof argument","code":100}})")));
    CHECK_FALSE(wants_proof(refused_with(100)));
    CHECK_FALSE(wants_proof(std::unexpected{http::TransportError{http::TransportFault::timeout, "appsecret_proof"}}));
}

TEST_CASE("accepted is what has the id of a message")
{
    CHECK(judged(answered(200, R"({"messages":[{"id":"wamid.X"}]})")).kind == Kind::delivered);
    for (char const* const body : {"", "{}", R"({"messages":[]})", R"({"messages":[{"id":""}]})", "<html>", "[1]"})
        CHECK(judged(answered(200, body)).kind == Kind::unknown);
}

TEST_CASE("what Meta certainly did not accept is tried again, and only that")
{
    for (int const code : {4, 80007, 130429, 131016, 131056, 131057}) {
        CHECK(judged(refused_with(code)).kind == Kind::retry);
        CHECK(judged(refused_with(code, 500)).kind == Kind::retry);
    }
    using enum http::TransportFault;
    for (auto const fault : {resolve, connect, tls, forbidden_address})
        CHECK(judged(fault).kind == Kind::retry);
    CHECK(judged(answered(429, "")).kind == Kind::retry);
    CHECK(judged(bad_url).kind == Kind::refused);
}

TEST_CASE("what may have been accepted is not sent again")
{
    using enum http::TransportFault;
    for (auto const fault : {timeout, protocol})
        CHECK(judged(fault).kind == Kind::unknown);
    CHECK(judged(answered(502, "<html>Bad Gateway</html>")).kind == Kind::unknown);
    CHECK(judged(answered(503, "")).kind == Kind::unknown);
    for (int const code : {1, 2, 131000})
        CHECK(judged(refused_with(code, 500)).kind == Kind::unknown);
}

TEST_CASE("messages too many to one person wait four times as long each time")
{
    CHECK(judged(refused_with(131056), 0).wait == 1s);
    CHECK(judged(refused_with(131056), 1).wait == 4s);
    CHECK(judged(refused_with(131056), 3).wait == 64s);
    CHECK_FALSE(judged(refused_with(131056)).by_receiver);
    CHECK_FALSE(judged(refused_with(130429)).wait);
}

TEST_CASE("what lies with the person ends the reply, and is nobody's trouble")
{
    for (int const code : {131021, 131026, 131030, 131047, 131050, 130403}) {
        auto const ending = judged(refused_with(code));
        CHECK(ending.kind == Kind::skipped);
        CHECK_FALSE(ending.by_receiver);
        CHECK(ending.error.ends_with("(" + std::to_string(code) + ")"));
    }
}

TEST_CASE("what lies with the token, the permission or the account is for an operator to mend")
{
    for (int const code : {190, 10, 200, 299, 131005, 131031, 131042, 133010, 100}) {
        auto const ending = judged(refused_with(code, 401));
        CHECK(ending.kind == Kind::refused);
        CHECK(ending.by_receiver);
        CHECK(ending.detail.find("fbtrace_id Abc_1-2") != std::string::npos);
        CHECK(ending.detail.size() > 40);
    }
    CHECK(judged(refused_with(190)).detail.starts_with("make a token"));
    CHECK(judged(refused_with(132000)).kind == Kind::refused);
    CHECK(judged(answered(404, "not found")).kind == Kind::refused);
    CHECK(judged(answered(302, "")).kind == Kind::refused);
}

TEST_CASE("nothing of what Meta says about a person is passed on")
{
    for (int const code : {190, 131047, 130429, 131000, 424242}) {
        auto const ending = judged(refused_with(code, 500));
        CHECK((ending.error + ending.detail).find("34600111222") == std::string::npos);
    }
}
