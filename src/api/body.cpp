#include "api/body.hpp"

#include <boost/json.hpp>

#include <algorithm>

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

}  // namespace

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
    auto const* const value = state_->find(name);
    if (!value || !value->is_array() || value->get_array().empty()) {
        state_->blame(name, "has to be a list of at least one string");
        return texts;
    }
    if (value->get_array().size() > most) {
        state_->blame(name, "at most " + std::to_string(most) + " at once", Fault::too_large);
        return texts;
    }
    texts.reserve(value->get_array().size());
    for (auto const& element : value->get_array()) {
        if (!element.is_string())
            state_->blame(std::string{name} + "[" + std::to_string(texts.size()) + "]", "has to be a string");
        texts.push_back(element.is_string() ? std::string{element.get_string()} : std::string{});
    }
    return texts;
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
