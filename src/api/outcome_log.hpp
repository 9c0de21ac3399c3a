#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/base/throttle.hpp"
#include "consentry/consent/ledger.hpp"

#include <mutex>

namespace consentry::api {

/// Ids of events as one field of the log; of many the first ten.
class EventIds {
public:
    void add(std::span<std::string const> events);
    std::string_view text() const { return text_; }
    std::int64_t count() const { return count_; }

private:
    std::string text_;
    std::int64_t count_ = 0;
};

/// What the log tells of a webhook that the ledger gets. Names are masked; what was said stands in the ledger.
struct WebhookNote {
    std::string brands;   ///< Every one that it concerns, with commas between.
    std::string number;   ///< Of whoever is named first, as the contact is.
    std::string contact;  ///< Masked.
    std::int64_t signals = 0;
    std::int64_t prompts = 0;
    Instant received_at;
};

WebhookNote note_of(consent::Unit const& unit, Instant received_at);

/// One line for each webhook that said something, or told news of a name or a violation, when it is clear what became
/// of it. Safe from every thread.
class WebhookLog {
public:
    /// What is given must outlive it.
    WebhookLog(Clock const& clock, Log& log)
        : clock_{clock}
        , log_{log}
    {
    }

    void kept(WebhookNote const& note, std::vector<consent::Outcome> const& outcomes);

    /// A store in trouble loses every one of them: one line a second tells how many.
    void not_kept(WebhookNote const& note, Error const& error);

private:
    Clock const& clock_;
    Log& log_;
    std::mutex mutex_;
    Throttle losses_;
};

}  // namespace consentry::api
