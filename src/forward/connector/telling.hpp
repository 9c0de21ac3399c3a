#pragma once

#include "consentry/forward/connector.hpp"
#include "forward/courier.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace consentry::forward {

/// One thing that a far system is told: how one scope stands for one phone number.
struct Telling {
    std::string digits;  ///< The number, as a `wa_id`.
    std::string scope;
    consent::Category category = consent::Category::marketing;
    std::string_view status;  ///< `opted_in`, `opted_out` or `unknown`
    EventTime since{};

    bool operator==(Telling const&) const = default;
};

/// The word for how a scope stands. `opted_in` only for consent that counts; whatever else does not allow sending is
/// `opted_out`; `unknown` is somebody who never said anything and may be written to nonetheless. Empty where nothing
/// is known, unless the event is `about` the scope: what it took back may stand there still. Else whatever the far
/// system has by itself, a no among it, would be wiped out by somebody who knows nothing.
std::string_view status_of(ScopeNow const& scope, bool about);

/// What there is to tell on the occasion of an event, the numbers one after the other. `every_spelling`: numbers are
/// known there under any spelling of their line.
std::vector<Telling> tellings_of(ConnectorTarget const& target, consent::Policy const& policy,
    consent::Event const& event, PersonNow const& person, bool every_spelling);

/// What there is to tell of the number that the person of an event has no more, now that it has another owner, or none
/// that is known: the no of the new one, or their yes.
std::vector<Telling> tellings_of_former(ConnectorTarget const& target, consent::Policy const& policy,
    consent::Event const& event, std::optional<PersonNow> const& owner, bool every_spelling);

/// Whether events of the type can change what a far system should have.
bool is_told(consent::EventType type);

}  // namespace consentry::forward
