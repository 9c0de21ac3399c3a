#pragma once

#include "consentry/consent/data_reads.hpp"
#include "consentry/consent/ledger.hpp"
#include "consentry/consent/worklists.hpp"

namespace consentry::consent {

/// A subject as the API and the command line show it: names, what stands for each scope, open prompts. One line.
std::string to_json(Policy const& policy, SubjectView const& view, EventTime now);

/// One of the list of those who opted out without a phone number. One line.
std::string to_json(Unlinked const& subject);

/// Who has read what, with where the next page begins. One line.
std::string to_json(DataReadPage const& page, std::int64_t after);

/// One of the list of those to be asked again for a scope. One line.
std::string to_json(Renewal const& renewal, std::string_view scope);

}  // namespace consentry::consent
