#include "forward/connector/verdict.hpp"

#include "consentry/forward/schedule.hpp"

#include <algorithm>
#include <array>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

/// Of any HTTP service: not now (RFC 9110, RFC 8470, RFC 6585).
constexpr std::array<unsigned, 8> passing{408, 425, 429, 500, 502, 503, 504, 529};

/// A quota of a day: without a word on how long it lasts.
constexpr std::chrono::seconds quota_wait = 1h;

/// With the far system's own word for it, which is what a person looks for.
std::string answered(unsigned status, std::string_view word)
{
    std::string told = "answered " + std::to_string(status);
    return word.empty() ? told : told.append(": ").append(word);
}

RetryClass const* retry_of(ConnectorTemplate const& connector, ConnectorStep const& step, ReadAnswer const& answer)
{
    for (auto const* const classes : {&step.retries, &connector.retries}) {
        for (RetryClass const& one : *classes) {
            if (is_in(one.when, answer))
                return &one;
        }
    }
    return nullptr;
}

/// Whether it was for the sake of the system rather than of what it was sent: the next delivery would fare no better.
bool is_by_receiver(RetryClass const& retry, unsigned status)
{
    return status == 429 || status >= 500 || !retry.counts || retry.cost || !retry.header.empty();
}

StepVerdict again(RetryClass const& retry, ReadAnswer const& answer, std::string_view word, Instant now)
{
    Ending ending{.kind = Ending::Kind::retry, .status = answer.answer.status};
    ending.error = answered(ending.status, word);
    ending.wait = wait_of(retry, answer, now);
    ending.by_receiver = is_by_receiver(retry, ending.status);
    ending.counts = retry.counts;
    if (!ending.counts && !ending.wait)
        ending.wait = quota_wait;
    return {StepVerdict::Kind::failed, std::move(ending)};
}

bool is_success(ConnectorStep const& step, ReadAnswer const& answer)
{
    unsigned const status = answer.answer.status;
    bool const usual = step.success.statuses.empty() ? status >= 200 && status < 300 : true;
    return usual && is_in(step.success, answer);
}

}  // namespace

StepVerdict verdict_of(
    ConnectorTemplate const& connector, ConnectorStep const& step, ReadAnswer const& answer, Instant now)
{
    using Kind = StepVerdict::Kind;
    unsigned const status = answer.answer.status;
    std::string const word = error_word(answer, step.error);
    if (RetryClass const* const retry = retry_of(connector, step, answer))
        return again(*retry, answer, word, now);
    if (step.done && is_in(*step.done, answer))
        return {Kind::done};
    if (step.none && is_in(*step.none, answer))
        return {Kind::none};
    if (is_success(step, answer))
        return {Kind::success};
    if (std::ranges::find(connector.unauthorized, status) != connector.unauthorized.end())
        return {Kind::unauthorized, unauthorized(status, word)};
    if (std::ranges::find(connector.gone, status) != connector.gone.end())
        return {Kind::failed,
            {.kind = Ending::Kind::gone, .status = status, .error = answered(status, word), .by_receiver = true}};
    if (std::ranges::find(passing, status) != passing.end())
        return again({}, answer, word, now);
    return {Kind::failed, {.kind = Ending::Kind::refused, .status = status, .error = answered(status, word)}};
}

Ending unanswered(http::TransportError const& error)
{
    return {.kind = Ending::Kind::retry,
        .error = std::string{http::name_of(error.fault)},
        .detail = error.detail,
        .by_receiver = true};
}

Ending unauthorized(unsigned status, std::string_view word)
{
    return {.kind = Ending::Kind::retry,
        .status = status,
        .error = answered(status, word),
        .detail = "the credentials, or what they allow, are not accepted",
        .by_receiver = true};
}

}  // namespace consentry::forward
