#include "app/pulse.hpp"

namespace consentry::app {

Pulse::Pulse(std::vector<LivingPart> parts)
{
    for (LivingPart& part : parts)
        watched_.push_back({std::move(part), std::make_shared<std::atomic<bool>>(true)});
}

std::vector<std::string_view> Pulse::feel()
{
    std::vector<std::string_view> silent;
    for (Watched const& each : watched_) {
        if (!*each.answered)
            silent.push_back(each.part.name);
    }
    if (!silent.empty())
        return silent;
    for (Watched const& each : watched_) {
        *each.answered = false;
        each.part.ping([answered = each.answered] { *answered = true; });
    }
    return {};
}

}  // namespace consentry::app
