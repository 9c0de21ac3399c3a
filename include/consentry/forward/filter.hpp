#pragma once

#include "consentry/base/result.hpp"
#include "consentry/consent/event.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::forward {

/// Which events a destination gets: its `events` in the configuration. A pattern is the name of a type, `<noun>.*` or
/// `*`; the word `unchanged` asks for events that changed nothing as well. `consent.unmatched`, `keyword.help` and
/// `system.alarm` say nothing on consent: `consent.*` and `*` do not mean them. These and `consent.prompted` change
/// nothing by their nature: naming one is enough. `consent.violated` changes nothing either, and goes to whoever gets
/// `consent.*`.
class Filter {
public:
    /// `consent.*`, `preference.*` and `subject.*`: whatever can change what may be sent to whom.
    Filter();

    /// Fault::malformed names the pattern that is none.
    static Result<Filter> parse(std::span<std::string const> patterns);

    /// Whether the destination of that name gets the event. What it caused itself does not go back to it: an event
    /// whose `caused_by` is the destination's name, or the name, a colon and the caller's own reference.
    bool wants(consent::Event const& event, std::string_view destination) const;

    /// Whether events of the type can be among what it wants.
    bool hears(consent::EventType type) const;

    bool names(consent::EventType type) const;  ///< By its own name, not by a pattern that many fit.

private:
    std::vector<std::string> exact_;     ///< Whole names.
    std::vector<std::string> prefixes_;  ///< Up to and with the dot; empty means all.
    bool unchanged_ = false;
};

}  // namespace consentry::forward
