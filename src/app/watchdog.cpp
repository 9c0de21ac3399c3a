#include "app/watchdog.hpp"

namespace consentry::app {

Watchdog::Watchdog(ServiceNotice const& notice, std::vector<LivingPart> parts, Log& log)
    : notice_{notice}
    , log_{log}
    , pulse_{std::move(parts)}
{
    if (auto const limit = notice.watchdog_limit())
        thread_ = std::thread{[this, limit] { run(*limit / 3); }};
}

Watchdog::~Watchdog()
{
    {
        std::scoped_lock const lock{mutex_};
        stopped_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

void Watchdog::let_end()
{
    std::scoped_lock const lock{mutex_};
    ending_ = true;
}

void Watchdog::run(std::chrono::microseconds period)
{
    std::unique_lock lock{mutex_};
    do {
        feel();
    } while (!woken_.wait_for(lock, period, [this] { return stopped_; }));
}

void Watchdog::feel()
{
    std::vector<std::string_view> const silent = ending_ ? std::vector<std::string_view>{} : pulse_.feel();
    if (silent.empty())
        return notice_.alive();
    for (std::string_view const part : silent)
        log_.error("serve.silent_part",
            {{"part", part}, {"why", "it has not answered; if it stays so the service manager starts us anew"}});
}

}  // namespace consentry::app
