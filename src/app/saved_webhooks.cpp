#include "app/saved_webhooks.hpp"

#include "consentry/base/json_value.hpp"

#include "consentry/base/json.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace consentry::app {
namespace {

/// What a part of a webhook is, the least complete first.
enum class Level : std::uint8_t { message, value, change, entry, webhook };

struct List {
    std::string_view name;
    std::string_view field;
};

/// What a change's value may list, and the field that it comes under.
constexpr auto lists = std::to_array<List>({{"user_preferences", "user_preferences"},
    {"message_echoes", "smb_message_echoes"}, {"user_id_update", "user_id_update"}, {"history", "history"},
    {"standby", "standby"}, {"messages", "messages"}, {"statuses", "messages"}, {"errors", "messages"}});

bool is_at(JsonValue const& object, std::string_view name, JsonValue::Kind kind)
{
    JsonValue const* const found = object.find(name);
    return found != nullptr && found->kind == kind;
}

/// A list of objects; a single one is a list of one.
bool lists_objects(JsonValue const& object, std::string_view name)
{
    JsonValue const* found = object.find(name);
    if (found != nullptr && found->kind == JsonValue::Kind::list && !found->items.empty())
        found = &found->items.front();
    return found != nullptr && found->kind == JsonValue::Kind::object;
}

auto list_in(JsonValue const& value)
{
    return std::ranges::find_if(lists, [&](List const& list) { return lists_objects(value, list.name); });
}

bool is_message(JsonValue const& object)
{
    auto const has = [&](std::string_view name) { return object.find(name) != nullptr; };
    return has("id") && has("timestamp") && (has("from") || has("from_user_id") || has("status"));
}

std::optional<Level> level_of(JsonValue const& object)
{
    using Kind = JsonValue::Kind;
    if (is_at(object, "entry", Kind::list) || is_at(object, "entry", Kind::object))
        return Level::webhook;
    if (lists_objects(object, "changes"))
        return Level::entry;
    if (is_at(object, "field", Kind::text) && is_at(object, "value", Kind::object))
        return Level::change;
    if (is_message(object))  // Before the lists: a message has errors of its own.
        return Level::message;
    return list_in(object) != lists.end() ? std::optional{Level::value} : std::nullopt;
}

/// The part with around it what Meta has there.
std::string completed(JsonValue const& part, Level level)
{
    JsonWriter writer;
    write_json(writer, part);
    std::string text = writer.str();
    std::string const field{level == Level::value ? list_in(part)->field : "messages"};
    switch (level) {
    case Level::message:
        text = (part.find("status") != nullptr ? R"({"statuses":[)" : R"({"messages":[)") + text + "]}";
        [[fallthrough]];
    case Level::value: text = R"({"field":")" + field + R"(","value":)" + text + "}"; [[fallthrough]];
    case Level::change: text = R"({"changes":[)" + text + "]}"; [[fallthrough]];
    case Level::entry: text = R"({"entry":[)" + text + "]}"; [[fallthrough]];
    case Level::webhook: break;
    }
    return text;
}

/// Walks values and keeps the most complete parts among them.
class Search {
public:
    void walk(JsonValue const& value)
    {
        if (value.kind == JsonValue::Kind::text)
            return look_into(value.text);
        auto const level = level_of(value);
        if (level)
            return keep(value, *level);
        for (JsonValue const& item : value.items)
            walk(item);
    }

    std::vector<std::string> take() { return std::move(parts_); }

private:
    /// JSON as text within JSON.
    void look_into(std::string_view text)
    {
        std::size_t const first = text.find_first_not_of(" \t\r\n");
        if (first == std::string_view::npos || (text[first] != '{' && text[first] != '['))
            return;
        for (JsonValue const& value : parse_saved_json(text))
            walk(value);
    }

    void keep(JsonValue const& part, Level level)
    {
        if (level < level_)
            return;
        if (level > level_)
            parts_.clear();
        level_ = level;
        parts_.push_back(completed(part, level));
    }

    std::vector<std::string> parts_;
    Level level_ = Level::message;  // Of all parts.
};

}  // namespace

std::vector<std::string> saved_webhooks(std::string_view text)
{
    Search search;
    for (JsonValue const& value : parse_saved_json(text))
        search.walk(value);
    return search.take();
}

}  // namespace consentry::app
