// Brakes: which sources hold, and letting one go.
#include "api/body.hpp"
#include "api/calls.hpp"
#include "api/json.hpp"
#include "api/repeat.hpp"
#include "consentry/api/problem.hpp"
#include "consentry/consent/brake.hpp"

namespace consentry::api {
namespace {

constexpr std::chrono::seconds expected_for_usually = std::chrono::hours{24};
constexpr std::int64_t expected_max = 100'000'000;

void put_brake(JsonWriter& json, consent::BrakeView const& view, consent::BrakeBounds const& bounds, EventTime now)
{
    consent::Brake const& brake = view.brake;
    bool const expects = brake.expected > 0 && now < brake.expected_until;
    json.open().put("source", consent::name_of(view.source)).put("direction", consent::name_of(view.direction));
    json.put("holds", brake.held_since.has_value()).put_or_null("since", brake.held_since);
    json.put("recent", consent::recent(brake, bounds, now)).put("stopped", brake.stopped);
    json.put("expected", expects ? brake.expected : 0);
    json.put_or_null("expected_until", expects ? std::optional{brake.expected_until} : std::nullopt);
    json.put_or_null("released_by", brake.released_by).put_or_null("reason", brake.reason).close();
}

Result<consent::BrakeRelease> read_release(Call const& call, Body& body)
{
    consent::BrakeRelease release;
    auto const source = consent::source_of(call.path.at(0));
    if (!source || !consent::is_braked(*source))
        return fail(Fault::not_found, "source: nothing has such a brake; it is one of meta_status, api, import, cli");
    auto const direction = consent::direction_of(call.path.at(1));
    if (!direction)
        return fail(Fault::not_found, "direction: it is opt_outs or opt_ins");
    release.source = *source;
    release.direction = *direction;
    release.actor = body.words("actor");
    release.reason = body.words("reason");
    release.expected = body.number("expected", expected_max);
    release.expected_for = body.optional_duration("expected_for").value_or(expected_for_usually);
    if (auto const fine = body.finish(); !fine)
        return std::unexpected(fine.error());
    return release;
}

}  // namespace

Answered list_brakes(Call const& call)
{
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    consent::Policy const& policy = *(*brand)->policy;
    EventTime const now = event_time(call.services.clock.now());
    JsonWriter json;
    json.open().put("brand", policy.brand).open_list("brakes");
    for (consent::BrakeView const& view : call.services.reader.brakes(policy.brand))
        put_brake(json, view, policy.brake, now);
    json.close_list().close();
    return json_response(json);
}

void release_brake(Call const& call, http::Reply reply)
{
    auto body = Body::parse(call.body);
    if (!body)
        return reply(problem(body.error()));
    auto const named = body->optional_text("brand");
    auto release = read_release(call, *body);
    if (!release)
        return reply(problem(release.error()));
    auto const brand = call.brand(named ? named : call.parameter("brand"));
    if (!brand)
        return reply(problem(brand.error()));
    call.services.log.warn("api.brake_released",
        {{"key", std::string_view{call.key.name}}, {"brand", std::string_view{(*brand)->policy->brand}},
            {"source", consent::name_of(release->source)}, {"direction", consent::name_of(release->direction)},
            {"expected", release->expected}});
    JsonWriter json;
    json.open().put("source", consent::name_of(release->source));
    json.put("direction", consent::name_of(release->direction)).put("holds", false);
    json.put("expected", release->expected).close();
    consent::Unit unit;
    unit.matters.push_back({(*brand)->policy, {}, std::move(*release)});
    http::Response answer = json_response(json);
    attach_receipt(call, unit, [answer](std::span<consent::Outcome const>) { return answer; });
    call.services.ledger.commit(
        std::move(unit), [answer = std::move(answer), reply = std::move(reply)](auto outcomes) mutable {
            if (!outcomes)
                return reply(problem(outcomes.error()));
            reply(std::move(answer));
        });
}

}  // namespace consentry::api
