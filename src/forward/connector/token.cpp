#include "forward/connector/token.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds hold_off_max{60};

/// A token that is got because the one before was not taken, and is not taken either, is not to blame: to get another
/// would only use up what the far system grants (Zoho: ten in ten minutes).
constexpr std::chrono::seconds renewal_in_vain{60};

std::chrono::seconds hold_off_after(unsigned failures)
{
    constexpr unsigned doublings_max = 6;
    return std::min(hold_off_max, std::chrono::seconds{1U << std::min(failures - 1, doublings_max)});
}

}  // namespace

ConnectorToken::ConnectorToken(AccountParts const& parts, Destination const& destination, ConnectorAuth const& auth)
    : transport_{parts.transport}
    , tasks_{parts.tasks}
    , clock_{parts.clock}
    , keeper_{parts.tokens}
    , target_{destination.connector}
    , auth_{auth}
    , lookup_{configured(destination.connector, destination.url)}
    , connect_timeout_{destination.connect_timeout}
    , answer_timeout_{destination.answer_timeout}
    , allow_private_network_{destination.allow_private_network}
{
}

void ConnectorToken::get(Ready ready)
{
    Instant const now = clock_.now();
    if (is_good(now) && now < token_->renew_at)
        return ready(pass());
    if (!under_way_ && is_holding_off(now))
        return ready(instead(now));
    waiting_.push_back(std::move(ready));
    if (under_way_)
        return;
    under_way_ = true;
    if (unkept_)
        keep();
    else
        ask();
}

bool ConnectorToken::reject(std::uint64_t generation)
{
    if (generation == 0 || generation > generation_)
        return false;
    if (generation < generation_ || rejected_)
        return true;
    Instant const now = clock_.now();
    if (rejected_at_ && now >= *rejected_at_ && now < *rejected_at_ + renewal_in_vain)
        return false;
    rejected_ = true;
    rejected_at_ = now;
    return true;
}

/// The clock may have been set back since.
bool ConnectorToken::is_holding_off(Instant now) const { return now >= failed_at_ && now < not_before_; }

/// The token that is due to be renewed is good until its end, so that a receiver that gives none for a while costs
/// nothing.
std::expected<ConnectorAccount::Pass, Ending> ConnectorToken::instead(Instant now) const
{
    if (is_good(now))
        return pass();
    Ending ending = failure_;
    if (ending.wait)
        ending.wait = std::chrono::ceil<std::chrono::seconds>(not_before_ - now);
    return std::unexpected{std::move(ending)};
}

/// Where its refresh tokens are kept. One that the configuration has anew begins anew, whatever was kept before.
std::string ConnectorToken::chain() const
{
    auto const digest = Sha256{}({auth_.token_url.fill(lookup_, Escape::url).value_or(""), "\n",
        auth_.client_id.fill(lookup_).value_or(""), "\n", auth_.refresh_token.fill(lookup_).value_or("")});
    return target_->connector->name + '/' + to_hex(digest);
}

std::expected<http::Outgoing, Ending> ConnectorToken::request()
try {
    if (auth_.kind == ConnectorAuth::Kind::refresh_token) {
        auto configured_one = auth_.refresh_token.fill(lookup_);
        if (!configured_one)
            return std::unexpected{no_token("not configured", std::move(configured_one.error()))};
        refresh_token_ = keeper_.kept_token(chain()).value_or(*std::move(configured_one));
    }
    auto request = token_request(auth_, lookup_, refresh_token_, clock_.now());
    if (!request)
        return std::unexpected{no_token("not configured", std::move(request.error()))};
    request->connect_timeout = connect_timeout_;
    request->answer_timeout = answer_timeout_;
    request->allow_private_network = allow_private_network_;
    return *std::move(request);
} catch (std::exception const& trouble) {
    return std::unexpected{no_token("cannot be asked for", trouble.what())};
}

void ConnectorToken::ask()
{
    auto asked = request();
    if (!asked)
        return fail(std::move(asked.error()));
    transport_.send(*std::move(asked),
        [self = shared_from_this(), at = clock_.now()](auto const& answer) { self->take(answer, at); });
}

void ConnectorToken::take(std::expected<http::Answer, http::TransportError> const& answer, Instant asked)
{
    auto token = read_token(auth_, lookup_, answer, asked, clock_.now());
    if (!token)
        return fail(std::move(token.error()));
    bool const is_new = !token->refresh_token.empty() && token->refresh_token != refresh_token_;
    if (auth_.kind != ConnectorAuth::Kind::refresh_token || !is_new)
        return use(*std::move(token));
    unkept_ = *std::move(token);
    keep();
}

/// The refresh token before is void by now: this one must not be lost, whatever comes.
void ConnectorToken::keep()
{
    auto done = [self = shared_from_this()](Result<void> const& kept) {
        if (!kept)
            return self->fail(no_token("its successor cannot be kept", kept.error().detail));
        Token token = *std::exchange(self->unkept_, std::nullopt);
        if (self->clock_.now() < token.ends_at)
            self->use(std::move(token));
        else
            self->ask();
    };
    keeper_.keep_token(
        chain(), unkept_->refresh_token, [tasks = tasks_, done = std::move(done)](Result<void> const& kept) mutable {
            if (auto const on = tasks.lock())
                on->post([done = std::move(done), kept] { done(kept); });
        });
}

void ConnectorToken::use(Token token)
{
    token_ = std::move(token);
    ++generation_;
    rejected_ = false;
    failures_ = 0;
    not_before_ = {};
    tell(pass());
}

void ConnectorToken::fail(Ending ending)
{
    failed_at_ = clock_.now();
    not_before_ = failed_at_ + std::max(hold_off_after(++failures_), ending.wait.value_or(0s));
    failure_ = std::move(ending);
    tell(instead(failed_at_));
}

void ConnectorToken::tell(std::expected<ConnectorAccount::Pass, Ending> const& outcome)
{
    under_way_ = false;
    for (Ready& ready : std::exchange(waiting_, {}))
        ready(outcome);
}

}  // namespace consentry::forward
