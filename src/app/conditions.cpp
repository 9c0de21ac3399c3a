#include "app/conditions.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t failures_min = 10;   // A stranger who tries his luck is no news.
constexpr std::uint64_t failures_share = 5;  // One in five of what comes.
constexpr auto ahead_max = 30s;              // Of Meta's clock before ours.
constexpr auto behind_max = 120s;            // What Meta takes to send is part of it.
constexpr std::uintmax_t room_min = 500'000'000;
constexpr std::uintmax_t room_share = 20;  // A twentieth of the disk.
constexpr std::chrono::days certificate_warning{14};
constexpr std::chrono::days erasure_grace{1};

class Looking {
public:
    Looking(Seen const& now, Seen const& before, AlarmBounds const& bounds)
        : now_{now}
        , before_{before}
        , bounds_{bounds}
    {
    }

    std::vector<Condition> find() &&
    {
        look_at_signatures();
        look_at_numbers();
        look_at_clock();
        look_at_disks();
        look_at_destinations();
        look_at_relays();
        if (!now_.store_trouble.empty())
            add(AlarmCode::store_failing, "", now_.store_trouble);
        for (auto const& [brand, count] : now_.unlinked) {
            if (count > 0)
                add(AlarmCode::unlinked_opt_out, brand,
                    std::to_string(count) + " who opted out are known by a user id alone");
        }
        for (auto const& [brand, holds] : now_.holds) {
            if (holds.oldest && now_.at - *holds.oldest >= bounds_.hold)
                add(AlarmCode::hold_waiting, brand,
                    std::to_string(holds.count) + " holds wait for a person, the oldest since "
                        + rfc3339(event_time(*holds.oldest)));
        }
        for (auto const& [source, detail] : now_.brakes)
            add(AlarmCode::mass_change, source, detail);
        if (now_.oldest_erasure && event_time(now_.at) > *now_.oldest_erasure + consent::erasure_waits + erasure_grace)
            add(AlarmCode::erasure_overdue, "",
                "something personal is left of somebody who was erased on " + rfc3339(*now_.oldest_erasure));
        for (auto const& [listener, end] : now_.certificates) {
            if (end < event_time(now_.at) + certificate_warning)
                add(AlarmCode::certificate_ending, listener, "the certificate ends on " + rfc3339(end));
        }
        return std::move(found_);
    }

private:
    void add(AlarmCode code, std::string about, std::string detail)
    {
        found_.push_back({code, std::move(about), std::move(detail)});
    }

    void look_at_signatures()
    {
        std::uint64_t const failed = now_.unauthentic - before_.unauthentic;
        std::uint64_t const good = now_.webhooks - before_.webhooks;
        if (failed >= failures_min && failed * failures_share >= good)
            add(AlarmCode::signature_failures, "",
                std::to_string(failed) + " webhooks of the last minutes are signed by no app of the configuration, "
                    + std::to_string(good) + " are");
    }

    void look_at_numbers()
    {
        for (auto const& [number, last] : now_.heard) {
            if (event_time(now_.at) - last >= bounds_.silence)
                add(AlarmCode::number_silent, number, "nothing has come from it since " + rfc3339(last));
        }
    }

    void look_at_clock()
    {
        if (!now_.lag || (*now_.lag >= -ahead_max && *now_.lag <= behind_max))
            return;
        bool const behind = *now_.lag < 0s;
        add(AlarmCode::clock_skew, "",
            "our clock is " + to_string(std::chrono::abs(*now_.lag)) + (behind ? " behind" : " ahead of")
                + " Meta's, by the items that came lately");
    }

    void look_at_disks()
    {
        for (DiskRoom const& disk : now_.disks) {
            if (disk.available < std::max(room_min, disk.capacity / room_share))
                add(AlarmCode::disk_space, disk.about,
                    std::to_string(disk.available / 1'000'000) + " MB are left where the " + disk.about + " is");
        }
    }

    void look_at_destinations()
    {
        for (forward::DestinationStatus const& one : now_.destinations) {
            std::string const name = one.brand + "/" + one.name;
            bool const late = one.oldest && !one.paused && now_.at - *one.oldest >= bounds_.backlog;
            auto const given_up = now_.dead.find(name);
            std::int64_t const dead = given_up == now_.dead.end() ? 0 : given_up->second;
            if (late || dead > 0)
                add(AlarmCode::delivery_backlog, name,
                    std::to_string(one.unsettled) + " events wait for it"
                        + (late ? ", since " + rfc3339(*one.oldest) : "") + "; " + std::to_string(dead)
                        + " were given up");
            auto const owed = now_.revocations.find(name);
            if (owed != now_.revocations.end() && now_.at - owed->second >= bounds_.revocation)
                add(AlarmCode::revocation_unacknowledged, name,
                    "it has not acknowledged an opt-out that was recorded at " + rfc3339(owed->second));
            if (one.gone)
                add(AlarmCode::destination_gone, name, "its receiver answers 410: it wants nothing more");
        }
    }

    void look_at_relays()
    {
        for (forward::RelayStatus const& one : now_.relays) {
            std::string const name = one.brand + "/" + one.name;
            if (one.oldest && !one.paused && now_.at - *one.oldest >= bounds_.backlog)
                add(AlarmCode::delivery_backlog, name,
                    std::to_string(one.behind) + " webhooks wait for it, since " + rfc3339(*one.oldest));
            if (one.aside > 0)
                add(AlarmCode::relay_refused, name,
                    "its receiver refuses " + std::to_string(one.aside)
                        + " webhooks; they are tried again now and then");
            if (one.gone)
                add(AlarmCode::destination_gone, name, "its receiver answers 410: it wants nothing more");
        }
    }

    Seen const& now_;
    Seen const& before_;
    AlarmBounds const& bounds_;
    std::vector<Condition> found_;
};

}  // namespace

std::vector<Condition> conditions(Seen const& now, Seen const& before, AlarmBounds const& bounds)
{
    return Looking{now, before, bounds}.find();
}

std::set<AlarmCode> const& codes_looked_for()
{
    static std::set<AlarmCode> const codes{AlarmCode::signature_failures, AlarmCode::number_silent,
        AlarmCode::clock_skew, AlarmCode::disk_space, AlarmCode::delivery_backlog, AlarmCode::destination_gone,
        AlarmCode::revocation_unacknowledged, AlarmCode::store_failing, AlarmCode::mass_change,
        AlarmCode::unlinked_opt_out, AlarmCode::hold_waiting, AlarmCode::certificate_ending, AlarmCode::erasure_overdue,
        AlarmCode::relay_refused};
    return codes;
}

}  // namespace consentry::app
