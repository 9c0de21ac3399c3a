#pragma once

#include "consentry/base/encoding.hpp"
#include "consentry/base/time.hpp"

#include <sqlite3.h>

#include <concepts>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace consentry::store {

/// Trouble of the store: SQLite's extended code, and a sentence for the operator.
class StoreError : public std::runtime_error {
public:
    StoreError(int code, std::string const& sentence)
        : std::runtime_error{sentence}
        , code_{code}
    {
    }

    int code() const { return code_; }            ///< Extended.
    int primary() const { return code_ & 0xFF; }  ///< SQLITE_FULL, SQLITE_BUSY, …

private:
    int code_;
};

/// Throws a StoreError that says what failed. `code` is what SQLite returned.
[[noreturn]] void throw_store_error(sqlite3* db, int code);

/// Passes success on (SQLITE_OK, SQLITE_ROW, SQLITE_DONE) and throws anything else.
inline int check(sqlite3* db, int code)
{
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) [[likely]]
        return code;
    throw_store_error(db, code);
}

/// Octets to be bound as a blob.
struct Blob {
    std::span<std::uint8_t const> octets;

    explicit Blob(std::span<std::uint8_t const> from)
        : octets{from}
    {
    }
    explicit Blob(std::string_view bytes)
        : octets{as_octets(bytes)}
    {
    }
};

// Values are bound without a copy: they live until the statement is rewound, which is within the same call.
inline int bind_value(sqlite3_stmt* statement, int index, std::integral auto value)
{
    return sqlite3_bind_int64(statement, index, static_cast<sqlite3_int64>(value));
}

inline int bind_value(sqlite3_stmt* statement, int index, std::string_view text)
{
    // A null pointer would bind NULL, which an empty text is not.
    char const* const data = text.data() ? text.data() : "";
    return sqlite3_bind_text64(statement, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

inline int bind_value(sqlite3_stmt* statement, int index, Blob blob)
{
    void const* const data = blob.octets.data() ? static_cast<void const*>(blob.octets.data()) : "";
    return sqlite3_bind_blob64(statement, index, data, blob.octets.size(), SQLITE_STATIC);
}

inline int bind_value(sqlite3_stmt* statement, int index, EventTime at)
{
    return sqlite3_bind_int64(statement, index, at.time_since_epoch().count());
}

inline int bind_value(sqlite3_stmt* statement, int index, Instant at)
{
    return sqlite3_bind_int64(statement, index, at.time_since_epoch().count());
}

template <class T>
int bind_value(sqlite3_stmt* statement, int index, std::optional<T> const& value)
{
    return value ? bind_value(statement, index, *value) : sqlite3_bind_null(statement, index);
}

/// The row a statement stands on. Views end with the next step.
class Row {
public:
    explicit Row(sqlite3_stmt* statement)
        : statement_{statement}
    {
    }

    bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }

    std::string_view text(int column) const
    {
        auto const* const data = reinterpret_cast<char const*>(sqlite3_column_text(statement_, column));
        return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

    std::span<std::uint8_t const> blob(int column) const
    {
        auto const* const data = static_cast<std::uint8_t const*>(sqlite3_column_blob(statement_, column));
        return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

    EventTime time(int column) const { return EventTime{std::chrono::seconds{integer(column)}}; }
    Instant instant(int column) const { return Instant{std::chrono::milliseconds{integer(column)}}; }

private:
    sqlite3_stmt* statement_;
};

/// A statement, prepared once; one call binds, steps and rewinds it, so none is left holding a lock.
class Statement {
public:
    Statement(sqlite3* db, std::string_view sql)
        : db_{db}
    {
        sqlite3_stmt* raw = nullptr;
        check(db_,
            sqlite3_prepare_v3(
                db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr));
        handle_.reset(raw);
    }

    /// Runs to the end; returns the number of rows it changed.
    template <class... Args>
    int run(Args const&... args)
    {
        auto const rewind = bind(args...);
        while (step()) { }
        return sqlite3_changes(db_);
    }

    /// The first row as `read(row)`, or nothing.
    template <class Read, class... Args>
    auto first(Read read, Args const&... args) -> std::optional<std::invoke_result_t<Read, Row>>
    {
        auto const rewind = bind(args...);
        if (!step())
            return std::nullopt;
        return read(Row{handle_.get()});
    }

    /// Every row as `read(row)`.
    template <class Read, class... Args>
    auto all(Read read, Args const&... args) -> std::vector<std::invoke_result_t<Read, Row>>
    {
        auto const rewind = bind(args...);
        std::vector<std::invoke_result_t<Read, Row>> rows;
        while (step())
            rows.push_back(read(Row{handle_.get()}));
        return rows;
    }

    /// Calls `see(row)` with every row.
    template <class See, class... Args>
    void each(See see, Args const&... args)
    {
        auto const rewind = bind(args...);
        while (step())
            see(Row{handle_.get()});
    }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    struct Rewind {
        // Bindings are not cleared: every call binds all of them anew.
        void operator()(sqlite3_stmt* statement) const { sqlite3_reset(statement); }
    };

    template <class... Args>
    [[nodiscard]] std::unique_ptr<sqlite3_stmt, Rewind> bind(Args const&... args)
    {
        std::unique_ptr<sqlite3_stmt, Rewind> rewind{handle_.get()};
        [[maybe_unused]] int index = 0;
        (check(db_, bind_value(rewind.get(), ++index, args)), ...);
        return rewind;
    }

    bool step() { return check(db_, sqlite3_step(handle_.get())) == SQLITE_ROW; }

    sqlite3* db_;
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace consentry::store
