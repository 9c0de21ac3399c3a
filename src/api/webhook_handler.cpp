#include "consentry/api/webhook_handler.hpp"

#include "api/outcome_log.hpp"
#include "consentry/api/problem.hpp"
#include "consentry/http/query.hpp"

#include <algorithm>
#include <mutex>

namespace consentry::api {
namespace {

constexpr std::string_view webhook_path = "/webhooks/meta";
constexpr std::string_view signature_header = "X-Hub-Signature-256";

/// The brand a path names: empty for `/webhooks/meta`; nothing if the path is another one.
std::optional<std::string> brand_in(std::string_view path)
{
    if (!path.starts_with(webhook_path))
        return {};
    std::string_view const rest = path.substr(webhook_path.size());
    if (rest.empty() || rest == "/")
        return std::string{};
    if (rest.front() != '/')
        return {};
    auto const brand = http::percent_decode(rest.substr(1));
    if (!brand)
        return {};
    return *brand;
}

http::Response plain(unsigned status) { return {status, {}, {}, {}, false}; }

constexpr std::chrono::hours alarms_hold{1};

std::string_view detail_of(AlarmCode code)
{
    switch (code) {
    case AlarmCode::unlisted_number: return "webhooks come to a number that no brand lists; only opt-outs count there";
    case AlarmCode::foreign_number: return "an app tells of a number of a brand that does not list its secret";
    case AlarmCode::broken_bodies: return "a signed body is no JSON to its end; the journal has it";
    case AlarmCode::unknown_prompt:
        return "a message of the business names a question that is not configured; no YES binds to it";
    case AlarmCode::feed_ended: return "Meta sends nothing more of this account; subscribe the app to it again";
    default: return "Meta sends what this version does not know; the journal has it";
    }
}

/// What has to be done before a webhook is answered, on threads of their own: ledger, journal, relay log.
class Joint {
public:
    Joint(http::Reply reply, int parts)
        : reply_{std::move(reply)}
        , left_{parts}
    {
    }

    void done(std::optional<Error> error)
    {
        std::unique_lock lock{mutex_};
        if (error && !error_)
            error_ = std::move(error);
        if (--left_ > 0)
            return;
        lock.unlock();
        reply_(error_ ? problem(*error_) : plain(200));
    }

private:
    std::mutex mutex_;
    http::Reply reply_;
    std::optional<Error> error_;
    int left_;
};

/// Names that the ledger knows to be one person's need not be told to it again.
void settle(
    intake::KnownNames& known, std::vector<std::uint64_t> const& pairs, std::vector<consent::Outcome> const& outcomes)
{
    std::size_t const first = outcomes.size() - pairs.size();
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (pairs[i] != 0 && outcomes[first + i].names_known)
            known.settle(pairs[i]);
    }
}

/// The matters of a unit that tell of a message sent: at which place, and by which brand.
using Sends = std::vector<std::pair<std::size_t, std::string>>;

Sends sends_in(consent::Unit const& unit)
{
    Sends sends;
    for (std::size_t i = 0; i < unit.matters.size(); ++i) {
        if (std::holds_alternative<consent::Send>(unit.matters[i].what))
            sends.emplace_back(i, unit.matters[i].policy->brand);
    }
    return sends;
}

void count_violations(Sends const& sends, std::vector<consent::Outcome> const& outcomes, Violations& violations)
{
    for (auto const& [place, brand] : sends) {
        if (outcomes[place].violated)
            violations.add(brand);
    }
}

template <class T>
std::optional<Error> error_of(Result<T> const& outcome)
{
    return outcome ? std::nullopt : std::optional{outcome.error()};
}

}  // namespace

WebhookHandler::WebhookHandler(
    std::shared_ptr<intake::Brands const> brands, WebhookParts const& parts, intake::Tally& tally)
    : brands_{std::move(brands)}
    , parts_{parts}
    , tally_{tally}
    , log_{std::make_shared<WebhookLog>(parts.clock, parts.log)}
    , intake_{std::in_place, brands_, parts.known, parts.heard, tally}
{
}

void WebhookHandler::renew(std::shared_ptr<intake::Brands const> brands)
{
    intake_.emplace(brands, parts_.known, parts_.heard, tally_);
    brands_ = std::move(brands);
}

std::optional<http::Response> WebhookHandler::refuse(http::Request const& head)
{
    auto const brand = brand_in(head.path);
    if (!brand || (!brand->empty() && !brands_->find(*brand)))
        return no_such_path();
    if (head.method == http::Method::get)
        return {};
    if (head.method != http::Method::post)
        return wrong_method("GET, POST");
    if (head.certificate == http::Certificate::missing) {
        tally_.add(intake::Count::unauthentic);
        note_refusal(head, "the client shows no certificate");
        return problem({Fault::forbidden, "webhooks are taken from clients with a certificate only"});
    }
    auto const signature = intake::claimed_signature(head.header(signature_header));
    if (signature)
        return {};
    tally_.add(intake::Count::unauthentic);
    note_refusal(head, signature.error().detail);
    return problem(signature.error());
}

