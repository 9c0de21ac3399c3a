#pragma once

#include "consentry/forward/reply.hpp"
#include "forward/courier.hpp"

#include <expected>
#include <map>

namespace consentry::forward {

/// Answers people in WhatsApp: confirms what they said, tells who we are. Each event once, soon, or not at all.
class ReplyCourier final : public Courier {
public:
    ReplyCourier(Destination destination, CourierParts const& parts);

    bool wants(consent::Event const& event) const override;
    std::optional<Ending> forgo(Parcel const& parcel, Instant now) override;
    void carry(Parcel parcel, Instant now, Done done) override;
    bool at_most_once() const override { return true; }

    /// Asks Meta for the brand's number, or whom the token is of. Nobody is written to.
    void prove(std::string contact, Instant now, Done done) override;

private:
    struct Call;

    /// The text to send, or why none is.
    std::expected<std::string, std::string> answer_to(Parcel const& parcel, Instant now) const;
    std::expected<std::vector<std::string>, std::string> scopes_of(Parcel const& parcel, Instant now) const;
    bool confirms(consent::EventType type) const;
    bool has_helped(SubjectNumber subject, Instant now) const;
    void note_help(SubjectNumber subject, Instant now);
    static void send(std::shared_ptr<Call> const& call);

    Destination destination_;
    CourierParts parts_;
    std::shared_ptr<std::optional<std::size_t>> proof_;  ///< The app secret that the token's app asks for, once known.
    std::map<SubjectNumber, Instant> helped_;
};

}  // namespace consentry::forward
