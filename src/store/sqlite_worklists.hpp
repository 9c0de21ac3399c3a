#pragma once

#include "consentry/consent/worklists.hpp"
#include "store/pool.hpp"
#include "store/standing_rows.hpp"
#include "store/transaction.hpp"

namespace consentry::store {

/// Reads on connections of its own that cannot write. Trouble of the machine is a StoreError.
class SqliteWorklists final : public consent::Worklists {
public:
    /// The tables have to be there. At most `connections` threads read at a time; more of them wait.
    SqliteWorklists(Location location, std::size_t connections);
    ~SqliteWorklists() override;

    consent::HoldPage holds(std::string_view brand, consent::Seq after, std::size_t limit, EventTime now) override;
    consent::HoldFigures hold_figures(std::string_view brand, EventTime now) override;
    consent::RenewalPage renewals(
        consent::Policy const& policy, consent::RenewalQuestion const& question, EventTime now) override;
    std::vector<consent::ReceptionFigures> receptions(std::string_view brand) override;
    std::vector<consent::EndedGrant> ended(
        std::string_view brand, EventTime after, EventTime until, std::size_t limit) override;

    std::string round(std::string_view brand, std::string_view name);  ///< As Store::round.

private:
    struct Session;
    Pool<Session> sessions_;
};

}  // namespace consentry::store
