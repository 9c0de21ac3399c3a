#pragma once

#include "consentry/consent/brake.hpp"
#include "store/database.hpp"
#include "store/entry_place.hpp"

#include <map>

namespace consentry::store {

/// The brakes of a store's brands. Writer and readers read them the same way.
class BrakeRows {
public:
    explicit BrakeRows(Database const& database);

    consent::Brake brake(BrandNumber brand, consent::Source source, consent::Direction direction);
    std::vector<consent::BrakeView> all(BrandNumber brand);

private:
    Statement find_;
    Statement all_;
};

/// Writes them. Apart from the reading, since who reads may not prepare it.
class BrakeWriting {
public:
    explicit BrakeWriting(Database const& database);

    void set(BrandNumber brand, consent::Source source, consent::Direction direction, consent::Brake const& brake);

    /// How many subjects the portfolio has. Counted anew only now and then: it takes a walk through the table.
    std::int64_t subjects(BrandNumber portfolio);

private:
    struct Counted {
        std::int64_t subjects = 0;
        int times_told = 0;
    };

    Statement put_;
    Statement subjects_;
    std::map<BrandNumber, Counted> counted_;
};

}  // namespace consentry::store
