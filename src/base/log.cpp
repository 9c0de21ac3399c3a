#include "consentry/base/log.hpp"

#include "consentry/base/clock.hpp"
#include "consentry/base/json.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>
#include <utility>

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

spdlog::logger standard_error()
{
    spdlog::logger logger{"consentry", std::make_shared<spdlog::sinks::stderr_sink_st>()};
    logger.set_pattern("%v");
    return logger;
}

std::string line_of(Severity severity, std::string_view event, std::initializer_list<LogField> fields)
{
    thread_local JsonWriter line;  // Kept, for its memory.
    line.clear();
    line.open().put("time", SystemClock{}.now()).put("level", name_of(severity)).put("event", event);
    for (LogField const& field : fields)
        put(line, field);
    return line.close().str();
}

}  // namespace

/// A thread of its own writes what has gathered within a few milliseconds, all at once: to hand a line over costs no
/// system call, and whoever reads our standard error slowly, or not at all, does not hold up an answer to Meta.
class JsonLog::Writer {
public:
    Writer()
        : thread_{[this] { run(); }}
    {
    }

    ~Writer()
    {
        {
            std::lock_guard const lock{mutex_};
            ending_ = true;
        }
        woken_.notify_one();
        thread_.join();
    }

    void take(std::string line)
    {
        {
            std::lock_guard const lock{mutex_};
            if (lines_.size() + line.size() >= octets_max) {
                ++lost_;
                return;
            }
            bool const first = lines_.empty();
            lines_.append(first ? "" : "\n").append(line);
            if (!first)
                return;
        }
        woken_.notify_one();
    }

private:
    static constexpr std::size_t octets_max = std::size_t{4} * 1024 * 1024;
    static constexpr std::chrono::milliseconds gather_for{10};

    void run()
    {
        spdlog::logger output = standard_error();
        std::unique_lock lock{mutex_};
        for (;;) {
            woken_.wait(lock, [this] { return ending_ || !lines_.empty(); });
            woken_.wait_for(lock, gather_for, [this] { return ending_; });
            if (lines_.empty())
                return;
            std::string const lines = std::exchange(lines_, {});
            std::int64_t const lost = std::exchange(lost_, 0);
            lock.unlock();
            output.info("{}", lines);
            if (lost > 0)
                output.info("{}", line_of(Severity::warning, "log.lost", {{"lines", lost}}));
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable woken_;
    std::string lines_;
    std::int64_t lost_ = 0;
    bool ending_ = false;
    std::thread thread_;
};

JsonLog::JsonLog(Severity lowest)
    : lowest_{lowest}
{
    // Its thread inherits that it takes no signal: those are for whoever waits for them.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    writer_ = std::make_unique<Writer>();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

JsonLog::~JsonLog() = default;

void JsonLog::write(Severity severity, std::string_view event, std::initializer_list<LogField> fields)
{
    if (severity >= lowest_)
        writer_->take(line_of(severity, event, fields));
}

std::string masked(std::string_view alias)
{
    if (alias.size() < 8)
        return "…";
    return std::string{alias.substr(0, 2)} + "…" + std::string{alias.substr(alias.size() - 2)};
}

}  // namespace consentry
