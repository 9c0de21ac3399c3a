#include "app/watch.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 10s;
constexpr auto past_kept = 5min;

}  // namespace

Watch::Watch(Look look, AlarmBounds bounds, Alarms& alarms, Log& log)
    : look_{std::move(look)}
    , alarms_{alarms}
    , log_{log}
    , bounds_{bounds}
    , thread_{[this] { run(); }}
{
}

Watch::~Watch()
{
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    woken_.notify_one();
    thread_.join();
}

void Watch::bound(AlarmBounds bounds)
{
    std::lock_guard const lock{mutex_};
    bounds_ = bounds;
}

void Watch::run()
{
    for (;;) {
        {
            std::unique_lock lock{mutex_};
            if (woken_.wait_for(lock, look_every, [this] { return stopping_; }))
                return;
        }
        try {
            look_once();
        } catch (std::exception const& trouble) {
            log_.warn("watch.failed", {{"why", std::string_view{trouble.what()}}});
        }
    }
}

void Watch::look_once()
{
    Seen now = look_();
    while (past_.size() > 1 && now.at - past_.front().at > past_kept)
        past_.pop_front();
    AlarmBounds bounds;
    {
        std::lock_guard const lock{mutex_};
        bounds = bounds_;
    }
    auto const found = conditions(now, past_.empty() ? now : past_.front(), bounds);
    for (Condition const& condition : found)
        alarms_.raise(condition.code, condition.about, condition.detail);
    for (Alarm const& standing : alarms_.all()) {
        bool const holds = std::ranges::any_of(found, [&](Condition const& condition) {
            return condition.code == standing.code && condition.about == standing.about;
        });
        if (!holds && codes_looked_for().contains(standing.code))
            alarms_.clear(standing.code, standing.about);
    }
    alarms_.sweep();
    past_.push_back(std::move(now));
}

}  // namespace consentry::app