void WebhookHandler::handle(http::Request const& request, http::Reply reply)
{
    std::string const brand = brand_in(request.path).value();  // refuse() has seen to that.
    if (request.method == http::Method::get)
        reply(shake_hands(request, brand));
    else
        receive(request, brand, std::move(reply));
}

http::Response WebhookHandler::shake_hands(http::Request const& request, std::string_view brand)
{
    auto const challenge = intake::answer_handshake(*brands_, brand, request.query);
    if (!challenge) {
        if (auto const more = handshakes_.pass(event_time(parts_.clock.now())))
            parts_.log.warn("handshake.refused",
                {{"why", std::string_view{challenge.error().detail}}, {"peer", request.peer},
                    {"more_since_last", *more}});
        return problem(challenge.error());
    }
    return {200, "text/plain", *challenge, {{"X-Content-Type-Options", "nosniff"}}, false};
}

void WebhookHandler::receive(http::Request const& request, std::string_view brand, http::Reply reply)
{
    auto const signature = intake::claimed_signature(request.header(signature_header));
    if (!signature)
        return reply(problem(signature.error()));
    Instant const now = parts_.clock.now();
    auto received = intake_->receive(request.body, *signature, brand, event_time(now));
    if (!received) {
        note_refusal(request, received.error().detail);
        return reply(problem(received.error()));
    }
    if (!received->alarms.empty())
        note_gaps(*received);
    if (received->unit.matters.empty() && received->gaps.empty() && received->relays.empty())
        return reply(plain(200));
    keep(std::move(*received), {request.body, brand, *signature, now}, std::move(reply));
}

/// What the webhook decides goes to the ledger, to the journal what could not be decided, and to the relay log what is
/// passed on.
void WebhookHandler::keep(intake::Received received, Arrived const& arrived, http::Reply reply)
{
    bool const decides = !received.unit.matters.empty();
    bool const has_gaps = !received.gaps.empty();
    bool const is_relayed = !received.relays.empty();
    auto const joint
        = std::make_shared<Joint>(std::move(reply), (decides ? 1 : 0) + (has_gaps ? 1 : 0) + (is_relayed ? 1 : 0));
    auto const told = [joint](Result<void> const& outcome) { joint->done(error_of(outcome)); };
    if (has_gaps)
        parts_.journal.keep(
            {{}, arrived.at, received.gaps, std::string{arrived.brand}, arrived.signature, std::string{arrived.body}},
            told);
    if (is_relayed) {
        forward::RelayBody body{
            arrived.at, arrived.signature, {}, std::move(received.numbers), std::string{arrived.body}};
        for (auto const& [brand, name] : received.relays)
            body.relays.push_back(forward::relay_name(brand, name));
        parts_.relay_log.keep(std::move(body), told);
    }
    if (decides) {
        auto note = note_of(received.unit, arrived.at);
        auto sends = sends_in(received.unit);
        parts_.ledger.commit(std::move(received.unit),
            [joint, log = log_, note = std::move(note), &known = parts_.known, pairs = std::move(received.pairs),
                &violations = parts_.violations, sends = std::move(sends)](auto const& outcomes) {
                if (outcomes) {
                    settle(known, pairs, *outcomes);
                    count_violations(sends, *outcomes, violations);
                }
                joint->done(error_of(outcomes));
                outcomes ? log->kept(note, *outcomes) : log->not_kept(note, outcomes.error());
            });
    }
}

void WebhookHandler::note_gaps(intake::Received const& received)
{
    std::string gaps;
    for (intake::Gap const gap : received.gaps)
        gaps.append(gaps.empty() ? "" : ",").append(name_of(gap));
    for (auto const& [code, about] : received.alarms)
        parts_.alarms.report(code, about, detail_of(code), alarms_hold);
    if (gaps.empty())
        return;
    if (auto const more = gaps_.pass(event_time(parts_.clock.now())))
        parts_.log.warn("webhook.journalled",
            {{"gaps", std::string_view{gaps}}, {"why", std::string_view{received.broke_by}},
                {"signals", static_cast<std::int64_t>(received.unit.matters.size())}, {"more_since_last", *more}});
}

/// Strangers may knock as often as they like: one line a second says how often.
void WebhookHandler::note_refusal(http::Request const& request, std::string_view why)
{
    if (auto const more = refusals_.pass(event_time(parts_.clock.now())))
        parts_.log.warn("webhook.refused", {{"why", why}, {"peer", request.peer}, {"more_since_last", *more}});
}

}  // namespace consentry::api
