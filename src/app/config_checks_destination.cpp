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
            "Add secrets = [\"env:NAME\"], where NAME holds what \"consentry keys webhook\" prints");
    check_url(destination, under(path, "url"), reading);
}

}  // namespace

void check_destinations(std::vector<DestinationConfig> const& destinations, std::string const& path, Reading& reading)
{
    check_unique(destinations, path, "name", [](auto const& destination) { return destination.name; }, reading);
    for (std::size_t i = 0; i < destinations.size(); ++i) {
        std::string const& kind = destinations[i].kind;
        if (kind == "webhook")
            check_webhook(destinations[i], at(path, i), reading);
        else if (!kind.empty())
            reading.problem(under(at(path, i), "kind"),
                "destinations of the kind \"" + kind + "\" come in a later version",
                "Remove it, or receive the events with kind = \"webhook\"");
    }
}

}  // namespace consentry::app
