#include "api/metrics_page.hpp"

namespace consentry::api {

void help(std::string& page, std::string_view name, std::string_view type, std::string_view text)
{
    page.append("# HELP ").append(name).append(" ").append(text).append("\n");
    page.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void sample(std::string& page, std::string_view name, std::string const& labels, std::int64_t value)
{
    page.append(name);
    if (!labels.empty())
        page.append("{").append(labels).append("}");
    page.append(" ").append(std::to_string(value)).append("\n");
}

/// Names come from the configuration, which allows no quotes or line breaks in them.
std::string label(std::string_view name, std::string_view value)
{
    return std::string{name} + "=\"" + std::string{value} + "\"";
}

/// Seconds as Prometheus writes them: `0.0025`.
std::string seconds(std::chrono::nanoseconds time)
{
    std::string text = std::to_string(time.count());
    if (text.size() < 10)
        text.insert(0, 10 - text.size(), '0');
    text.insert(text.size() - 9, 1, '.');
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

}  // namespace consentry::api
