#include "app/journal_round.hpp"

#include <utility>

namespace consentry::app {

JournalRound::JournalRound(intake::Journal& journal, consent::Ledger& ledger, Log& log)
    : journal_{journal}
    , ledger_{ledger}
    , log_{log}
    , thread_{[this] { run(); }}
{
}

JournalRound::~JournalRound() { stop(); }

void JournalRound::begin(std::shared_ptr<intake::Brands const> brands)
{
    std::lock_guard const lock{mutex_};
    brands_ = std::move(brands);
    woken_.notify_one();
}

void JournalRound::stop()
{
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

void JournalRound::run()
{
    for (;;) {
        std::shared_ptr<intake::Brands const> brands;
        {
            std::unique_lock lock{mutex_};
            woken_.wait(lock, [this] { return stopping_ || brands_; });
            if (stopping_)
                return;
            brands = std::exchange(brands_, nullptr);
        }
        auto const overtaken = [this] {
            std::lock_guard const lock{mutex_};
            return stopping_ || brands_;
        };
        auto const replayed = api::replay(journal_, brands, ledger_, overtaken);
        if (!replayed.trouble.empty())
            log_.warn("journal.not_applied", {{"why", std::string_view{replayed.trouble}}});
        else if (replayed.settled + replayed.waiting + replayed.untrusted > 0)
            log_.info("journal.applied",
                {{"settled", static_cast<std::int64_t>(replayed.settled)},
                    {"waiting", static_cast<std::int64_t>(replayed.waiting)},
                    {"untrusted", static_cast<std::int64_t>(replayed.untrusted)},
                    {"events", static_cast<std::int64_t>(replayed.events)}});
    }
}

}  // namespace consentry::app
