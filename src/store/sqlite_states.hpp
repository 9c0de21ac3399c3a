#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/forward/state_source.hpp"
#include "store/reader_session.hpp"
#include "store/statement.hpp"

namespace consentry::store {

/// People as they are at the moment, on a read-only connection of the forwarder's.
class SqliteStates final : public forward::StateSource {
public:
    /// The tables have to be there.
    SqliteStates(Location const& location, std::string_view suppression_key);
    ~SqliteStates() override;

    std::optional<forward::PersonNow> person(
        consent::Policy const& policy, consent::SubjectNumber subject, EventTime now) override;
    std::optional<consent::SubjectNumber> subject_called(
        consent::Policy const& policy, std::string const& digits) override;
    std::vector<forward::LedgerEntry> snapshot(consent::Policy const& policy, consent::Seq at,
        forward::DestinationNumber feed, consent::SubjectNumber after, std::size_t limit, EventTime now) override;

private:
    consent::Event event_of(consent::Policy const& policy, consent::Standing const& standing, consent::Seq at,
        forward::DestinationNumber feed, EventTime now);

    std::unique_ptr<SqliteReader::Session> session_;
    Hmac ids_;
    Statement epoch_;
};

}  // namespace consentry::store
