#include "consentry/meta/handshake.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"

#include <optional>

namespace consentry::meta {
namespace {

/// The first value under `name`: nothing if there is none, or none that can be decoded.
std::optional<std::string> parameter(std::string_view query, std::string_view name)
{
    while (!query.empty()) {
        auto const end = query.find('&');
        auto const pair = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
        auto const equals = pair.find('=');
        if (equals != std::string_view::npos && from_form(pair.substr(0, equals)) == name)
            return from_form(pair.substr(equals + 1));
    }
    return {};
}

/// Compares digests, so that not even the length of a token shows in the time taken; an empty token opens nothing.
bool is_one_of(std::string_view presented, std::span<std::string const> tokens)
{
    Digest const digest = sha256(presented);
    bool found = false;
    for (std::string const& token : tokens)
        found |= equal_in_constant_time(digest, sha256(token)) && !token.empty();
    return found;
}

}  // namespace

Result<std::string> answer_handshake(std::string_view query, std::span<std::string const> verify_tokens)
{
    auto const mode = parameter(query, "hub.mode");
    auto const token = parameter(query, "hub.verify_token");
    auto challenge = parameter(query, "hub.challenge");
    if (!mode || !token || !challenge)
        return fail(Fault::malformed, "this is no handshake: it needs hub.mode, hub.verify_token and hub.challenge");
    if (*mode != "subscribe")
        return fail(Fault::malformed, "hub.mode must be subscribe");
    if (challenge->empty() || challenge->size() > challenge_octets_max)
        return fail(Fault::malformed, "hub.challenge must have 1 to 1024 octets");
    if (!is_one_of(*token, verify_tokens))
        return fail(Fault::forbidden,
            "hub.verify_token is not the verify_token of a brand: compare it with the one in Meta's dashboard");
    return std::move(*challenge);
}

}  // namespace consentry::meta
