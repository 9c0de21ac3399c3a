#pragma once

#include "consentry/forward/state_source.hpp"

#include <map>

namespace consentry::test {

/// People as a test has them, by their number.
class FalseStates final : public forward::StateSource {
public:
    std::optional<forward::PersonNow> person(consent::Policy const&, forward::SubjectNumber subject, EventTime) override
    {
        auto const found = people.find(subject);
        return found == people.end() ? std::nullopt : std::optional{found->second};
    }

    std::map<forward::SubjectNumber, forward::PersonNow> people;
};

}  // namespace consentry::test
