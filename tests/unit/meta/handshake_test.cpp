#include "consentry/meta/handshake.hpp"

#include "support/catch.hpp"

#include <vector>

using namespace consentry;
using namespace consentry::meta;

namespace {

std::vector<std::string> const tokens{"one-token", "mein token+ü"};

Fault fault_of(std::string_view query, std::span<std::string const> ours = tokens)
{
    auto const answer = answer_handshake(query, ours);
    return answer ? Fault::unavailable : answer.error().fault;
}

}  // namespace

TEST_CASE("Meta's handshake is answered with its challenge, byte for byte")
{
    CHECK(answer_handshake("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=one-token", tokens)
        == "1158201444");
    CHECK(answer_handshake("hub.verify_token=one-token&hub.challenge=0042&hub.mode=subscribe&x&y=z", tokens) == "0042");
    CHECK(answer_handshake("hub%2Emode=subscribe&hub.challenge=1&hub.verify_token=one%2Dtoken", tokens) == "1");
}

TEST_CASE("a handshake's values are decoded once, a plus being a blank")
{
    CHECK(answer_handshake("hub.mode=subscribe&hub.challenge=a%2Bb+c%2525&hub.verify_token=mein+token%2b%C3%BC", tokens)
        == "a+b c%25");
    CHECK(fault_of("hub.mode=subscribe&hub.challenge=1&hub.verify_token=mein+token%252b%C3%BC") == Fault::forbidden);
}

TEST_CASE("a token that is not ours is forbidden")
{
    auto const* const token = GENERATE("", "one", "one-tokem", "one-token2", "ONE-TOKEN", "mein");
    CHECK(fault_of(std::string{"hub.mode=subscribe&hub.challenge=1&hub.verify_token="} + token) == Fault::forbidden);
}

TEST_CASE("an empty token in the configuration opens nothing")
{
    std::vector<std::string> const empty{""};
    CHECK(fault_of("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", empty) == Fault::forbidden);
    CHECK(fault_of("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", {}) == Fault::forbidden);
}

TEST_CASE("what is no handshake is malformed, whatever its token")
{
    auto const* const query = GENERATE("", "&", "=", "hub.mode=subscribe", "hub.challenge=1&hub.verify_token=one-token",
        "hub.mode=subscribe&hub.verify_token=one-token", "hub.mode=subscribe&hub.challenge=1",
        "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=one-token",
        "hub.mode=subscribe&hub.challenge=&hub.verify_token=one-token",
        "hub.mode=subscribe&hub.challenge=%zz&hub.verify_token=one-token",
        "hub.mode=subscribe&hub.challenge=1%4&hub.verify_token=one-token",
        "hub_mode=subscribe&hub_challenge=1&hub_verify_token=one-token");
    INFO(query);
    CHECK(fault_of(query) == Fault::malformed);
}

TEST_CASE("a challenge has a limit, since it is a stranger's text")
{
    std::string const query = "hub.mode=subscribe&hub.verify_token=one-token&hub.challenge=";
    CHECK(answer_handshake(query + std::string(challenge_octets_max, '7'), tokens)
        == std::string(challenge_octets_max, '7'));
    CHECK(fault_of(query + std::string(challenge_octets_max + 1, '7')) == Fault::malformed);
}

TEST_CASE("of a parameter that comes twice the first counts")
{
    CHECK(fault_of("hub.mode=subscribe&hub.challenge=1&hub.verify_token=no&hub.verify_token=one-token")
        == Fault::forbidden);
}
