#include "consentry/base/json.hpp"

#include <array>
#include <charconv>

namespace consentry {
namespace {

constexpr std::size_t usual_size = 1'024;  // What is longer grows beyond that.

/// What stands in a text as it is. Everything else is the beginning of an escape.
constexpr std::array<bool, 256> plain = [] {
    std::array<bool, 256> is{};
    for (std::size_t c = ' '; c < is.size(); ++c)
        is[c] = c != '"' && c != '\\';
    return is;
}();

/// Entries of the ledger are hashed as they were written, so this never changes: short escapes where there are any,
/// digits in capitals.
void put_escape(std::string& out, char c)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    out += '\\';
    switch (c) {
    case '"':
    case '\\': out += c; break;
    case '\b': out += 'b'; break;
    case '\f': out += 'f'; break;
    case '\n': out += 'n'; break;
    case '\r': out += 'r'; break;
    case '\t': out += 't'; break;
    default:
        out.append("u00");
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
}

void put_text(std::string& out, std::string_view text)
{
    out += '"';
    auto rest = text.begin();
    while (rest != text.end()) {
        auto end = rest;
        while (end != text.end() && plain[static_cast<unsigned char>(*end)])
            ++end;
        out.append(rest, end);
        rest = end;
        if (rest != text.end())
            put_escape(out, *rest++);
    }
    out += '"';
}

}  // namespace

struct JsonWriter::State {
    std::string out;

    State() { out.reserve(usual_size); }

    /// The text so far, with a comma where one belongs before what follows.
    std::string& next()
    {
        if (!out.empty() && out.back() != '{' && out.back() != '[' && out.back() != ':')
            out += ',';
        return out;
    }
};

JsonWriter::JsonWriter()
    : state_{std::make_unique<State>()}
{
}
JsonWriter::~JsonWriter() = default;
JsonWriter::JsonWriter(JsonWriter&&) noexcept = default;
JsonWriter& JsonWriter::operator=(JsonWriter&&) noexcept = default;

JsonWriter& JsonWriter::open() { return state_->next() += '{', *this; }
JsonWriter& JsonWriter::close() { return state_->out += '}', *this; }
JsonWriter& JsonWriter::open_list() { return state_->next() += '[', *this; }
JsonWriter& JsonWriter::close_list() { return state_->out += ']', *this; }
JsonWriter& JsonWriter::flag(bool value) { return state_->next().append(value ? "true" : "false"), *this; }
JsonWriter& JsonWriter::null() { return state_->next().append("null"), *this; }
JsonWriter& JsonWriter::text(std::string_view value) { return put_text(state_->next(), value), *this; }
JsonWriter& JsonWriter::raw(std::string_view json) { return state_->next().append(json), *this; }

JsonWriter& JsonWriter::key(std::string_view name)
{
    put_text(state_->next(), name);
    state_->out += ':';
    return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value)
{
    std::array<char, 20> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    state_->next().append(digits.data(), end);
    return *this;
}

std::string_view JsonWriter::view() const { return state_->out; }
void JsonWriter::clear() { state_->out.clear(); }

}  // namespace consentry
