#include "consentry/base/log.hpp"

#include "consentry/base/clock.hpp"
#include "consentry/base/json.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace consentry {
namespace {

std::string_view name_of(Severity severity)
{
    switch (severity) {
    case Severity::debug: return "debug";
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "error";
}

/// The process's one sink. spdlog keeps lines of several threads whole.
spdlog::logger& sink()
{
    static spdlog::logger* const logger = [] {
        auto* const made = new spdlog::logger("consentry", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%v");
        made->flush_on(spdlog::level::trace);
        return made;
    }();
    return *logger;
}

void put(JsonWriter& json, LogField const& field)
{
    if (auto const* const text = std::get_if<std::string_view>(&field.value))
        json.put(field.name, *text);
    else if (auto const* const number = std::get_if<std::int64_t>(&field.value))
        json.put(field.name, *number);
    else
        json.put(field.name, std::get<bool>(field.value));
}

}  // namespace

JsonLog::JsonLog(Severity lowest)
    : lowest_{lowest}
{
}

void JsonLog::write(Severity severity, std::string_view event, std::initializer_list<LogField> fields)
{
    if (severity < lowest_)
        return;
    JsonWriter line;
    line.open().put("time", SystemClock{}.now()).put("level", name_of(severity)).put("event", event);
    for (LogField const& field : fields)
        put(line, field);
    line.close();
    sink().info("{}", line.view());
}

std::string masked(std::string_view alias)
{
    if (alias.size() < 8)
        return "…";
    return std::string{alias.substr(0, 2)} + "…" + std::string{alias.substr(alias.size() - 2)};
}

}  // namespace consentry
