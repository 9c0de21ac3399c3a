#pragma once

#include "consentry/consent/apply.hpp"

namespace consentry::consent {

/// When who had the name, in any spelling of it, was erased the last time.
std::optional<EventTime> last_erased(Records& records, std::string_view portfolio, Alias const& alias, Keyer& keys);

/// The same of several names, and of any number whose denials they share: what was denied there nobody knows any more.
std::optional<EventTime> last_erased_near(
    Records& records, std::string_view portfolio, std::span<Alias const> names, Keyer& keys);

/// The names of an item without those that belonged to somebody erased when it happened. Nothing if none of the others
/// leads to anybody: then the item is of who was erased, and from before that.
std::optional<std::vector<Alias>> names_left(
    Records& records, std::string_view portfolio, std::span<Alias const> who, EventTime at, Keyer& keys);

/// Likewise of names that were only seen together: those of somebody erased are not learnt anew, unless it is with a
/// name of somebody who is known.
std::optional<Naming> names_left(
    Records& records, std::string_view portfolio, Naming naming, EventTime now, Keyer& keys);

}  // namespace consentry::consent
