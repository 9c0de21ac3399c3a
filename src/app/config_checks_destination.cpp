#include "app/config_checks.hpp"

#include "consentry/http/address_guard.hpp"
#include "consentry/http/url.hpp"

#include <arpa/inet.h>
#include <array>

namespace consentry::app {
namespace {

/// The range outside the public internet that the host names by itself, if any. A host with a name is judged when it
/// is connected to.
std::optional<std::string_view> not_public(std::string const& host)
{
    std::array<std::uint8_t, 16> octets{};
    if (host == "localhost" || host.ends_with(".localhost"))
        return "loopback";
    if (inet_pton(AF_INET, host.c_str(), octets.data()) == 1)
        return http::not_public(std::span{octets}.first(4));
    if (inet_pton(AF_INET6, host.c_str(), octets.data()) == 1)
        return http::not_public(octets);
    return {};
}

void check_url(DestinationConfig const& destination, std::string const& path, Reading& reading)
{
    auto const url = http::parse_url(destination.url);
    if (!url)
        return;  // Left out or refused already.
    auto const range = not_public(url->host);
    if (range && !destination.allow_private_network)
        reading.problem(path,
            "leads to " + url->host + " (" + std::string{*range} + "), where nothing is sent unless allowed",
            "Add allow_private_network = true to this destination");
    if (!range && !url->tls && !destination.allow_private_network)
        reading.warning(path, "personal data will travel in the clear", "Use https");
}

void check_webhook(DestinationConfig const& destination, std::string const& path, Reading& reading)
{
    if (!reading.placed(under(path, "url")))
        reading.problem(path, "has no url", "Add url = \"https://…\": where its events are posted");
    if (!reading.placed(under(path, "secrets")))
        reading.problem(path, "has no secrets, so its receiver could not tell our events from forged ones",
            "Add secrets = [\"env:NAME\"], where NAME holds whsec_ and the base64 of 32 random bytes");
    check_url(destination, under(path, "url"), reading);
    for (std::string_view const key : {"token", "called", "confirm", "help", "reply"}) {
        if (reading.placed(under(path, key)))
            reading.problem(
                under(path, key), "is of a destination of the kind \"reply\"", "Remove it, or write kind = \"reply\"");
    }
}

void check_one_reply(
    BrandConfig const& brand, std::string const& path, std::size_t index, std::size_t count, Reading& reading)
{
    if (count > 1)
        reading.problem(under(path, "kind"), "is the second of its kind, so people would be answered twice",
            "Keep one reply of each brand");
    check_reply(brand.destinations[index], brand.scopes, path, reading);
    check_url(brand.destinations[index], under(path, "url"), reading);
}

}  // namespace

void check_destinations(BrandConfig const& brand, std::string const& path, Reading& reading)
{
    auto const& destinations = brand.destinations;
    std::size_t replies = 0;
    check_unique(destinations, path, "name", [](auto const& destination) { return destination.name; }, reading);
    for (std::size_t i = 0; i < destinations.size(); ++i) {
        std::string const& kind = destinations[i].kind;
        if (kind == "webhook")
            check_webhook(destinations[i], at(path, i), reading);
        else if (kind == "reply")
            check_one_reply(brand, at(path, i), i, ++replies, reading);
        else if (!kind.empty())
            reading.problem(under(at(path, i), "kind"),
                "destinations of the kind \"" + kind + "\" come in a later version",
                "Remove it, or receive the events with kind = \"webhook\"");
    }
}

}  // namespace consentry::app
