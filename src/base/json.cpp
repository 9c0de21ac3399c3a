#include "consentry/base/json.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace consentry {
namespace {

rapidjson::SizeType size(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

}  // namespace

struct JsonWriter::State {
    rapidjson::StringBuffer out;
    rapidjson::Writer<rapidjson::StringBuffer> writer{out};
};

JsonWriter::JsonWriter()
    : state_{std::make_unique<State>()}
{
}
JsonWriter::~JsonWriter() = default;
JsonWriter::JsonWriter(JsonWriter&&) noexcept = default;
JsonWriter& JsonWriter::operator=(JsonWriter&&) noexcept = default;

JsonWriter& JsonWriter::open() { return state_->writer.StartObject(), *this; }
JsonWriter& JsonWriter::close() { return state_->writer.EndObject(), *this; }
JsonWriter& JsonWriter::open_list() { return state_->writer.StartArray(), *this; }
JsonWriter& JsonWriter::close_list() { return state_->writer.EndArray(), *this; }
JsonWriter& JsonWriter::key(std::string_view name) { return state_->writer.Key(name.data(), size(name)), *this; }
JsonWriter& JsonWriter::number(std::int64_t value) { return state_->writer.Int64(value), *this; }
JsonWriter& JsonWriter::flag(bool value) { return state_->writer.Bool(value), *this; }
JsonWriter& JsonWriter::null() { return state_->writer.Null(), *this; }

JsonWriter& JsonWriter::text(std::string_view value)
{
    // RapidJSON takes no null pointer, which an empty view may have.
    state_->writer.String(value.data() ? value.data() : "", size(value));
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json)
{
    state_->writer.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    return *this;
}

std::string_view JsonWriter::view() const { return {state_->out.GetString(), state_->out.GetSize()}; }

void JsonWriter::clear()
{
    state_->out.Clear();
    state_->writer.Reset(state_->out);
}

}  // namespace consentry
