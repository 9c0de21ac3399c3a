#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/base/json_value.hpp"
#include "consentry/forward/token_keeper.hpp"
#include "consentry/http/transport.hpp"
#include "forward/connector/template.hpp"
#include "forward/courier.hpp"
#include "forward/pace.hpp"
#include "forward/tasks.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace consentry::forward {

/// What opens a far system: a token where one is needed, got once for all who wait for it, and the pace of all that is
/// asked there. Destinations with the same template, settings and credentials share one. Engine's thread only.
class ConnectorAccount : public std::enable_shared_from_this<ConnectorAccount> {
public:
    /// Headers that make a request ours, and what the templates may know of the token.
    struct Pass {
        std::vector<http::Header> headers;
        JsonValue token;               ///< The token's answer; null where there is none.
        std::uint64_t generation = 0;  ///< Of the token; 0: there is none that could be got anew.
    };
    using Ready = std::move_only_function<void(std::expected<Pass, Ending>)>;

    virtual ~ConnectorAccount() = default;

    /// Calls back at once where there is nothing to wait for. A token is renewed when 80 % of its life are over; where
    /// that fails it is good until its end. The ending says why there is none: always one of the receiver's, to be
    /// tried again. After it nothing is asked for a while, and the same is told at once.
    virtual void pass(Ready ready) = 0;

    /// The far system did not take that token: unless there is a newer one already, the next pass() gets one. False if
    /// there is none that could be got, or that one was got for the same reason within the last minute: another would
    /// be refused likewise.
    virtual bool reject(std::uint64_t generation) = 0;

    /// Calls back when one more request is within every limit, which counts from then: `default`, and the one that is
    /// named, if any. Within the call where nobody is before it. First come, first served; who waits for one that is
    /// named keeps only those waiting who wait for the same.
    virtual void pace(std::string_view limit, std::move_only_function<void()> ready) = 0;

    /// What an answer tells of the limits.
    virtual void note(std::string_view limit, http::Answer const& answer) = 0;
};

/// The accounts of an engine.
class ConnectorAccounts {
public:
    /// Whoever still waits for an account is not called any more.
    virtual ~ConnectorAccounts() = default;

    /// That of the destination's template, settings, credentials and URL; a new one if nobody has it any more. Its
    /// time limits are those of who opened it first.
    virtual std::shared_ptr<ConnectorAccount> open(Destination const& destination) = 0;
};

/// What accounts work with. All of it outlives them, and a request for a token that is under way when they end.
struct AccountParts {
    http::Transport& transport;
    std::shared_ptr<Tasks> tasks;
    Clock const& clock;
    TokenKeeper& tokens;
};

std::unique_ptr<ConnectorAccounts> make_accounts(AccountParts parts);

}  // namespace consentry::forward
