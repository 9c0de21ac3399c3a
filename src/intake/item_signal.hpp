#pragma once

#include "consentry/consent/signal.hpp"
#include "consentry/intake/gap.hpp"
#include "consentry/meta/item.hpp"

namespace consentry::intake {

/// Whether the item can bear a signal at all. All else costs nothing further.
bool may_signal(meta::Item const& item);

/// Why a later version, or somebody who looks, may make more of the item than we do.
std::optional<Gap> gap_in(meta::Item const& item);

/// The name of the field, type or setting that made the gap, for the operator.
std::string what_is_unknown(meta::Item const& item, Gap gap);

consent::Source source_of(meta::Item const& item);

/// Every name that the item gives the person it is about.
std::vector<consent::Alias> names_of(meta::Person const& person);

/// What a setting in WhatsApp itself says, or a status that tells of one; nothing if the item is neither, or new to us.
std::optional<consent::Reading> reading_of_setting(meta::Item const& item);

/// What makes the item the same when Meta sends it again: its id and what it says. The id alone should do, but if one
/// ever came twice with other words, a STOP among them must not be taken for a repetition. Who said it is no part of
/// it: a repetition may name the person more fully than the first did.
std::string identity_of(meta::Item const& item);

/// Who, when and where, without what was said. `now` stands in for a time that the item does not tell.
consent::Signal signal_of(meta::Item const& item, EventTime now);

}  // namespace consentry::intake
