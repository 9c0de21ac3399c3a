#pragma once

#include "consentry/base/json.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace consentry {

/// A piece of JSON that was read. Keeps the JSON library in one source file.
struct JsonValue {
    enum class Kind { null, flag, number, text, list, object };

    Kind kind = Kind::null;
    std::string name{};  ///< Of a member of an object.
    bool flag = false;
    std::string text{};              ///< Of a text; of a number its digits as written.
    std::vector<JsonValue> items{};  ///< Of a list; of an object its members in order.

    /// The member of that name, the first of several; null if there is none or this is no object.
    JsonValue const* find(std::string_view member) const;

    /// The text of the member at that path (`data`, `subject`, `phone`); empty if there is none or it is no text.
    std::string_view text_at(std::initializer_list<std::string_view> path) const;
};

/// Reads one JSON text. The error says what is wrong and at which byte.
std::expected<JsonValue, std::string> parse_json(std::string_view text);

/// Reads JSON as people write it and as tools keep it: comments, a comma too many, several texts one behind the other.
/// Nothing if a part of it is not even that, or is nested too deeply.
std::vector<JsonValue> parse_saved_json(std::string_view text);

/// Writes `value` as it was read; its numbers become texts, as which no digit of theirs is lost.
void write_json(JsonWriter& writer, JsonValue const& value);

}  // namespace consentry
