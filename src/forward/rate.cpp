#include "consentry/forward/rate.hpp"

#include "consentry/base/time.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace consentry::forward {

std::optional<Rate> parse_rate(std::string_view text)
{
    std::size_t const slash = std::min(text.find('/'), text.size());
    unsigned count = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + slash, count);
    std::string per{text.substr(std::min(slash + 1, text.size()))};
    if (per == "min")
        per = "m";
    if (!per.empty() && (per.front() < '0' || per.front() > '9'))
        per.insert(0, "1");
    auto const time = parse_duration(per);
    bool const whole = error == std::errc{} && end == text.data() + slash;
    if (!whole || !time || count < 1 || count > 100'000 || *time < std::chrono::seconds{1}
        || *time > std::chrono::days{1})
        return {};
    return Rate{count, *time};
}

}  // namespace consentry::forward
