#pragma once

#include "consentry/forward/connector.hpp"
#include "consentry/http/transport.hpp"
#include "forward/connector/template.hpp"
#include "forward/courier.hpp"

#include <expected>
#include <memory>
#include <string>
#include <vector>

/// What makes requests ours: headers from the configuration, or a token that is asked for. Values in, values out.
namespace consentry::forward {

/// `base`, `config.X` and `secret.X` as a destination's configuration has them. What it does not have is empty.
Lookup configured(std::shared_ptr<ConnectorTarget const> target, std::string url);

/// The first whose needs are given; null if there is none.
ConnectorAuth const* auth_of(ConnectorTemplate const& connector, Lookup const& lookup);

bool needs_token(ConnectorAuth const& auth);

/// Of an authentication that needs no token.
std::expected<std::vector<http::Header>, std::string> fixed_headers(ConnectorAuth const& auth, Lookup const& lookup);

/// Asks for a token. `refresh_token`: the one that counts now; of that kind only. `fill` errors and a key that is none
/// come back as a sentence.
std::expected<http::Outgoing, std::string> token_request(
    ConnectorAuth const& auth, Lookup const& lookup, std::string_view refresh_token, Instant now);

/// A token, and what it is good for.
struct Token {
    JsonValue answer;                   ///< All that came with it.
    std::vector<http::Header> headers;  ///< What requests carry.
    std::string refresh_token{};        ///< As it came; empty if none did.
    Instant renew_at{};                 ///< 80 % of its life.
    Instant ends_at{};
};

/// The token in an answer to what was `asked` then, or why there is none.
std::expected<Token, Ending> read_token(ConnectorAuth const& auth, Lookup const& lookup,
    std::expected<http::Answer, http::TransportError> const& answer, Instant asked, Instant now);

/// There is no token, for a reason that is short and tells nothing of anybody. The same later may go well.
Ending no_token(std::string_view why, std::string detail = {}, unsigned status = 0);

}  // namespace consentry::forward
