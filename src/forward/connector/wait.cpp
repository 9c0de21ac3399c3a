// How long a receiver wants to be left alone, where its answers say so in ways of their own.
#include "consentry/forward/schedule.hpp"
#include "forward/connector/answer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace consentry::forward {
namespace {

using namespace std::chrono;

using Wait = std::optional<seconds>;

/// A whole number, or one with a fraction, which is rounded up. One that does not fit is as long as any wait.
std::optional<std::int64_t> number_in(std::string_view header)
{
    auto const whole_end = std::min(header.find('.'), header.size());
    std::string_view const whole = header.substr(0, whole_end);
    std::string_view const fraction = header.substr(std::min(whole_end + 1, header.size()));
    constexpr std::string_view digits = "0123456789";
    if (whole.empty() || whole.find_first_not_of(digits) != std::string_view::npos
        || fraction.find_first_not_of(digits) != std::string_view::npos)
        return {};
    constexpr std::int64_t beyond = std::int64_t{1} << 60;
    std::int64_t number = 0;
    if (std::from_chars(whole.data(), whole.data() + whole.size(), number).ec != std::errc{})
        return beyond;
    bool const rounds = fraction.find_first_not_of('0') != std::string_view::npos;
    return std::min(number, beyond) + (rounds ? 1 : 0);
}

/// A wait that is over tells nothing: there may be another reason to wait.
Wait of_seconds(seconds wait) { return wait > seconds{0} ? Wait{std::min(wait, wait_max)} : std::nullopt; }

Wait in_header(std::string_view header, RetryClass::Unit unit, Instant now)
{
    auto const number = number_in(header);
    if (!number)
        return {};
    switch (unit) {
    case RetryClass::Unit::seconds: return of_seconds(seconds{*number});
    case RetryClass::Unit::milliseconds: return of_seconds(ceil<seconds>(milliseconds{*number}));
    case RetryClass::Unit::unix_seconds: return of_seconds(seconds{*number} - floor<seconds>(now).time_since_epoch());
    }
    return {};
}

std::optional<double> number_at(JsonValue const& json, std::string_view pointer)
{
    auto const found = at_pointer(json, pointer);
    if (found.size() != 1 || found.front()->kind != JsonValue::Kind::number)
        return {};
    std::string const& text = found.front()->text;
    double number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return {};
    return number;
}

Wait until_paid(RetryClass::Cost const& cost, ReadAnswer const& answer)
{
    if (!answer.json)
        return {};
    auto const need = number_at(*answer.json, cost.need);
    auto const have = number_at(*answer.json, cost.have);
    auto const per_second = number_at(*answer.json, cost.per_second);
    if (!need || !have || !per_second || *per_second <= 0 || *need <= *have)
        return {};
    // Cut before it becomes a whole number, into which not every quotient fits.
    double const wait = std::min((*need - *have) / *per_second, static_cast<double>(wait_max.count()));
    return of_seconds(seconds{static_cast<seconds::rep>(std::ceil(wait))});
}

}  // namespace

std::optional<seconds> wait_of(RetryClass const& retry, ReadAnswer const& answer, Instant now)
{
    Wait wait = retry_after(answer.answer.header("retry-after"), now);
    if (!wait && !retry.header.empty())
        wait = in_header(answer.answer.header(retry.header), retry.unit, now);
    if (!wait && retry.cost)
        wait = until_paid(*retry.cost, answer);
    if (!wait && retry.wait)
        wait = std::clamp(*retry.wait, seconds{0}, wait_max);
    return wait;
}

}  // namespace consentry::forward
