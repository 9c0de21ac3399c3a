#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace consentry {

enum class Severity { debug, info, warning, error };

/// One fact of a log entry. A phone number or a text of a person never stands here in the clear: see `masked`.
struct LogField {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, bool> value;
};

/// Takes one wide entry per outcome. Safe from every thread.
class Log {
public:
    virtual ~Log() = default;

    /// `event` is a dotted noun and what became of it: `webhook.refused`, `store.opened`.
    virtual void write(Severity severity, std::string_view event, std::initializer_list<LogField> fields) = 0;

    void info(std::string_view event, std::initializer_list<LogField> fields) { write(Severity::info, event, fields); }
    void warn(std::string_view event, std::initializer_list<LogField> fields)
    {
        write(Severity::warning, event, fields);
    }
    void error(std::string_view event, std::initializer_list<LogField> fields)
    {
        write(Severity::error, event, fields);
    }
};

/// One JSON object a line on standard error: `time`, `level`, `event`, then the fields. Does not block: a thread of its
/// own writes, some milliseconds later, and where nobody reads what comes beyond 4 MiB is left out and counted.
class JsonLog final : public Log {
public:
    explicit JsonLog(Severity lowest = Severity::info);
    ~JsonLog() override;  ///< Writes what is left.
    JsonLog(JsonLog const&) = delete;
    JsonLog& operator=(JsonLog const&) = delete;
    void write(Severity severity, std::string_view event, std::initializer_list<LogField> fields) override;

private:
    class Writer;
    Severity lowest_;
    std::unique_ptr<Writer> writer_;
};

/// Says nothing: for commands whose output is their answer, and for tests.
class SilentLog final : public Log {
public:
    void write(Severity, std::string_view, std::initializer_list<LogField>) override { }
};

/// A phone number or id as a log may carry it: the country part and the last two characters, `34…22`.
std::string masked(std::string_view alias);

}  // namespace consentry
