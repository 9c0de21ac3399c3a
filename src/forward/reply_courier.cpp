// Whether an event is answered: only what a person said, in time, and while it is still so.
#include "forward/reply_courier.hpp"

#include "forward/reply_call.hpp"
#include "forward/reply_text.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;
using consent::EventType;
using consent::State;

/// Less time than this is left: no answer could come in it.
constexpr std::chrono::milliseconds call_min = 1s;

/// A machine may answer us, and ask for help in its words: that must not go round and round.
constexpr std::chrono::minutes help_every{10};
constexpr std::size_t helped_max = 10'000;

/// The person's own words, as Meta told them. What somebody of the business says in their name is not theirs to
/// confirm, and Meta's own setting is confirmed by WhatsApp.
bool is_own_word(consent::Source source)
{
    using enum consent::Source;
    return source == whatsapp_message || source == whatsapp_button || source == whatsapp_flow;
}

bool is_number(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Instant deadline_of(consent::Event const& event)
{
    return std::min(event.recorded_at + reply_within, Instant{event.timestamp + reply_window});
}

std::string_view lateness_of(consent::Event const& event)
{
    bool const by_receipt = event.recorded_at + reply_within < Instant{event.timestamp + reply_window};
    return by_receipt ? "too late: five minutes have passed" : "too late: the 24-hour window is closed";
}

/// Of a scope, right after the event.
State state_after(consent::Event const& event, std::string_view scope)
{
    auto const found = std::ranges::find(event.states, scope, &consent::ScopeState::scope);
    return found == event.states.end() ? State::unknown : found->state;
}

/// Whether what the event says of a scope is what holds there.
bool still_holds(EventType type, ScopeNow const& scope)
{
    switch (type) {
    case EventType::opted_out: return !scope.allowed && scope.state != State::opted_in;
    case EventType::opted_in: return scope.state == State::opted_in;
    default: return scope.state != State::opted_out;
    }
}

/// What the person said of a scope last, as far as it may be confirmed.
std::optional<EventType> latest_word(ScopeNow const& scope)
{
    if (scope.state == State::opted_out)
        return EventType::opted_out;
    if (scope.state == State::opted_in)
        return EventType::opted_in;
    return {};
}

}  // namespace

/// One attempt. It takes several calls where the token's app wants to see an app secret and nobody knows which: each of
/// them but the last was refused for that.
struct ReplyCourier::Call {
    Destination destination;
    CourierParts parts;
    std::shared_ptr<std::optional<std::size_t>> proof;
    Parcel parcel;
    std::string text;
    Done done;
    std::size_t proofs_tried = 0;
};

ReplyCourier::ReplyCourier(Destination destination, CourierParts const& parts)
    : destination_{std::move(destination)}
    , parts_{parts}
    , proof_{std::make_shared<std::optional<std::size_t>>()}
{
}

bool ReplyCourier::confirms(EventType type) const
{
    auto const& confirmed = destination_.reply->confirms;
    return std::ranges::find(confirmed, type) != confirmed.end();
}

bool ReplyCourier::wants(consent::Event const& event) const
{
    bool const asked_for = event.type == EventType::help ? destination_.reply->help : confirms(event.type);
    // Heard again as somebody else's words: whoever wrote them has been answered.
    return asked_for && is_own_word(event.source) && event.again_of == 0;
}

std::optional<Ending> ReplyCourier::forgo(Parcel const& parcel, Instant now)
{
    auto answer = answer_to(parcel, now);
    if (answer)
        return {};
    return Ending{.kind = Ending::Kind::skipped, .error = std::move(answer.error())};
}

std::expected<std::string, std::string> ReplyCourier::answer_to(Parcel const& parcel, Instant now) const
{
    consent::Event const& event = parcel.event;
    auto const& numbers = destination_.reply->numbers;
    auto const kind = kind_of(event);
    if (!kind)
        return std::unexpected{"no reply to such an event"};
    if (parcel.replayed)
        return std::unexpected{"replayed"};
    if (now + call_min > deadline_of(event))
        return std::unexpected{std::string{lateness_of(event)}};
    if (!is_number(event.number) || (!numbers.empty() && std::ranges::find(numbers, event.number) == numbers.end()))
        return std::unexpected{"not said to a number of the brand"};
    if (event.wa_id.empty() && event.user_id.empty())
        return std::unexpected{"nobody to write to"};
    if (*kind == ReplyKind::help && parcel.attempts == 0 && has_helped(parcel.subject, now))
        return std::unexpected{"helped a moment ago"};
    auto const scopes = scopes_of(parcel, now);
    if (!scopes)
        return std::unexpected{scopes.error()};
    auto text = text_for(*kind, *scopes, event, *destination_.reply, destination_.policy.get());
    if (!text)
        return std::unexpected{"no text in a language of this person"};
    return *std::move(text);
}

