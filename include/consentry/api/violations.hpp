#pragma once

#include "consentry/base/alarms.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace consentry::api {

/// Messages of the business that went to people who had said no. Safe from every thread.
class Violations {
public:
    /// `alarms` must outlive it.
    explicit Violations(Alarms& alarms)
        : alarms_{alarms}
    {
    }

    /// One more of that brand: counted, and told to the operator for a day.
    void add(std::string_view brand);

    /// How many of each brand since the start; brands that have none are not among them.
    std::map<std::string, std::uint64_t> counts() const;

private:
    Alarms& alarms_;
    mutable std::mutex mutex_;
    std::map<std::string, std::uint64_t, std::less<>> counts_;
};

}  // namespace consentry::api
