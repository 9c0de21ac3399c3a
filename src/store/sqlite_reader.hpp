#pragma once

#include "consentry/consent/apply.hpp"
#include "store/pool.hpp"
#include "store/standing_rows.hpp"
#include "store/transaction.hpp"

namespace consentry::store {

/// Reads on a pool of connections that cannot write. Every call is one short read transaction, so a writer's log is
/// never held back for long. Trouble of the machine is a StoreError.
class SqliteReader final : public consent::Reader {
public:
    /// The tables have to be there. At most `connections` threads read at a time; more of them wait.
    SqliteReader(Location location, std::string suppression_key, std::size_t connections);
    ~SqliteReader() override;

    std::vector<consent::CheckAnswer> check(
        consent::Policy const& policy, std::span<consent::CheckQuestion const> questions, EventTime now) override;
    std::vector<consent::Weighed> weigh(
        consent::Policy const& policy, std::span<consent::Record const> records, Instant now) override;
    std::optional<consent::SubjectView> subject(consent::Policy const& policy, consent::Alias const& contact) override;
    consent::EventPage history(
        consent::Policy const& policy, consent::Alias const& contact, consent::Seq after, std::size_t limit) override;
    consent::EventPage events(std::string_view brand, consent::Seq after, std::size_t limit) override;
    std::optional<consent::Event> event(std::string_view brand, std::string_view id) override;
    consent::UnlinkedPage unlinked(std::string_view brand, consent::SubjectNumber after, std::size_t limit) override;
    std::int64_t unlinked_count(std::string_view brand) override;
    std::vector<consent::KnownPerson> people(
        consent::Policy const& policy, consent::SubjectNumber after, std::size_t limit, EventTime now) override;
    std::vector<consent::BrakeView> brakes(std::string_view brand) override;

    struct Session;

private:
    Pool<Session> sessions_;
};

}  // namespace consentry::store
