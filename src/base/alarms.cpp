#include "consentry/base/alarms.hpp"

namespace consentry {
namespace {

/// What strangers and Meta can make up must not fill our memory: of each code so many stand apart.
constexpr std::size_t abouts_max = 100;
constexpr std::size_t about_octets_max = 256;

/// Ends between two letters: it goes out as UTF-8.
std::string_view cut(std::string_view about)
{
    if (about.size() <= about_octets_max)
        return about;
    std::size_t end = about_octets_max;
    while (end > 0 && (static_cast<unsigned char>(about[end]) & 0xC0U) == 0x80U)
        --end;
    return about.substr(0, end);
}

}  // namespace

std::string_view name_of(AlarmCode code)
{
    switch (code) {
    case AlarmCode::number_silent: return "number_silent";
    case AlarmCode::signature_failures: return "signature_failures";
    case AlarmCode::unlisted_number: return "unlisted_number";
    case AlarmCode::foreign_number: return "foreign_number";
    case AlarmCode::unknown_items: return "unknown_items";
    case AlarmCode::broken_bodies: return "broken_bodies";
    case AlarmCode::unknown_prompt: return "unknown_prompt";
    case AlarmCode::feed_ended: return "feed_ended";
    case AlarmCode::unlinked_opt_out: return "unlinked_opt_out";
    case AlarmCode::hold_waiting: return "hold_waiting";
    case AlarmCode::journal_growing: return "journal_growing";
    case AlarmCode::journal_failing: return "journal_failing";
    case AlarmCode::journal_dropped: return "journal_dropped";
    case AlarmCode::store_failing: return "store_failing";
    case AlarmCode::disk_space: return "disk_space";
    case AlarmCode::revocation_unacknowledged: return "revocation_unacknowledged";
    case AlarmCode::clock_skew: return "clock_skew";
    case AlarmCode::delivery_backlog: return "delivery_backlog";
    case AlarmCode::destination_gone: return "destination_gone";
    case AlarmCode::certificate_ending: return "certificate_ending";
    case AlarmCode::mass_change: return "mass_change";
    case AlarmCode::erasure_overdue: return "erasure_overdue";
    case AlarmCode::reload_refused: return "reload_refused";
    case AlarmCode::checkpoint_failing: return "checkpoint_failing";
    case AlarmCode::sent_after_stop: return "sent_after_stop";
    case AlarmCode::relay_failing: return "relay_failing";
    case AlarmCode::relay_damaged: return "relay_damaged";
    case AlarmCode::relay_dropped: return "relay_dropped";
    case AlarmCode::relay_refused: return "relay_refused";
    }
    return "";
}

Alarms::Alarms(Clock const& clock, Log& log)
    : clock_{clock}
    , log_{log}
{
}

void Alarms::raise(AlarmCode code, std::string_view about, std::string_view detail) { stand(code, about, detail, {}); }

void Alarms::report(AlarmCode code, std::string_view about, std::string_view detail, std::chrono::seconds hold)
{
    stand(code, about, detail, clock_.now() + hold);
}

void Alarms::stand(AlarmCode code, std::string_view about, std::string_view detail, std::optional<Instant> until)
{
    about = cut(about);
    Alarm risen;
    {
        std::lock_guard const lock{mutex_};
        Name name{code, about};
        auto const known = standing_.find(name);
        if (known != standing_.end()) {
            known->second.alarm.detail = detail;
            known->second.until = until;
            return;
        }
        auto const first = standing_.lower_bound({code, {}});
        std::size_t same = 0;
        for (auto one = first; one != standing_.end() && one->first.first == code; ++one)
            ++same;
        if (same >= abouts_max)
            return;
        risen = {code, std::string{about}, std::string{detail}, clock_.now()};
        standing_.emplace(std::move(name), Standing{risen, until});
    }
    tell(risen, true);
}

void Alarms::clear(AlarmCode code, std::string_view about)
{
    Alarm fallen;
    {
        std::lock_guard const lock{mutex_};
        auto const known = standing_.find({code, std::string{cut(about)}});
        if (known == standing_.end())
            return;
        fallen = std::move(known->second.alarm);
        standing_.erase(known);
    }
    tell(fallen, false);
}

void Alarms::sweep()
{
    std::vector<Alarm> fallen;
    {
        std::lock_guard const lock{mutex_};
        Instant const now = clock_.now();
        std::erase_if(standing_, [&](auto& entry) {
            bool const is_over = entry.second.until && *entry.second.until <= now;
            if (is_over)
                fallen.push_back(std::move(entry.second.alarm));
            return is_over;
        });
    }
    for (Alarm const& alarm : fallen)
        tell(alarm, false);
}

std::vector<Alarm> Alarms::all() const
{
    std::lock_guard const lock{mutex_};
    std::vector<Alarm> alarms;
    for (auto const& [name, standing] : standing_)
        alarms.push_back(standing.alarm);
    return alarms;
}

void Alarms::tell(Alarm const& alarm, bool raised) const
{
    log_.write(raised ? Severity::warning : Severity::info, raised ? "alarm.raised" : "alarm.fell",
        {{"code", name_of(alarm.code)}, {"about", std::string_view{alarm.about}},
            {"detail", std::string_view{alarm.detail}}});
    if (changed_)
        changed_(alarm, raised);
}

}  // namespace consentry
