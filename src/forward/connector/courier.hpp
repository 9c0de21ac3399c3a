#pragma once

#include "forward/connector/run.hpp"
#include "forward/courier.hpp"

namespace consentry::forward {

/// Tells a far system how people stand, in its own words.
class ConnectorCourier final : public Courier {
public:
    ConnectorCourier(Destination destination, CourierParts const& parts);

    bool wants(consent::Event const& event) const override { return is_told(event.type); }
    void carry(Parcel parcel, Instant now, Done done) override;

    /// Of a contact: looks them up, and writes how they stand if anything is known of them here. Without one, or of
    /// somebody unknown where there is no looking up: the template's own tests, for every scope.
    void prove(std::string contact, Instant now, Done done) override;

private:
    std::vector<Telling> tellings_of_contact(std::string const& contact, Instant now, bool& known) const;
    ConnectorAttempt attempt(consent::Event event, std::vector<Telling> tellings) const;
    void prove_access(Done done) const;
    void start(ConnectorAttempt attempt, ConnectorRun::Done done) const;

    Destination destination_;
    CourierParts parts_;
    std::shared_ptr<ConnectorAccount> account_;
    std::shared_ptr<ConnectorProgress> progress_;
};

}  // namespace consentry::forward
