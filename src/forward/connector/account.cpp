// An account of a far system: its token, its pace, and who shares it.
#include "forward/connector/account.hpp"

#include "consentry/base/digest.hpp"
#include "forward/connector/gate.hpp"
#include "forward/connector/grant.hpp"
#include "forward/connector/token.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace consentry::forward {
namespace {

/// A refresh token that is used up by its first use must not be used by two at once, each of whom would take the
/// other's successor for the only one: accounts that differ in other settings only, and one that is read anew while the
/// one before is still asking.
class SharedTokens {
public:
    std::shared_ptr<ConnectorToken> open(
        AccountParts const& parts, Destination const& destination, ConnectorAuth const& auth, Lookup const& lookup)
    {
        auto const key = key_of(destination, auth, lookup);
        if (!key)
            return std::make_shared<ConnectorToken>(parts, destination, auth);
        std::erase_if(tokens_, [](auto const& one) { return one.second.expired(); });
        auto& known = tokens_[*key];
        auto token = known.lock();
        if (!token) {
            token = std::make_shared<ConnectorToken>(parts, destination, auth);
            known = token;
        }
        return token;
    }

private:
    /// All that a token depends on. Nothing for those of which there may be as many as anybody asks for.
    static std::optional<Digest> key_of(Destination const& destination, ConnectorAuth const& auth, Lookup const& lookup)
    {
        if (auth.kind != ConnectorAuth::Kind::refresh_token)
            return {};
        Lookup const marked = [&lookup](std::string_view name) -> std::expected<std::string, std::string> {
            return name.starts_with("token.") ? std::string{name} : lookup(name);
        };
        auto const request = token_request(auth, lookup, auth.refresh_token.fill(lookup).value_or(""), Instant{});
        auto const value = auth.value.fill(marked);
        if (!request || !value)
            return {};
        std::string all = destination.connector->connector->name + '\n' + request->url + '\n' + request->body + '\n'
            + auth.header + '\n' + *value + (destination.allow_private_network ? "\nprivate" : "");
        for (http::Header const& header : request->headers)
            all += '\n' + header.name + '\n' + header.value;
        return sha256(all);
    }

    std::map<Digest, std::weak_ptr<ConnectorToken>> tokens_;
};

class Account final : public ConnectorAccount {
public:
    Account(AccountParts const& parts, Destination const& destination, SharedTokens& tokens)
        : tasks_{parts.tasks}
        , clock_{parts.clock}
        , target_{destination.connector}
        , gate_{target_->connector->limits}
    {
        Lookup const lookup = configured(target_, destination.url);
        ConnectorAuth const* const auth = auth_of(*target_->connector, lookup);
        if (auth && needs_token(*auth))
            token_ = tokens.open(parts, destination, *auth, lookup);
        else
            fixed_ = fixed_pass(auth, lookup);
    }

    void pass(Ready ready) override
    {
        if (token_)
            token_->get(std::move(ready));
        else
            ready(fixed_);
    }

    bool reject(std::uint64_t generation) override { return token_ && token_->reject(generation); }

    void pace(std::string_view limit, std::move_only_function<void()> ready) override
    {
        gate_.join(limit, std::move(ready));
        let_go();
    }

    void note(std::string_view limit, http::Answer const& answer) override { gate_.note(limit, answer, clock_.now()); }

    void close()
    {
        gate_.clear();
        if (token_)
            token_->close();
    }

private:
    std::expected<Pass, Ending> fixed_pass(ConnectorAuth const* auth, Lookup const& lookup) const
    {
        if (!auth && target_->connector->auths.empty())
            return Pass{};
        auto headers = auth ? fixed_headers(*auth, lookup)
                            : std::unexpected{std::string{"the configuration gives none that the template can use"}};
        if (!headers)
            return std::unexpected{
                Ending{.error = "no credentials", .detail = std::move(headers.error()), .by_receiver = true}};
        return Pass{.headers = *std::move(headers), .token = {}};
    }

    /// Whoever is called may join, or drop the last reference to this.
    void let_go()
    {
        if (std::exchange(letting_go_, true))
            return;
        auto const self = shared_from_this();
        try {
            while (auto ready = gate_.next(clock_.now()))
                (*ready)();
        } catch (...) {  // Is for whoever runs the loop to hear; those behind it go all the same.
            letting_go_ = false;
            wait();
            throw;
        }
        letting_go_ = false;
        wait();
    }

    void wait()
    {
        Instant const now = clock_.now();
        auto const due = gate_.due(now);
        auto const tasks = tasks_.lock();
        bool const is_awaited = awaited_ && *awaited_ > now && due && *awaited_ <= *due;
        if (!due || !tasks || is_awaited)
            return;
        awaited_ = due;
        tasks->after(std::max(*due - now, std::chrono::milliseconds{1}), [self = shared_from_this(), at = *due] {
            auto& account = static_cast<Account&>(*self);
            if (account.awaited_ == at)
                account.awaited_.reset();
            account.let_go();
        });
    }

    std::weak_ptr<Tasks> tasks_;
    Clock const& clock_;
    std::shared_ptr<ConnectorTarget const> target_;
    ConnectorGate gate_;
    std::shared_ptr<ConnectorToken> token_;
    std::expected<Pass, Ending> fixed_{};
    bool letting_go_ = false;
    std::optional<Instant> awaited_;  ///< When the next look at who may go is due.
};

class Accounts final : public ConnectorAccounts {
public:
    explicit Accounts(AccountParts parts)
        : parts_{std::move(parts)}
    {
    }

    ~Accounts() override
    {
        for (auto const& [key, account] : accounts_) {
            if (auto const open = account.lock())
                open->close();
        }
    }

    std::shared_ptr<ConnectorAccount> open(Destination const& destination) override
    {
        std::erase_if(accounts_, [](auto const& one) { return one.second.expired(); });
        auto& known = accounts_[key_of(destination)];
        auto account = known.lock();
        if (!account) {
            account = std::make_shared<Account>(parts_, destination, tokens_);
            known = account;
        }
        return account;
    }

private:
    using Key
        = std::tuple<ConnectorTemplate const*, std::string, ConnectorTarget::Values, ConnectorTarget::Values, bool>;

    /// A template that was changed and read again is another one. A network that one destination must not reach is not
    /// reached for it by another.
    static Key key_of(Destination const& destination)
    {
        auto const& target = *destination.connector;
        return {target.connector.get(), destination.url, target.settings, target.secrets,
            destination.allow_private_network};
    }

    AccountParts parts_;
    SharedTokens tokens_;
    std::map<Key, std::weak_ptr<Account>> accounts_;
};

}  // namespace

std::unique_ptr<ConnectorAccounts> make_accounts(AccountParts parts)
{
    return std::make_unique<Accounts>(std::move(parts));
}

}  // namespace consentry::forward
