#include "api/subject_report.hpp"

#include "consentry/base/json.hpp"
#include "consentry/consent/subject_json.hpp"

namespace consentry::api {
namespace {

constexpr std::size_t page_size = 500;

std::vector<Disclosure> disclosures_of(Call const& call, consent::Event const& event)
{
    std::vector<Disclosure> disclosures;
    for (forward::DeliveryView const& view : call.services.deliveries.deliveries_of(event.brand, event.seq))
        disclosures.push_back({view.destination, view.delivery.delivered_at});
    return disclosures;
}

void put_event(JsonWriter& json, consent::Policy const& policy, ReportedEvent const& reported)
{
    json.open();
    json.key("event").raw(to_json(reported.event, consent::TextPolicy::full));
    json.put_if_any("evidence", reported.event.evidence);
    json.put_if_any("wording_text", wording_text(policy, reported.event));
    json.open_list("disclosed_to");
    for (Disclosure const& disclosure : reported.disclosures) {
        json.open().put("destination", disclosure.destination);
        json.put_or_null("delivered_at", disclosure.delivered_at).close();
    }
    json.close_list().close();
}

void put_kept_for(JsonWriter& json, KeptFor const& kept)
{
    json.open("kept_for");
    json.put("names", "until erased").put("words", to_string(kept.message_text));
    json.put("words_without_a_question", to_string(kept.unmatched_text));
    json.put("deliveries", to_string(kept.attempts)).put("reads", to_string(kept.reads));
    json.put("journal", to_string(kept.journal));
    if (kept.relay > std::chrono::seconds{0})
        json.put("relay", to_string(kept.relay));
    json.close();
}

}  // namespace

std::optional<SubjectReport> report_on(Call const& call, intake::Brand const& brand, consent::Alias const& contact)
{
    auto view = call.services.reader.subject(*brand.policy, contact);
    if (!view)
        return {};
    SubjectReport report{*brand.policy, std::move(*view), {}, {}, call.services.kept_for, call.services.clock.now()};
    consent::Seq after = 0;
    for (bool more = true; more;) {
        auto page = call.services.reader.history(*brand.policy, contact, after, page_size);
        more = page.more;
        for (consent::Event& event : page.events) {
            after = event.seq;
            auto disclosures = disclosures_of(call, event);
            report.events.push_back({std::move(event), std::move(disclosures)});
        }
    }
    for (forward::DestinationStatus const& destination : call.services.steering.status()) {
        if (destination.brand == brand.policy->brand)
            report.destinations.push_back(destination.name);
    }
    for (forward::RelayStatus const& relay : call.services.relays()) {  // They get the person's messages as they came.
        if (relay.brand == brand.policy->brand)
            report.destinations.push_back(relay.name);
    }
    return report;
}

std::string as_json(SubjectReport const& report)
{
    JsonWriter json;
    json.open().put("generated_at", report.at);
    json.key("subject").raw(to_json(report.policy, report.view, event_time(report.at)));
    json.open_list("events");
    for (ReportedEvent const& reported : report.events)
        put_event(json, report.policy, reported);
    json.close_list();
    json.open_list("destinations");
    for (std::string const& destination : report.destinations)
        json.text(destination);
    json.close_list();
    put_kept_for(json, report.kept_for);
    return json.close().str();
}

std::string_view wording_text(consent::Policy const& policy, consent::Event const& event)
{
    std::string const& scope = event.prompt ? event.prompt->scope : event.scope;
    std::string const& version = event.wording.empty() && event.prompt ? event.prompt->wording : event.wording;
    consent::Wording const* const wording = version.empty() ? nullptr : policy.wording(scope, version);
    return wording ? std::string_view{wording->text} : std::string_view{};
}

}  // namespace consentry::api
