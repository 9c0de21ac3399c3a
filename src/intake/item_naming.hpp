#pragma once

#include "consentry/consent/policy.hpp"
#include "consentry/consent/signal.hpp"
#include "consentry/intake/known_names.hpp"
#include "consentry/meta/item.hpp"
#include "intake/ask_token.hpp"

namespace consentry::intake {

/// Whether the item tells two names or more of somebody: of every kind but those whose person is the business or a
/// group.
bool may_name(meta::Item const& item);

/// Whether one of the names may be known, of the present or the former ones.
bool names_somebody_known(KnownNames const& known, std::string_view portfolio, meta::Item const& item);

/// Whether one of the names may be of somebody who said no.
bool names_somebody_denied(KnownNames const& known, std::string_view portfolio, meta::Item const& item);

/// The names of the person and, where the item tells a change, those that are over.
consent::Naming naming_of(meta::Item const& item, EventTime now);

/// Whether the item tells what became of a message of the business that asked something, or may have: one that failed
/// need not tell anew what it asked.
bool may_report(meta::Item const& item);

/// The question that such a message put; nothing if scope or wording are not configured, or nobody is named.
std::optional<consent::Ask> ask_of(
    consent::Policy const& policy, meta::Item const& item, AskToken const& token, EventTime now);

/// Whatever a message asked that failed and does not tell it: nobody was asked. Nothing if nobody is named.
std::optional<consent::Ask> withdrawal_of(meta::Item const& item, EventTime now);

/// Whether Meta tells that an account is no longer ours to hear.
bool ends_feed(meta::Item const& item);

}  // namespace consentry::intake
