#pragma once

#include "consentry/base/time.hpp"

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace consentry {

/// Writes JSON in the order of the calls, without blanks or line breaks. Inside an object every value follows a key.
/// Text has to be UTF-8, which is not looked at.
class JsonWriter {
public:
    JsonWriter();
    ~JsonWriter();
    JsonWriter(JsonWriter&&) noexcept;
    JsonWriter& operator=(JsonWriter&&) noexcept;

    JsonWriter& open();  ///< An object.
    JsonWriter& open(std::string_view name) { return key(name).open(); }
    JsonWriter& close();
    JsonWriter& open_list();
    JsonWriter& open_list(std::string_view name) { return key(name).open_list(); }
    JsonWriter& close_list();
    JsonWriter& key(std::string_view name);

    JsonWriter& text(std::string_view value);
    JsonWriter& number(std::int64_t value);
    JsonWriter& flag(bool value);
    JsonWriter& null();
    JsonWriter& raw(std::string_view json);  ///< A value that is JSON already.

    JsonWriter& put(std::string_view name, std::string_view value) { return key(name).text(value); }
    JsonWriter& put(std::string_view name, char const* value) { return key(name).text(value); }
    JsonWriter& put(std::string_view name, std::same_as<bool> auto value) { return key(name).flag(value); }
    JsonWriter& put(std::string_view name, std::integral auto value)
        requires(!std::same_as<decltype(value), bool>)
    {
        return key(name).number(static_cast<std::int64_t>(value));
    }
    JsonWriter& put(std::string_view name, EventTime at) { return key(name).text(rfc3339(at)); }
    JsonWriter& put(std::string_view name, Instant at) { return key(name).text(rfc3339(at)); }

    JsonWriter& put_null(std::string_view name) { return key(name).null(); }
    JsonWriter& put_or_null(std::string_view name, std::string_view value)
    {
        return value.empty() ? put_null(name) : put(name, value);
    }
    template <class T>
    JsonWriter& put_or_null(std::string_view name, std::optional<T> const& value)
    {
        return value ? put(name, *value) : put_null(name);
    }
    JsonWriter& put_if_any(std::string_view name, std::string_view value)
    {
        return value.empty() ? *this : put(name, value);
    }
    template <class T>
    JsonWriter& put_if_any(std::string_view name, std::optional<T> const& value)
    {
        return value ? put(name, *value) : *this;
    }

    std::string_view view() const;  ///< What was written; good until the next call.
    std::string str() const { return std::string{view()}; }
    void clear();  ///< Begins anew and keeps the memory.

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace consentry
