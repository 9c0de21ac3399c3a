#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <string>

namespace consentry::forward {

/// What deliveries that were not finished have done already, so that a retry does not do it again. In memory only: once
/// more after a restart does no harm.
class ConnectorProgress {
public:
    bool has(std::string const& event, std::string const& step) const
    {
        auto const found = done_.find(event);
        return found != done_.end() && found->second.contains(step);
    }

    void note(std::string const& event, std::string step)
    {
        auto const [place, is_new] = done_.try_emplace(event);
        place->second.insert(std::move(step));
        if (!is_new)
            return;
        order_.push_back(event);
        if (order_.size() > events_max) {
            done_.erase(order_.front());
            order_.pop_front();
        }
    }

    void forget(std::string const& event)
    {
        if (done_.erase(event) > 0)
            std::erase(order_, event);
    }

private:
    static constexpr std::size_t events_max = 1'000;

    std::map<std::string, std::set<std::string>> done_;
    std::deque<std::string> order_;  ///< The oldest is forgotten where there are too many.
};

}  // namespace consentry::forward
