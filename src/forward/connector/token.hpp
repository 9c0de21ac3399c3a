#pragma once

#include "forward/connector/account.hpp"
#include "forward/connector/grant.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace consentry::forward {

/// The token of one account: got once for all who wait, renewed before it ends, and got anew when it is not taken.
/// A request under way keeps this alive, since a refresh token that its answer brings is the only one that is good.
class ConnectorToken : public std::enable_shared_from_this<ConnectorToken> {
public:
    using Ready = ConnectorAccount::Ready;

    /// `auth` is one of the target's template, which needs a token.
    ConnectorToken(AccountParts const& parts, Destination const& destination, ConnectorAuth const& auth);

    /// As ConnectorAccount::pass().
    void get(Ready ready);

    /// As ConnectorAccount::reject().
    bool reject(std::uint64_t generation);

    /// Nobody waits any more, and nobody is called.
    void close() { waiting_.clear(); }

private:
    std::expected<http::Outgoing, Ending> request();
    std::string chain() const;
    void ask();
    void take(std::expected<http::Answer, http::TransportError> const& answer, Instant asked);
    void keep();
    void use(Token token);
    void fail(Ending ending);
    void tell(std::expected<ConnectorAccount::Pass, Ending> const& outcome);
    bool is_good(Instant now) const { return token_ && !rejected_ && now < token_->ends_at; }
    bool is_holding_off(Instant now) const;
    ConnectorAccount::Pass pass() const { return {token_->headers, token_->answer, generation_}; }
    std::expected<ConnectorAccount::Pass, Ending> instead(Instant now) const;

    http::Transport& transport_;
    std::weak_ptr<Tasks> tasks_;
    Clock const& clock_;
    TokenKeeper& keeper_;
    std::shared_ptr<ConnectorTarget const> target_;
    ConnectorAuth const& auth_;
    Lookup lookup_;
    std::chrono::milliseconds connect_timeout_;
    std::chrono::milliseconds answer_timeout_;
    bool allow_private_network_;

    std::optional<Token> token_;
    std::uint64_t generation_ = 0;
    bool rejected_ = false;
    std::optional<Instant> rejected_at_;  ///< When one was last, and got anew for it.

    bool under_way_ = false;
    std::string refresh_token_;  ///< What the request under way has given for a token.
    std::vector<Ready> waiting_;
    std::optional<Token> unkept_;  ///< Got, but the refresh token that came with it is not on disk yet.

    unsigned failures_ = 0;  ///< One after another.
    Instant failed_at_{};
    Instant not_before_{};
    Ending failure_{};
};

}  // namespace consentry::forward
