#pragma once

#include "api/call.hpp"

namespace consentry::api {

/// To whom an event was given.
struct Disclosure {
    std::string destination;
    std::optional<Instant> delivered_at;  ///< None: it is on its way.
};

struct ReportedEvent {
    consent::Event event;
    std::vector<Disclosure> disclosures{};
};

/// Everything that a brand has on one person, for that person: what art. 15 of the GDPR lets them ask for.
struct SubjectReport {
    consent::Policy const& policy;
    consent::SubjectView view;
    std::vector<ReportedEvent> events;
    std::vector<std::string> destinations;  ///< That get the brand's events today.
    KeptFor kept_for;
    Instant at;
};

/// Nothing if the brand knows nothing of them.
std::optional<SubjectReport> report_on(Call const& call, intake::Brand const& brand, consent::Alias const& contact);

// The same in three forms. The page has no script and needs nothing from elsewhere; what people wrote is shown in the
// direction of its own letters.
std::string as_json(SubjectReport const& report);
std::string as_html(SubjectReport const& report);
std::string as_text(SubjectReport const& report);

// What pages and texts say in the same words.

/// `You agreed`, `You said no`, … of an event.
std::string_view in_words(consent::EventType type);
/// Whether they may be written to for a purpose, and why.
std::string in_words(consent::Permission const& permission);
/// By which way it came.
std::string_view in_words(consent::Source source);
/// The words of the wording that an event rests on; empty if it names none, or one that is configured no more.
std::string_view wording_text(consent::Policy const& policy, consent::Event const& event);

}  // namespace consentry::api
