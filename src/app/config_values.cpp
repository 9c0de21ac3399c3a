#include "app/config_values.hpp"

#include "app/vocabulary.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace consentry::app::form {
namespace {

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_char(char c) { return is_small(c) || is_digit(c) || c == '-' || c == '_'; }
bool is_label_char(char c) { return is_name_char(c) || is_capital(c) || c == '.'; }

std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

using Test = bool (*)(std::string_view text);

/// A text that passes `test`; what does not is told with `reason` and `remedy`.
Form<std::string> checked(std::string type, Test test, std::string const& reason, std::string const& remedy)
{
    return {std::move(type),
        [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<std::string> {
            if (!is(Node::Kind::text, node, path, reading, "Write it in quotes. " + remedy))
                return {};
            if (test(node.text))
                return node.text;
            reading.problem(path, in_quotes(node.text) + ' ' + reason, remedy);
            return {};
        }};
}

bool is_language(std::string_view text)
{
    std::size_t const end = std::min(text.find('-'), text.size());
    bool const short_code = (end == 2 || end == 3) && std::ranges::all_of(text.substr(0, end), is_small);
    auto const subtag_char = [](char c) { return is_small(c) || is_capital(c) || is_digit(c) || c == '-'; };
    return short_code && text.size() <= 35 && !text.ends_with('-')
        && std::ranges::all_of(text.substr(end), subtag_char);
}

std::optional<std::uint64_t> parse_size(std::string_view text)
{
    std::uint64_t count = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count > (1ULL << 40))
        return {};
    std::string_view const unit = text.substr(static_cast<std::size_t>(end - text.data()));
    constexpr std::pair<std::string_view, unsigned> units[]{
        {"", 0}, {"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"TiB", 40}};
    for (auto const& [word, shift] : units) {
        if (unit == word && count <= (1ULL << 50) >> shift)
            return count << shift;
    }
    return {};
}

std::string size_text(std::uint64_t bytes)
{
    constexpr std::string_view units[]{"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    for (; bytes >= 1024 && bytes % 1024 == 0 && unit < 4; ++unit)
        bytes /= 1024;
    return std::to_string(bytes) + std::string{units[unit]};
}

std::optional<std::uint16_t> parse_port(std::string_view text)
{
    std::uint16_t port = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return {};
    return port;
}

bool is_ip_address(std::string const& host)
{
    in6_addr parsed{};
    return inet_pton(host.contains(':') ? AF_INET6 : AF_INET, host.c_str(), &parsed) == 1;
}

/// `127.0.0.1:80`, `[::1]:80` or `localhost:80`: the brackets tell the colons of an address from the one of the port.
std::optional<Address> parse_address(std::string_view text)
{
    std::size_t const colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return {};
    auto const port = parse_port(text.substr(colon + 1));
    std::string host{text.substr(0, colon)};
    bool const bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    if (host == "localhost")
        host = "127.0.0.1";
    if (!port || bracketed != host.contains(':') || !is_ip_address(host))
        return {};
    return Address{std::move(host), *port};
}

}  // namespace

Form<std::string> text(std::size_t size_max)
{
    return {"text", [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<std::string> {
                if (!is(Node::Kind::text, node, path, reading, "Write it in quotes"))
                    return {};
                if (!node.text.empty() && node.text.size() <= size_max)
                    return node.text;
                reading.problem(path,
                    node.text.empty() ? "is empty" : "is longer than " + std::to_string(size_max) + " bytes",
                    node.text.empty() ? "Write something or remove the key" : "Shorten it");
                return {};
            }};
}

Form<std::string> name()
{
    auto const test = [](std::string_view text) {
        return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, is_name_char);
    };
    return checked("name", test, "is no name",
        "Use 1 to 64 small letters, digits, - and _; the name * is reserved and stands for every scope");
}

Form<std::string> label()
{
    auto const test = [](std::string_view text) {
        return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, is_label_char);
    };
    return checked("label", test, "holds other characters", "Use 1 to 64 letters, digits, dots, - and _");
}

Form<std::string> digits()
{
    auto const test = [](std::string_view text) {
        return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, is_digit);
    };
    return checked("digits", test, "is not made of digits only",
        "Copy the phone number ID (not the phone number) from Meta's WhatsApp manager, in quotes");
}

Form<std::string> language()
{
    return checked("language", is_language, "is no language code", "Write it as \"es\" or \"pt-BR\"");
}

Form<std::string> country()
{
    return checked("country", is_country, "is no country code of ISO 3166-1",
        "Write its two capital letters, such as \"ES\" or \"GB\"");
}

Form<std::string> country_or_all()
{
    return checked(
        "country or `*`", [](std::string_view text) { return text == "*" || is_country(text); },
        "is neither a country code of ISO 3166-1 nor \"*\"",
        "Write two capital letters, such as \"DE\", or \"*\" for every country");
}

Form<std::string> one_of(std::vector<std::string_view> words)
{
    std::string const type = choices(words);
    return {type, [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<std::string> {
                if (!is(Node::Kind::text, node, path, reading, "Write " + type))
                    return {};
                if (std::ranges::find(words, node.text) != words.end())
                    return node.text;
                reading.problem(
                    path, in_quotes(node.text) + " is not among what is known here", choose(node.text, words));
                return {};
            }};
}

Form<bool> flag()
{
    return {"true or false", [](Node const& node, std::string const& path, Reading& reading) -> std::optional<bool> {
                if (!is(Node::Kind::boolean, node, path, reading, "Write true or false, without quotes"))
                    return {};
                return node.boolean;
            }};
}

Form<unsigned> whole(unsigned min, unsigned max)
{
    std::string const range = std::to_string(min) + " to " + std::to_string(max);
    return {"number, " + range,
        [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<unsigned> {
            std::string const remedy = "Write a number from " + range + ", without quotes";
            if (!is(Node::Kind::integer, node, path, reading, remedy))
                return {};
            if (node.integer >= std::int64_t{min} && node.integer <= std::int64_t{max})
                return static_cast<unsigned>(node.integer);
            reading.problem(path, std::to_string(node.integer) + " is out of bounds", remedy);
            return {};
        }};
}

Form<std::uint64_t> size(std::uint64_t min, std::uint64_t max)
{
    std::string const range = size_text(min) + " to " + size_text(max);
    return {"size, " + range,
        [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<std::uint64_t> {
            bool const plain = node.kind == Node::Kind::integer && node.integer >= 0;
            if (!plain && !is(Node::Kind::text, node, path, reading, "Write it with its unit, such as \"4MiB\""))
                return {};
            auto const bytes = plain ? static_cast<std::uint64_t>(node.integer) : parse_size(node.text);
            if (!bytes)
                reading.problem(path, in_quotes(node.text) + " is no size",
                    "Write a whole number and B, KiB, MiB, GiB or TiB, such as \"4MiB\"");
            else if (*bytes < min || *bytes > max)
                reading.problem(path, size_text(*bytes) + " is out of bounds", "Write a size from " + range);
            else
                return bytes;
            return {};
        }};
}

Form<std::chrono::seconds> duration(std::chrono::seconds min, std::chrono::seconds max)
{
    std::string const range = to_string(min) + " to " + to_string(max);
    return {"duration, " + range,
        [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<std::chrono::seconds> {
            if (!is(Node::Kind::text, node, path, reading,
                    "Write it in quotes with its unit, such as \"30s\" or \"7d\""))
                return {};
            auto const length = parse_duration(node.text);
            if (!length)
                reading.problem(path, in_quotes(node.text) + " is no duration",
                    "Write a whole number and s, m, h, d, w or y, such as \"30s\" or \"7d\"");
            else if (*length < min || *length > max)
                reading.problem(path, to_string(*length) + " is out of bounds", "Write a duration from " + range);
            else
                return length;
            return {};
        }};
}

Form<forward::Rate> rate()
{
    std::string const remedy = "Write how many and in how long, such as \"10/s\", \"100/10s\" or \"300/min\"";
    return {"rate", [=](Node const& node, std::string const& path, Reading& reading) -> std::optional<forward::Rate> {
                if (!is(Node::Kind::text, node, path, reading, remedy))
                    return {};
                auto const rate = forward::parse_rate(node.text);
                if (!rate)
                    reading.problem(path, in_quotes(node.text) + " is no rate", remedy);
                return rate;
            }};
}

Form<EventTime> moment()
{
    return {
        "date and time", [](Node const& node, std::string const& path, Reading& reading) -> std::optional<EventTime> {
            if (!is(Node::Kind::time, node, path, reading,
                    "Write date, time and offset without quotes, such as 2026-11-01T00:00:00Z"))
                return {};
            return node.time;
        }};
}

Form<Address> address()
{
    return {"host:port", [](Node const& node, std::string const& path, Reading& reading) -> std::optional<Address> {
                std::string const remedy
                    = "Write \"127.0.0.1:8080\", \"[::1]:8080\", or \"0.0.0.0:8080\" for every interface";
                if (!is(Node::Kind::text, node, path, reading, remedy))
                    return {};
                auto parsed = parse_address(node.text);
                if (!parsed)
                    reading.problem(path, in_quotes(node.text) + " is no address and port", remedy);
                return parsed;
            }};
}

Form<std::filesystem::path> path()
{
    return {"path",
        [](Node const& node, std::string const& path, Reading& reading) -> std::optional<std::filesystem::path> {
            auto const written = text().parse(node, path, reading);
            if (!written)
                return {};
            return reading.resolved(*written);
        }};
}

}  // namespace consentry::app::form
