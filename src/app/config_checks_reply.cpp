// Checks of a destination of the kind `reply`: every text can be filled in, and nothing is promised that has no text.
#include "app/config_checks.hpp"

#include "consentry/forward/reply.hpp"

#include <algorithm>
#include <array>

namespace consentry::app {
namespace {

constexpr std::size_t reply_characters_max = 1'024;

std::size_t characters_in(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void check_text(ReplyTextConfig const& reply, std::string const& path, Reading& reading)
{
    auto const kind = forward::reply_kind_of(reply.to);
    if (!kind || reply.text.empty())
        return;  // Left out or refused already.
    std::string const text = under(path, "text");
    if (characters_in(reply.text) > reply_characters_max)
        reading.problem(text, "is longer than 1024 characters", "Say that it is done, and the way back");
    std::string known;
    for (std::string_view const name : forward::placeholders_of(*kind))
        known += (known.empty() ? "{" : ", {") + std::string{name} + '}';
    if (auto const stray = forward::unknown_placeholder(*kind, reply.text))
        reading.problem(text, "has \"" + *stray + "\", which nothing is put in for", "Write only " + known);
}

void check_scope(
    ReplyTextConfig const& reply, std::vector<ScopeConfig> const& scopes, std::string const& path, Reading& reading)
{
    std::string const scope = under(path, "scope");
    if (reply.scope.empty())
        return;
    std::vector<std::string_view> names;
    std::ranges::transform(scopes, std::back_inserter(names), &ScopeConfig::name);
    if (reply.to != "opted_out_scope" && reply.to != "opted_in")
        reading.problem(
            scope, "is for to = \"opted_out_scope\" or \"opted_in\"", "Remove it: \"" + reply.to + "\" is about all");
    else if (std::ranges::find(names, reply.scope) == names.end())
        reading.problem(scope, "there is no scope \"" + reply.scope + '"', choose(reply.scope, names));
}

/// What the packs have no text for needs one of the brand's own.
void check_confirmed(DestinationConfig const& destination, std::string const& path, Reading& reading)
{
    for (std::size_t i = 0; i < destination.confirms.size(); ++i) {
        std::string const& what = destination.confirms[i];
        bool const has_text = std::ranges::any_of(
            destination.replies, [&](ReplyTextConfig const& reply) { return reply.to == what && reply.scope.empty(); });
        if (what != "opted_out" && !has_text)
            reading.problem(at(under(path, "confirm"), i), "there is no text for \"" + what + '"',
                "Add a [[brand.destination.reply]] with to = \"" + what + "\" for each language of yours");
    }
}

}  // namespace

void check_reply(DestinationConfig const& destination, std::vector<ScopeConfig> const& scopes, std::string const& path,
    Reading& reading)
{
    if (!reading.placed(under(path, "token")))
        reading.problem(path, "has no token, so Meta would refuse what it sends",
            "Add token = \"env:NAME\": of a system user with whatsapp_business_messaging");
    constexpr std::array of_others{std::pair{"events", "`confirm` and `help` say what is answered"},
        std::pair{"secrets", "Meta knows us by `token`"}, std::pair{"text", "it sends nothing that people wrote"}};
    for (auto const& [key, why] : of_others) {
        if (reading.placed(under(path, key)))
            reading.problem(under(path, key), "means nothing for a reply", std::string{"Remove it: "} + why);
    }
    if (destination.confirms.empty() && !destination.help && !reading.placed(at(under(path, "confirm"), 0)))
        reading.problem(path, "answers nothing", "Add confirm = [\"opted_out\"] or help = true, or remove it");
    check_confirmed(destination, path, reading);
    for (std::size_t i = 0; i < destination.replies.size(); ++i) {
        std::string const place = at(under(path, "reply"), i);
        check_text(destination.replies[i], place, reading);
        check_scope(destination.replies[i], scopes, place, reading);
    }
}

}  // namespace consentry::app
