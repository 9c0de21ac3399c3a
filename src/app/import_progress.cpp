#include "app/import_progress.hpp"

#include <algorithm>
#include <ostream>

namespace consentry::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t bar_width = 24;
constexpr auto draw_every = 200ms;
constexpr auto line_every = 10s;

std::string bar(double share)
{
    auto const full = std::min(bar_width, static_cast<std::size_t>(share * bar_width));
    return '[' + std::string(full, '#') + std::string(bar_width - full, '-') + ']';
}

std::string time_left(double seconds)
{
    auto const whole = static_cast<std::uint64_t>(seconds + 0.5);
    std::string const rest = std::to_string(whole % 60);
    return std::to_string(whole / 60) + ':' + (rest.size() < 2 ? "0" : "") + rest + " left";
}

}  // namespace

std::string with_commas(std::uint64_t number)
{
    std::string text = std::to_string(number);
    for (std::size_t i = text.size(); i > 3; i -= 3)
        text.insert(i - 3, 1, ',');
    return text;
}

std::string progress_line(ImportCounts const& counts, std::uint64_t rows, std::chrono::duration<double> elapsed,
    std::optional<double> share, std::optional<double> share_of_run)
{
    double const seconds = std::max(elapsed.count(), 0.001);
    std::string line;
    if (share) {
        std::string const percent = std::to_string(static_cast<int>(*share * 100));
        line += bar(*share) + std::string(4 - std::min<std::size_t>(percent.size(), 3), ' ') + percent + " %  ";
    }
    line += with_commas(counts.rows) + " rows  "
        + with_commas(static_cast<std::uint64_t>(static_cast<double>(rows) / seconds)) + "/s";
    if (counts.refused > 0)
        line += "  " + with_commas(counts.refused) + " refused";
    if (share_of_run && *share_of_run > 0)
        line += "  " + time_left(seconds / *share_of_run - seconds);
    return line;
}

ImportProgress::ImportProgress(
    std::ostream& out, bool live, std::optional<std::uint64_t> octets, std::uint64_t from, Time begun)
    : out_{out}
    , live_{live}
    , octets_{octets}
    , from_{from}
    , begun_{begun}
    , next_{live ? begun : begun + line_every}
{
}

void ImportProgress::tell(ImportCounts const& counts, std::uint64_t rows, std::uint64_t at, Time now)
{
    if (now < next_)
        return;
    next_ = now + (live_ ? std::chrono::steady_clock::duration{draw_every} : line_every);
    std::optional<double> share;
    std::optional<double> share_of_run;
    if (octets_ && *octets_ > 0) {
        share = std::min(1.0, static_cast<double>(at) / static_cast<double>(*octets_));
        if (*octets_ > from_)
            share_of_run = std::min(1.0, static_cast<double>(at - from_) / static_cast<double>(*octets_ - from_));
    }
    std::string const line = progress_line(counts, rows, now - begun_, share, share_of_run);
    if (live_)
        out_ << "\r\x1b[K" << line << std::flush;
    else
        out_ << line << std::endl;
    drawn_ = live_;
}

void ImportProgress::wipe()
{
    if (drawn_)
        out_ << "\r\x1b[K" << std::flush;
    drawn_ = false;
}

}  // namespace consentry::app