/// The scopes that the reply names; none where it is about everything. What holds by now may be something else. And one
/// message may say the same of several scopes, an event for each: the last one speaks for all.
std::expected<std::vector<std::string>, std::string> ReplyCourier::scopes_of(Parcel const& parcel, Instant now) const
{
    consent::Event const& event = parcel.event;
    std::vector<std::string> names;
    if (event.type == EventType::help || !destination_.policy)
        return names;
    auto const person = parts_.states.person(*destination_.policy, parcel.subject, event_time(now));
    if (!person)
        return std::unexpected{"nobody is known by that name any more"};
    bool const is_everything = event.scope == consent::every_scope;
    for (ScopeNow const& scope : person->scopes) {
        bool const is_meant = is_everything || event.scope == scope.scope;
        if (is_meant && !still_holds(event.type, scope))
            return std::unexpected{"no longer so"};
        auto const latest = scope.since == event.timestamp ? latest_word(scope) : std::nullopt;
        if (latest && confirms(*latest) && scope.state != state_after(event, scope.scope))
            return std::unexpected{"the same message said more"};
        if (!is_everything && (is_meant || latest == event.type))
            names.push_back(scope.scope);
    }
    if (!is_everything && names.empty())
        return std::unexpected{"no such scope any more"};
    return names;
}

bool ReplyCourier::has_helped(SubjectNumber subject, Instant now) const
{
    auto const last = helped_.find(subject);
    return last != helped_.end() && now - last->second < help_every;
}

void ReplyCourier::note_help(SubjectNumber subject, Instant now)
{
    if (helped_.size() >= helped_max)
        std::erase_if(helped_, [now](auto const& entry) { return now - entry.second >= help_every; });
    helped_.insert_or_assign(subject, now);
}

void ReplyCourier::carry(Parcel parcel, Instant now, Done done)
{
    auto text = answer_to(parcel, now);
    if (!text)
        throw std::runtime_error{"this reply was to be forgone: " + text.error()};
    if (parcel.event.type == EventType::help)
        note_help(parcel.subject, now);
    send(std::make_shared<Call>(
        Call{destination_, parts_, proof_, std::move(parcel), *std::move(text), std::move(done)}));
}

/// Makes the call, so that it is over by the deadline.
void ReplyCourier::send(std::shared_ptr<Call> const& call)
{
    auto const& secrets = call->destination.reply->app_secrets;
    std::string const secret = *call->proof && **call->proof < secrets.size() ? secrets[**call->proof] : "";
    http::Outgoing request = reply_call(call->destination, call->parcel.event, call->text, secret);
    auto const left = std::max(deadline_of(call->parcel.event) - call->parts.clock.now(), call_min);
    request.connect_timeout = std::min(call->destination.connect_timeout, left / 2);
    request.answer_timeout = std::min(call->destination.answer_timeout, left - request.connect_timeout);
    call->parts.transport.send(std::move(request), [call](auto const& answer) {
        std::size_t const count = call->destination.reply->app_secrets.size();
        if (wants_proof(answer) && call->proofs_tried < count) {
            *call->proof = *call->proof ? (**call->proof + 1) % count : 0;
            ++call->proofs_tried;
            return send(call);
        }
        call->done(judged_reply(answer, call->parcel.attempts, call->parts.clock.now()));
    });
}

void ReplyCourier::prove(std::string /*contact*/, Instant /*now*/, Done done)
{
    ReplyTarget const& reply = *destination_.reply;
    http::Outgoing request;
    request.method = http::Method::get;
    request.url = destination_.url + "/" + (reply.numbers.empty() ? "me" : reply.numbers.front()) + "?fields=id";
    request.headers = {{"authorization", "Bearer " + reply.token}};
    request.connect_timeout = destination_.connect_timeout;
    request.answer_timeout = destination_.answer_timeout;
    request.allow_private_network = destination_.allow_private_network;
    parts_.transport.send(
        std::move(request), [&clock = parts_.clock, done = std::move(done)](auto const& answer) mutable {
            Ending ending = judged_by_status(answer, clock.now());
            ending.detail = ending.kind == Ending::Kind::delivered
                ? "Meta knows the token; whether it may send messages is seen when it does"
                : "Meta does not take the token for that number; give the destination one of a system user with "
                  "whatsapp_business_messaging";
            done(std::move(ending));
        });
}

}  // namespace consentry::forward
