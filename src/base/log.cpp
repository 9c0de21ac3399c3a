#include "consentry/base/log.hpp"

#include "consentry/base/clock.hpp"
#include "consentry/base/json.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <csignal>

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

void put(JsonWriter& json, LogField const& field)
{
    if (auto const* const text = std::get_if<std::string_view>(&field.value))
        json.put(field.name, *text);
    else if (auto const* const number = std::get_if<std::int64_t>(&field.value))
        json.put(field.name, *number);
    else
        json.put(field.name, std::get<bool>(field.value));
}

/// A thread of ours that takes no signal: those are for whoever waits for them.
std::shared_ptr<spdlog::details::thread_pool> writing_thread(std::size_t lines_max)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    auto thread = std::make_shared<spdlog::details::thread_pool>(lines_max, 1);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

}  // namespace

/// A thread of its own writes: whoever reads our standard error slowly, or not at all, must not hold up an answer to
/// Meta. Where it falls behind, the oldest lines go.
struct JsonLog::Writer {
    static constexpr std::size_t lines_max = 8'192;

    std::shared_ptr<spdlog::details::thread_pool> thread = writing_thread(lines_max);
    std::shared_ptr<spdlog::async_logger> lines = std::make_shared<spdlog::async_logger>("consentry",
        std::make_shared<spdlog::sinks::stderr_sink_mt>(), thread, spdlog::async_overflow_policy::overrun_oldest);
};

JsonLog::JsonLog(Severity lowest)
    : lowest_{lowest}
    , writer_{std::make_unique<Writer>()}
{
    writer_->lines->set_pattern("%v");
}

JsonLog::~JsonLog() = default;

void JsonLog::write(Severity severity, std::string_view event, std::initializer_list<LogField> fields)
{
    if (severity < lowest_)
        return;
    JsonWriter line;
    line.open().put("time", SystemClock{}.now()).put("level", name_of(severity)).put("event", event);
    for (LogField const& field : fields)
        put(line, field);
    line.close();
    writer_->lines->info("{}", line.view());
}

std::string masked(std::string_view alias)
{
    if (alias.size() < 8)
        return "…";
    return std::string{alias.substr(0, 2)} + "…" + std::string{alias.substr(alias.size() - 2)};
}

}  // namespace consentry
