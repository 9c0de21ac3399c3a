// A person's message that came through somebody else: heard and judged as if Meta had told it.
#include "api/body.hpp"
#include "api/calls.hpp"
#include "api/committing.hpp"
#include "api/json.hpp"
#include "consentry/api/problem.hpp"
#include "consentry/consent/decide.hpp"
#include "consentry/intake/told.hpp"

namespace consentry::api {
namespace {

/// Meta takes 4,096 characters in a text and 256 in a payload.
constexpr std::size_t text_bytes_max = 16 * 1024;
constexpr std::size_t name_bytes_max = 1024;

struct Passed {
    Target target;
    intake::ToldMessage message;
};

Result<void> check_lengths(intake::ToldMessage const& message)
{
    for (auto const& [field, id] : {std::pair{"id", &message.id}, {"context_id", &message.context_id}}) {
        if (auto const fine = check_message_id(*id, field); !fine)
            return fine;
    }
    for (auto const& [field, value, most] :
        {std::tuple{"text", &message.text, text_bytes_max}, std::tuple{"payload", &message.payload, name_bytes_max},
            std::tuple{"source", &message.origin, name_bytes_max}}) {
        if (value->size() > most)
            return fail(Fault::malformed, std::string{field} + ": at most " + std::to_string(most) + " octets");
    }
    if (message.text.empty() && message.payload.empty())
        return fail(Fault::malformed, "text: either text or payload is required");
    return {};
}

/// When it was said, by the clock of who tells it. What lies a little ahead happened now.
Result<EventTime> told_time(Call const& call, std::optional<Instant> at)
{
    Instant const now = call.services.clock.now();
    if (*at > now + consent::clock_tolerance)
        return fail(Fault::malformed,
            "timestamp: lies more than 5 minutes ahead; give RFC 3339, or Unix time in seconds, not milliseconds");
    return event_time(std::min(*at, now));
}

Result<Passed> read_message(Call const& call)
{
    auto body = Body::parse(call.body);
    if (!body)
        return std::unexpected(body.error());
    auto const brand = body->optional_text("brand");
    intake::ToldMessage message;
    message.id = body->text("id");
    std::string const contact = body->text("contact");
    message.number = body->text_or_empty("number");
    message.text = body->text_or_empty("text");
    message.payload = body->text_or_empty("payload");
    message.context_id = body->text_or_empty("context_id");
    auto const timestamp = body->time("timestamp");
    message.origin = body->text_or_empty("source");
    message.teller = call.key.name;
    if (auto const fine = body->finish(); !fine)
        return std::unexpected(fine.error());
    if (auto const fine = check_lengths(message); !fine)
        return std::unexpected(fine.error());
    auto target = target_of(call, brand, contact);
    if (!target)
        return std::unexpected(target.error());
    if (auto const fine = check_number(message.number, *target->brand); !fine)
        return std::unexpected(fine.error());
    auto const at = told_time(call, timestamp);
    if (!at)
        return std::unexpected(at.error());
    message.at = *at;
    message.contact = target->contact;
    return Passed{std::move(*target), std::move(message)};
}

void put_match(JsonWriter& json, consent::Match const& match)
{
    json.put_or_null("tier", match.tier);
    if (match.rule.empty()) {
        json.put_null("match");
        return;
    }
    json.open("match")
        .put("keyword", match.keyword)
        .put("language", match.language)
        .put("tier", match.tier)
        .put("rule", match.rule)
        .put("pack", match.pack)
        .close();
}

http::Response heard(std::string const& contact, consent::Outcome const& outcome)
{
    consent::Heard const nothing{};
    bool const says_something = outcome.heard.has_value();
    consent::Heard const& heard = says_something ? *outcome.heard : nothing;
    JsonWriter json;
    json.open().put("contact", contact);
    json.put("signal", says_something ? name_of(heard.intent) : "none").put("decision", name_of(heard.decision));
    put_match(json, heard.match);
    put_events(json, outcome);
    json.close();
    return json_response(json);
}

}  // namespace

void pass_message(Call const& call, http::Reply reply)
{
    auto passed = read_message(call);
    if (!passed)
        return reply(problem(passed.error()));
    consent::Signal signal = intake::hear(*passed->target.brand, passed->message);
    bool const says_nothing = signal.readings.empty() && signal.folded.empty();
    Target const& target = passed->target;
    if (says_nothing)  // Ordinary chat costs no look at the store.
        return reply(heard(shown(target.contact), {}));
    commit(
        call, {target.brand, shown(target.contact), "message"}, {{}, {}, std::move(signal)}, std::move(reply), heard);
}

}  // namespace consentry::api
