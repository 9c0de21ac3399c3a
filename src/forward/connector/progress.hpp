#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>

namespace consentry::forward {

/// What deliveries that were not finished have written already, so that a retry does not do it again. A place where
/// another delivery has written since counts as not written. In memory only: once more after a restart does no harm.
class ConnectorProgress {
public:
    /// Whether what stands in that place is what this event's delivery has written there.
    bool has(std::string const& event, std::string const& place, std::string const& what) const
    {
        auto const found = places_.find(place);
        return found != places_.end() && found->second.event == event && found->second.what == what;
    }

    void note(std::string const& event, std::string place, std::string what)
    {
        auto const [written, is_new] = places_.insert_or_assign(std::move(place), Written{event, std::move(what)});
        if (!is_new)
            return;
        order_.push_back(written->first);
        if (order_.size() > places_max) {
            places_.erase(order_.front());
            order_.pop_front();
        }
    }

    void forget(std::string const& event)
    {
        if (std::erase_if(places_, [&](auto const& one) { return one.second.event == event; }) > 0)
            std::erase_if(order_, [&](std::string const& place) { return !places_.contains(place); });
    }

private:
    static constexpr std::size_t places_max = 2'000;

    struct Written {
        std::string event;
        std::string what;
    };

    std::map<std::string, Written> places_;
    std::deque<std::string> order_;  ///< The oldest is forgotten where there are too many.
};

}  // namespace consentry::forward
