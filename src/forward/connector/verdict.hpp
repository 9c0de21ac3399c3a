#pragma once

#include "forward/connector/template.hpp"
#include "forward/courier.hpp"

namespace consentry::forward {

/// What an answer means for a step.
struct StepVerdict {
    enum class Kind {
        success,
        done,  ///< All is there already: no further step is needed.
        none,  ///< No such contact.
        unauthorized,
        failed,  ///< `ending` says how: to be tried again, refused, or gone.
    };

    Kind kind = Kind::failed;
    Ending ending{};
};

StepVerdict verdict_of(
    ConnectorTemplate const& connector, ConnectorStep const& step, ReadAnswer const& answer, Instant now);

/// No answer came.
Ending unanswered(http::TransportError const& error);

/// The far system does not take our credentials: to be tried again, since a person can mend them, and nothing that was
/// said may be lost meanwhile.
Ending unauthorized(unsigned status, std::string_view word);

}  // namespace consentry::forward
