#include "api/body.hpp"

#include "api/repeated_member.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace consentry::api {
namespace {

/// The first octets of `text`, not cut within a character.
std::string_view beginning_of(std::string_view text)
{
    std::size_t size = std::min<std::size_t>(text.size(), 64);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
        --size;
    return text.substr(0, size);
}

/// Seconds since 1970, as a number or, as Meta writes them, in a string. Whoever gives milliseconds speaks of a time
/// far ahead.
std::optional<Instant> unix_time(boost::json::value const& value)
{
    constexpr std::int64_t latest = 253'402'300'799'999;  // Of year 9999, in milliseconds: no clock is beyond.
    std::int64_t seconds = -1;
    if (value.is_int64())
        seconds = value.get_int64();
    if (value.is_string()) {
        std::string_view const text = value.get_string();
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
        if (error != std::errc{} || end != text.data() + text.size())
            return {};
    }
    if (seconds < 0 || seconds > latest)
        return {};
    return Instant{std::chrono::seconds{seconds}};
}

}  // namespace

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos; }

struct Body::State {
    boost::json::object object;
    std::vector<std::string> asked_for;
    std::optional<Error> first_error;

    /// The member, or null if it is absent or null.
    boost::json::value const* find(std::string_view name)
    {
        asked_for.emplace_back(name);
        boost::json::value const* const value = object.if_contains(name);
        return value && value->is_null() ? nullptr : value;
    }

    /// The elements of a list; none, and a blame, if it is no list of at least one and at most `most`.
    boost::json::array const& list(std::string_view name, std::size_t most, std::string_view kind)
    {
        static boost::json::array const none;
        boost::json::value const* const value = find(name);
        if (!value || !value->is_array() || value->get_array().empty())
            blame(name, "has to be a list of at least one " + std::string{kind});
        else if (value->get_array().size() > most)
            blame(name, "at most " + std::to_string(most) + " at once", Fault::too_large);
        else
            return value->get_array();
        return none;
    }

    void blame(std::string_view name, std::string_view what, Fault fault = Fault::malformed)
    {
        if (!first_error)
            first_error = Error{fault, std::string{name} + ": " + std::string{what}};
    }
};

Body::Body(std::unique_ptr<State> state)
    : state_{std::move(state)}
{
}
Body::~Body() = default;
Body::Body(Body&&) noexcept = default;
Body& Body::operator=(Body&&) noexcept = default;

Result<Body> Body::parse(std::string_view json)
{
    boost::json::parser parser;
    boost::system::error_code error;
    std::size_t const read = parser.write(json.data(), json.size(), error);
    if (error)
        return fail(
            Fault::malformed, "the body is no JSON: " + error.message() + " (octet " + std::to_string(read) + ")");
    boost::json::value value = parser.release();
    if (!value.is_object())
        return fail(Fault::malformed, "the body has to be a JSON object");
    if (auto const name = repeated_member(json))
        return fail(Fault::malformed, std::string{beginning_of(*name)} + ": is told twice; which of the two is meant?");
    auto state = std::make_unique<State>();
    state->object = std::move(value.get_object());
    return Body{std::move(state)};
}

std::string Body::text(std::string_view name)
{
    auto found = optional_text(name);
    if (!found || found->empty())
        state_->blame(name, "is required");
    return found.value_or("");
}

std::string Body::words(std::string_view name)
{
    auto const found = optional_words(name);
    if (!found)
        state_->blame(name, "is required");
    return found.value_or("");
}

std::optional<std::string> Body::optional_words(std::string_view name)
{
    auto found = optional_text(name);
    if (found && is_blank(*found))
        state_->blame(name, "is blank; somebody has to be able to read it later");
    return found;
}

std::optional<std::string> Body::optional_text(std::string_view name)
{
    auto const* const value = state_->find(name);
    if (!value)
        return {};
    if (!value->is_string()) {
        state_->blame(name, "has to be a string");
        return {};
    }
    return std::string{value->get_string()};
}

std::string Body::text_or_empty(std::string_view name) { return optional_text(name).value_or(""); }

std::optional<Instant> Body::optional_time(std::string_view name)
{
    auto const text = optional_text(name);
    if (!text)
        return {};
    auto const at = parse_rfc3339(*text);
    if (!at)
        state_->blame(name, "has to be an RFC 3339 time, such as 2026-11-22T09:30:00Z");
    return at;
}

std::int64_t Body::number(std::string_view name, std::int64_t most)
{
    auto const* const value = state_->find(name);
    if (!value)
        return 0;
    if (value->is_int64() && value->get_int64() >= 0 && value->get_int64() <= most)
        return value->get_int64();
    state_->blame(name, "has to be a whole number from 0 to " + std::to_string(most));
    return 0;
}

std::optional<Instant> Body::time(std::string_view name)
{
    auto const* const value = state_->find(name);
    if (!value) {
        state_->blame(name, "is required");
        return {};
    }
    std::optional<Instant> at;
    if (value->is_string())
        at = parse_rfc3339(value->get_string());
    if (!at)
        at = unix_time(*value);
    if (!at)
        state_->blame(name, "has to be an RFC 3339 time, such as 2026-11-22T09:30:00Z, or Unix time in seconds");
    return at;
}

bool Body::flag(std::string_view name)
{
    auto const* const value = state_->find(name);
    if (value && !value->is_bool())
        state_->blame(name, "has to be true or false");
    return value && value->is_bool() && value->get_bool();
}

std::optional<std::chrono::seconds> Body::optional_duration(std::string_view name)
{
    auto const* const value = state_->find(name);
    if (!value)
        return {};
    constexpr std::int64_t longest = longest_duration.count();
    if (value->is_int64() && value->get_int64() > 0 && value->get_int64() <= longest)
        return std::chrono::seconds{value->get_int64()};
    auto const duration = value->is_string() ? parse_duration(value->get_string()) : std::nullopt;
    if (duration && duration->count() > 0)
        return duration;
    state_->blame(name, "has to be a duration such as \"30d\", or a number of seconds");
    return {};
}

std::vector<std::string> Body::texts(std::string_view name, std::size_t most)
{
    std::vector<std::string> texts;
    for (auto const& element : state_->list(name, most, "string")) {
        if (!element.is_string())
            state_->blame(std::string{name} + "[" + std::to_string(texts.size()) + "]", "has to be a string");
        texts.push_back(element.is_string() ? std::string{element.get_string()} : std::string{});
    }
    return texts;
}

std::vector<Body> Body::objects(std::string_view name, std::size_t most)
{
    std::vector<Body> objects;
    for (auto const& element : state_->list(name, most, "object")) {
        auto state = std::make_unique<State>();
        if (element.is_object())
            state->object = element.get_object();
        else
            state_->blame(std::string{name} + "[" + std::to_string(objects.size()) + "]", "has to be an object");
        objects.push_back(Body{std::move(state)});
    }
    return objects;
}

Result<void> Body::finish() const
{
    if (state_->first_error)
        return std::unexpected(*state_->first_error);
    for (auto const& member : state_->object) {
        std::string const name{member.key()};
        if (std::ranges::find(state_->asked_for, name) == state_->asked_for.end())
            return fail(Fault::malformed,
                "\"" + std::string{beginning_of(name)} + "\" is not known here; see docs/openapi.yaml");
    }
    return {};
}

}  // namespace consentry::api
