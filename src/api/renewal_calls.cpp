// Whom to ask again, and how questions were received.
#include "api/calls.hpp"
#include "api/json.hpp"
#include "api/noting.hpp"
#include "consentry/consent/subject_json.hpp"

#include <array>
#include <charconv>

namespace consentry::api {
namespace {

constexpr std::chrono::days within_usual{30};

Result<std::chrono::seconds> within(Call const& call)
{
    auto const text = call.parameter("within");
    if (!text)
        return within_usual;
    auto const duration = parse_duration(*text);
    if (!duration)
        return fail(Fault::malformed, "within: has to be a duration such as 30d");
    return *duration;
}

Result<consent::RenewalQuestion> question_of(Call const& call, PageAsked const& asked)
{
    auto const name = call.parameter("scope");
    if (!name)
        return fail(Fault::malformed, "scope: is required");
    auto const scope = scope_in(*name, *asked.brand);
    if (!scope)
        return std::unexpected(scope.error());
    auto const time = within(call);
    if (!time)
        return std::unexpected(time.error());
    return consent::RenewalQuestion{*scope, *time, asked.after, asked.limit};
}

/// Four digits behind the point: of ten thousand who were asked, each counts.
std::string decimal(double value)
{
    std::array<char, 32> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 4).ptr;
    return {text.data(), end};
}

void put_rate(JsonWriter& json, std::string_view name, std::int64_t part, std::int64_t whole)
{
    if (whole == 0)
        json.put_null(name);
    else
        json.key(name).raw(decimal(static_cast<double>(part) / static_cast<double>(whole)));
}

}  // namespace

Answered list_renewals(Call const& call)
{
    auto const asked = call.page();
    if (!asked)
        return std::unexpected(asked.error());
    auto const question = question_of(call, *asked);
    if (!question)
        return std::unexpected(question.error());
    auto const page
        = call.services.worklists.renewals(*asked->brand->policy, *question, event_time(call.services.clock.now()));
    JsonWriter json;
    json.open().open_list("renewals");
    for (consent::Renewal const& renewal : page.renewals) {
        note_read(call, "GET /v1/re-consent", asked->brand_name(), renewal.public_id);
        json.raw(consent::to_json(renewal, question->scope->name));
    }
    json.close_list();
    json.put("next", std::to_string(page.next)).put("more", page.more).close();
    return json_response(json);
}

Answered list_receptions(Call const& call)
{
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    JsonWriter json;
    json.open().open_list("prompts");
    for (consent::ReceptionFigures const& one : call.services.worklists.receptions((*brand)->policy->brand)) {
        json.open();
        json.put("scope", one.scope).put_if_any("wording", one.wording).put("asked", one.asked);
        json.put("opted_in", one.opted_in).put("declined", one.declined).put("opted_out", one.opted_out);
        put_rate(json, "opt_in_rate", one.opted_in, one.asked);
        put_rate(json, "opt_out_rate", one.opted_out, one.asked);
        json.close();
    }
    json.close_list().close();
    return json_response(json);
}

}  // namespace consentry::api
