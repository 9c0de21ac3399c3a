#pragma once

#include "store/verification.hpp"

namespace consentry::store {

struct VerifiedSubject {
    consent::SubjectNumber number = 0;
    std::int64_t portfolio = 0;
    std::string public_id;
    std::optional<consent::SubjectNumber> merged_into;
};

/// The events of one subject, by brand, in order. What cannot be read was told by the walk along the chains.
using SubjectEvents = std::map<BrandNumber, std::vector<consent::Event>>;

/// The names of each subject, as its entries tell them: since when, until when, and who has none that is a phone
/// number.
class VerifyNames {
public:
    explicit VerifyNames(Verifying& verifying);
    ~VerifyNames();

    void see(VerifiedSubject const& subject, SubjectEvents const& events);

    /// Whether there is a name that leads to a subject which went into another.
    bool has_any(VerifiedSubject const& subject);

private:
    class Looking;
    std::unique_ptr<Looking> looking_;
};

}  // namespace consentry::store
