#include "consentry/meta/item.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace consentry::meta {
namespace {

/// Writes members; text must be UTF-8.
class Line {
public:
    Line() { writer_.StartObject(); }

    void text(std::string_view name, std::string_view value)
    {
        key(name);
        value.empty() ? static_cast<void>(writer_.Null()) : string(value);
    }

    void text_if_any(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            text(name, value);
    }

    void truth(std::string_view name, bool value)
    {
        key(name);
        writer_.Bool(value);
    }

    void truth_if_so(std::string_view name, bool value)
    {
        if (value)
            truth(name, value);
    }

    template <class T, class Write>
    void list(std::string_view name, std::span<T const> values, Write write)
    {
        key(name);
        writer_.StartArray();
        for (T const& value : values)
            write(value);
        writer_.EndArray();
    }

    void string(std::string_view value)
    {
        writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    }

    void integer(std::int64_t value) { writer_.Int64(value); }

    std::string finish()
    {
        writer_.EndObject();
        return {buffer_.GetString(), buffer_.GetSize()};
    }

private:
    void key(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }

    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

/// What only some items have stands behind what all have, and only where there is something.
void write_details(Line& line, Item const& item)
{
    line.text_if_any("subtype", item.subtype);
    line.text_if_any("parent_user_id", item.person.parent_user_id);
    if (item.kind == Kind::status) {
        line.text_if_any("recipient_id", item.person.wa_id);
        line.text("status", item.status);
    }
    if (!item.errors.empty())
        line.list("errors", item.errors, [&](std::int64_t code) { line.integer(code); });
    line.text_if_any("biz_opaque_callback_data", item.callback_data);
    line.text_if_any("preference", item.preference);
    line.text_if_any("category", item.category);
    line.text_if_any("context_id", item.context_id);
    line.text_if_any("original_id", item.original_id);
    line.text_if_any("flow_response", item.flow_response);
    line.text_if_any("new_wa_id", item.successor.wa_id);
    line.text_if_any("new_user_id", item.successor.user_id);
    line.text_if_any("new_parent_user_id", item.successor.parent_user_id);
    line.truth_if_so("sample", item.sample);
    line.truth_if_so("standby", item.standby);
    line.truth_if_so("forwarded", item.forwarded);
    line.truth_if_so("group", item.group);
}

}  // namespace

std::string_view to_string(Kind kind)
{
    switch (kind) {
    case Kind::message: return "message";
    case Kind::status: return "status";
    case Kind::preference: return "preference";
    case Kind::echo: return "echo";
    case Kind::history: return "history";
    case Kind::system: return "system";
    case Kind::handover: return "handover";
    case Kind::other: return "other";
    case Kind::unknown: return "unknown";
    }
    return {};
}

std::string to_json_line(Item const& item, std::string_view file)
{
    Line line;
    line.text("file", file);
    line.text("kind", to_string(item.kind));
    line.text("field", item.field);
    line.text("waba", item.waba);
    line.text("number", item.number);
    line.text("message_id", item.message_id);
    line.text("timestamp", item.timestamp ? rfc3339(*item.timestamp) : std::string{});
    line.text("from", item.kind == Kind::status ? std::string_view{} : item.person.wa_id);
    line.text("user_id", item.person.user_id);
    line.text("type", item.type);
    line.list("texts", item.texts, [&](Text const& text) { line.string(text.value); });
    line.list("labels", item.texts, [&](Text const& text) {
        if (text.label)
            line.string(text.value);
    });
    line.list("payloads", item.payloads, [&](std::string_view payload) { line.string(payload); });
    line.truth("scan", item.scan);
    line.text("why", item.why);
    write_details(line, item);
    return line.finish();
}

}  // namespace consentry::meta
