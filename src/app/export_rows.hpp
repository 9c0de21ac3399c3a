#pragma once

#include "consentry/consent/ledger.hpp"

namespace consentry::app {

/// Consent of one person to one scope, as lists tell it.
struct ExportRow {
    std::string contact{};  ///< The phone number, else the user id.
    std::string scope{};
    consent::State state = consent::State::unknown;
    bool allowed = false;
    consent::Reason reason = consent::Reason::unknown;
    std::optional<EventTime> occurred_at{};  ///< Of what it rests on, as what follows.
    std::optional<EventTime> valid_until{};
    std::string wording{};
    bool confirmed = false;
    std::string source{};
    std::string evidence{};
    std::string event{};
    std::string subject{};
    std::string phone{};
    std::string user_id{};
    std::string parent_user_id{};
};

/// What rows are wanted; empty: all.
struct ExportFilter {
    std::string scope;
    std::string state;
};

/// A row for each configured scope that the person ever said something of.
std::vector<ExportRow> rows_of(
    consent::Policy const& policy, consent::KnownPerson const& person, ExportFilter const& filter, EventTime now);

/// The names of the columns, a line of CSV (RFC 4180), and a JSON object.
std::string csv_head();
std::string to_csv(ExportRow const& row);
std::string to_json(ExportRow const& row);

}  // namespace consentry::app
