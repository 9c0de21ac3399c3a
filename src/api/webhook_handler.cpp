#include "consentry/api/webhook_handler.hpp"

#include "consentry/api/problem.hpp"
#include "consentry/http/query.hpp"

#include <algorithm>
#include <array>

namespace consentry::api {
namespace {

constexpr std::string_view webhook_path = "/webhooks/meta";
constexpr std::string_view signature_header = "X-Hub-Signature-256";

/// Items that are acknowledged though nobody acts on them, or on part of them only.
constexpr std::array passed_over{
    intake::Count::foreign_numbers, intake::Count::unlisted_numbers, intake::Count::unknown_items};

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

/// A body that broke off is not kept anywhere, so it is not acknowledged: the items that were complete count, and Meta
/// sends it again, which changes nothing for what was understood.
http::Response broken(std::string_view why)
{
    return problem({Fault::malformed,
        "the body is signed but is no JSON to its end (" + std::string{why}
            + "); what stood complete before was kept"});
}

}  // namespace

WebhookHandler::WebhookHandler(std::shared_ptr<intake::Brands const> brands, consent::Ledger& ledger,
    intake::Tally& tally, Clock const& clock, Log& log)
    : brands_{std::move(brands)}
    , ledger_{ledger}
    , tally_{tally}
    , clock_{clock}
    , log_{log}
    , intake_{std::in_place, brands_, tally}
{
}

void WebhookHandler::renew(std::shared_ptr<intake::Brands const> brands)
{
    intake_.emplace(brands, tally_);
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
        if (auto const more = handshakes_.pass(event_time(clock_.now())))
            log_.warn("handshake.refused",
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
    std::array<std::uint64_t, passed_over.size()> before{};
    std::ranges::transform(passed_over, before.begin(), [this](intake::Count what) { return tally_.value(what); });
    auto received = intake_->receive(request.body, *signature, brand, event_time(clock_.now()));
    if (!received) {
        note_refusal(request, received.error().detail);
        return reply(problem(received.error()));
    }
    for (std::size_t i = 0; i < passed_over.size(); ++i)
        note_passed_over(passed_over[i], before[i]);
    http::Response answer = answer_to(*received);
    if (received->unit.matters.empty())
        return reply(std::move(answer));
    ledger_.commit(
        std::move(received->unit), [reply = std::move(reply), answer = std::move(answer)](auto const& outcome) mutable {
            if (outcome)
                reply(std::move(answer));
            else
                reply(problem(outcome.error()));
        });
}

/// Until there is a journal for such items, this line is all that tells of them.
void WebhookHandler::note_passed_over(intake::Count what, std::uint64_t before)
{
    std::uint64_t const now = tally_.value(what);
    if (now == before)
        return;
    if (auto const more = passed_over_.pass(event_time(clock_.now())))
        log_.warn("webhook.passed_over",
            {{"what", name_of(what)}, {"items", static_cast<std::int64_t>(now - before)}, {"more_since_last", *more}});
}

/// What is answered once all that the webhook decides is kept.
http::Response WebhookHandler::answer_to(intake::Received const& received)
{
    if (received.complete)
        return plain(200);
    if (auto const more = breaks_.pass(event_time(clock_.now())))
        log_.warn("webhook.broken",
            {{"why", std::string_view{received.broke_by}},
                {"signals_before", static_cast<std::int64_t>(received.unit.matters.size())},
                {"more_since_last", *more}});
    return broken(received.broke_by);
}

/// Strangers may knock as often as they like: one line a second says how often.
void WebhookHandler::note_refusal(http::Request const& request, std::string_view why)
{
    if (auto const more = refusals_.pass(event_time(clock_.now())))
        log_.warn("webhook.refused", {{"why", why}, {"peer", request.peer}, {"more_since_last", *more}});
}

}  // namespace consentry::api
