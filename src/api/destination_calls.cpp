// Where events go: how each destination is doing, and what a person may ask of it.
#include "api/body.hpp"
#include "api/calls.hpp"
#include "api/json.hpp"
#include "consentry/api/problem.hpp"

#include <algorithm>

namespace consentry::api {
namespace {

void halt(Call const& call, bool halted, http::Reply reply)
{
    auto const brand = call.brand();
    if (!brand)
        return reply(problem(brand.error()));
    std::string const& name = call.path.front();
    auto const shared = std::make_shared<http::Reply>(std::move(reply));
    call.services.steering.halt(
        (*brand)->policy->brand, name, halted, [shared, name, halted](Result<void> const& outcome) {
            JsonWriter json;
            json.open().put("name", name).put("paused", halted).close();
            (*shared)(outcome ? json_response(json) : problem(outcome.error()));
        });
}

/// 202 and where its deliveries are found: it goes on by itself.
std::function<void(Result<std::string>)> begun(std::string const& name, http::Reply reply)
{
    auto const shared = std::make_shared<http::Reply>(std::move(reply));
    return [shared, name](Result<std::string> const& feed) {
        if (!feed)
            return (*shared)(problem(feed.error()));
        JsonWriter json;
        json.open().put("name", name).put("deliveries", *feed).close();
        (*shared)(json_response(json, 202));
    };
}

/// A relay owes webhooks, not entries of the ledger.
void put_relays(JsonWriter& json, Services const& services, std::string_view brand)
{
    for (forward::RelayStatus const& status : services.relays()) {
        if (status.brand != brand)
            continue;
        json.open()
            .put("name", status.name)
            .put("kind", "relay")
            .put("paused", status.paused)
            .put("failing", status.failing)
            .put("unsettled", status.in_flight + status.aside)
            .put("behind", static_cast<std::int64_t>(status.behind))
            .put("behind_bytes", static_cast<std::int64_t>(status.bytes))
            .put("refused", status.aside)
            .put_or_null("oldest", status.oldest)
            .close();
    }
}

/// What a call asks of a destination of a brand, of somebody perhaps.
struct Asked {
    intake::Brand const* brand = nullptr;
    forward::ReplayRange range{};
    std::optional<consent::Alias> contact{};
};

/// A body is optional where every member of it is. `with_range`: it may tell a stretch of time.
Result<Asked> read_asked(Call const& call, bool with_range)
{
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    auto body = Body::parse(call.body.empty() ? "{}" : call.body);
    if (!body)
        return std::unexpected(body.error());
    Asked asked{.brand = *brand};
    if (with_range)
        asked.range = {.from = body->optional_time("from"), .to = body->optional_time("to")};
    auto const contact = body->optional_text("contact");
    if (auto const fine = body->finish(); !fine)
        return std::unexpected(fine.error());
    if (asked.range.from && asked.range.to && *asked.range.from >= *asked.range.to)
        return fail(Fault::malformed, "to: has to be later than from");
    if (!contact)
        return asked;
    auto const alias = contact_in(*contact, **brand, "contact");
    if (!alias)
        return std::unexpected(alias.error());
    asked.contact = *alias;
    return asked;
}

Result<Asked> read_replaying(Call const& call)
{
    auto asked = read_asked(call, true);
    if (!asked || !asked->contact)
        return asked;
    auto const view = call.services.reader.subject(*asked->brand->policy, *asked->contact);
    if (!view)
        return fail(Fault::not_found, "contact: nobody is known by it, so there is nothing to replay");
    asked->range.subject = view->standing.subject;
    return asked;
}

Result<Asked> read_testing(Call const& call)
{
    auto asked = read_asked(call, false);
    if (asked && asked->contact && asked->contact->kind != consent::AliasKind::phone)
        return fail(Fault::malformed, "contact: has to be a phone number, by which other systems know people");
    return asked;
}

}  // namespace

Answered list_destinations(Call const& call)
{
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    std::string const& name = (*brand)->policy->brand;
    consent::Seq const head = call.services.deliveries.head(name);
    JsonWriter json;
    json.open().open_list("destinations");
    for (forward::DestinationStatus const& status : call.services.steering.status()) {
        if (status.brand != name)
            continue;
        json.open().put("name", status.name).put("kind", status.kind).put("feed", name_of(status.feed));
        json.put("paused", status.paused).put("failing", status.failing).put("gone", status.gone);
        json.put("unsettled", status.unsettled);
        if (status.feed != forward::Feed::Kind::snapshot)
            json.put("behind",
                std::max<consent::Seq>(
                    (status.feed == forward::Feed::Kind::live ? head : status.until) - status.cursor, 0));
        json.put("dead", call.services.deliveries.dead_count(name, status.name));
        json.put_or_null("oldest", status.oldest).close();
    }
    put_relays(json, call.services, name);
    json.close_list().close();
    return json_response(json);
}

void pause_destination(Call const& call, http::Reply reply) { halt(call, true, std::move(reply)); }
void resume_destination(Call const& call, http::Reply reply) { halt(call, false, std::move(reply)); }

void retry_destination(Call const& call, http::Reply reply)
{
    auto const brand = call.brand();
    if (!brand)
        return reply(problem(brand.error()));
    std::string const& name = call.path.front();
    auto const shared = std::make_shared<http::Reply>(std::move(reply));
    call.services.steering.retry_all((*brand)->policy->brand, name, [shared, name](Result<void> const& outcome) {
        JsonWriter json;
        json.open().put("name", name).put("retrying", true).close();
        (*shared)(outcome ? json_response(json, 202) : problem(outcome.error()));
    });
}

void replay_destination(Call const& call, http::Reply reply)
{
    auto const asked = read_replaying(call);
    if (!asked)
        return reply(problem(asked.error()));
    std::string const& name = call.path.front();
    call.services.steering.replay(asked->brand->policy->brand, name, asked->range, begun(name, std::move(reply)));
}

void snapshot_destination(Call const& call, http::Reply reply)
{
    auto const brand = call.brand();
    if (!brand)
        return reply(problem(brand.error()));
    std::string const& name = call.path.front();
    call.services.steering.snapshot((*brand)->policy->brand, name, begun(name, std::move(reply)));
}

void test_destination(Call const& call, http::Reply reply)
{
    auto const asked = read_testing(call);
    if (!asked)
        return reply(problem(asked.error()));
    std::string const& name = call.path.front();
    auto const shared = std::make_shared<http::Reply>(std::move(reply));
    call.services.steering.test(asked->brand->policy->brand, name,
        asked->contact ? asked->contact->value : std::string{},
        [shared, name](Result<forward::TestOutcome> const& outcome) {
            if (!outcome)
                return (*shared)(problem(outcome.error()));
            JsonWriter json;
            json.open().put("name", name).put("works", outcome->works);
            if (outcome->status != 0)
                json.put("status", outcome->status);
            json.put_if_any("error", outcome->error).put_if_any("detail", outcome->detail).close();
            (*shared)(json_response(json));
        });
}

}  // namespace consentry::api
