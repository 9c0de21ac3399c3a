#pragma once

#include "consentry/forward/state_source.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace consentry::test {

/// People as a test has them, by their number.
class FalseStates final : public forward::StateSource {
public:
    std::optional<forward::PersonNow> person(consent::Policy const&, forward::SubjectNumber subject, EventTime) override
    {
        if (!trouble.empty())
            throw std::runtime_error{trouble};
        auto const found = people.find(subject);
        return found == people.end() ? std::nullopt : std::optional{found->second};
    }

    std::optional<forward::SubjectNumber> subject_called(consent::Policy const&, std::string const& digits) override
    {
        if (!trouble.empty())
            throw std::runtime_error{trouble};
        auto const has_it
            = [&](auto const& one) { return std::ranges::find(one.second.wa_ids, digits) != one.second.wa_ids.end(); };
        auto const found = std::ranges::find_if(people, has_it);
        return found == people.end() ? std::nullopt : std::optional{found->first};
    }

    std::vector<forward::LedgerEntry> snapshot(consent::Policy const& policy, forward::Seq at,
        forward::DestinationNumber, forward::SubjectNumber after, std::size_t limit, EventTime) override
    {
        std::vector<forward::LedgerEntry> found;
        for (auto one = people.upper_bound(after); one != people.end() && found.size() < limit; ++one) {
            consent::Event event;
            event.type = consent::EventType::snapshot;
            event.brand = policy.brand;
            event.id = "evt_snapshot" + std::to_string(one->first);
            event.seq = one->first;
            event.version = at;
            found.push_back({one->first, std::move(event)});
        }
        return found;
    }

    std::map<forward::SubjectNumber, forward::PersonNow> people;
    std::string trouble;  ///< Of the machine.
};

}  // namespace consentry::test
