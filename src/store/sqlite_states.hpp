#pragma once

#include "consentry/forward/state_source.hpp"
#include "store/reader_session.hpp"

namespace consentry::store {

/// People as they are at the moment, on a read-only connection of the forwarder's.
class SqliteStates final : public forward::StateSource {
public:
    /// The tables have to be there.
    SqliteStates(Location const& location, std::string_view suppression_key);
    ~SqliteStates() override;

    std::optional<forward::PersonNow> person(
        consent::Policy const& policy, consent::SubjectNumber subject, EventTime now) override;

private:
    std::unique_ptr<SqliteReader::Session> session_;
};

}  // namespace consentry::store
