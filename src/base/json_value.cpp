#include "consentry/base/json_value.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <cstdint>
#include <utility>

namespace consentry {
namespace {

/// Deeper than anything we are sent; a text of brackets alone must not exhaust the stack when the tree is destroyed.
constexpr std::size_t depth_max = 64;

constexpr unsigned tree_flags
    = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;

using Bytes = rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream>;

/// Builds the tree from the reader's calls. What is open stands on a stack, the root at its bottom.
class Builder {
public:
    bool Null() { return add({}); }
    bool Bool(bool value) { return add({.kind = JsonValue::Kind::flag, .flag = value}); }
    bool RawNumber(char const* text, rapidjson::SizeType size, bool)
    {
        return add({.kind = JsonValue::Kind::number, .text = {text, size}});
    }
    bool String(char const* text, rapidjson::SizeType size, bool)
    {
        return add({.kind = JsonValue::Kind::text, .text = {text, size}});
    }
    bool Key(char const* text, rapidjson::SizeType size, bool)
    {
        name_.assign(text, size);
        return true;
    }
    bool StartObject() { return open(JsonValue::Kind::object); }
    bool StartArray() { return open(JsonValue::Kind::list); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

    // Numbers arrive as they are written; the reader asks for these all the same.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }

    JsonValue take() { return std::move(root_); }

private:
    bool add(JsonValue value)
    {
        value.name = std::exchange(name_, {});
        if (open_.empty())
            root_ = std::move(value);
        else
            open_.back().items.push_back(std::move(value));
        return true;
    }

    bool open(JsonValue::Kind kind)
    {
        if (open_.size() == depth_max)
            return false;
        open_.push_back({.kind = kind, .name = std::exchange(name_, {})});
        return true;
    }

    bool close()
    {
        JsonValue done = std::move(open_.back());
        open_.pop_back();
        name_ = std::move(done.name);
        return add(std::move(done));
    }

    JsonValue root_;
    std::vector<JsonValue> open_;
    std::string name_;
};

}  // namespace

JsonValue const* JsonValue::find(std::string_view member) const
{
    if (kind != Kind::object)
        return nullptr;
    for (JsonValue const& item : items) {
        if (item.name == member)
            return &item;
    }
    return nullptr;
}

std::string_view JsonValue::text_at(std::initializer_list<std::string_view> path) const
{
    JsonValue const* at = this;
    for (std::string_view const step : path) {
        at = at->find(step);
        if (!at)
            return {};
    }
    return at->kind == Kind::text ? std::string_view{at->text} : std::string_view{};
}

std::expected<JsonValue, std::string> parse_json(std::string_view text)
{
    rapidjson::MemoryStream bytes{text.data(), text.size()};
    Bytes stream{bytes};
    rapidjson::Reader reader;
    Builder builder;
    if (reader.Parse<tree_flags>(stream, builder))
        return builder.take();
    bool const too_deep = reader.GetParseErrorCode() == rapidjson::kParseErrorTermination;
    return std::unexpected((too_deep ? "Nested too deeply" : rapidjson::GetParseError_En(reader.GetParseErrorCode()))
        + std::string{" (byte "} + std::to_string(reader.GetErrorOffset()) + ')');
}

std::vector<JsonValue> parse_saved_json(std::string_view text)
{
    constexpr unsigned flags = tree_flags | rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag
        | rapidjson::kParseStopWhenDoneFlag;
    rapidjson::MemoryStream bytes{text.data(), text.size()};
    Bytes stream{bytes};  // It passes over a byte order mark.
    std::vector<JsonValue> values;
    for (;;) {
        rapidjson::Reader reader;
        Builder builder;
        if (!reader.Parse<flags>(stream, builder)) {
            bool const at_end
                = reader.GetParseErrorCode() == rapidjson::kParseErrorDocumentEmpty && stream.Tell() >= text.size();
            return at_end ? std::move(values) : std::vector<JsonValue>{};
        }
        values.push_back(builder.take());
    }
}

void write_json(JsonWriter& writer, JsonValue const& value)
{
    switch (value.kind) {
    case JsonValue::Kind::null: writer.null(); break;
    case JsonValue::Kind::flag: writer.flag(value.flag); break;
    case JsonValue::Kind::number:
    case JsonValue::Kind::text: writer.text(value.text); break;
    case JsonValue::Kind::list:
        writer.open_list();
        for (JsonValue const& item : value.items)
            write_json(writer, item);
        writer.close_list();
        break;
    case JsonValue::Kind::object:
        writer.open();
        for (JsonValue const& member : value.items)
            write_json(writer.key(member.name), member);
        writer.close();
        break;
    }
}

}  // namespace consentry
