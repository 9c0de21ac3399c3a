// The token, the app and what it is subscribed to. Meta's pages: "Subscriptions Edge" of Graph API Webhooks,
// "debug_token", "Webhooks" of the WhatsApp Business Platform.
#include "app/doctor_graph.hpp"

#include "app/graph_round.hpp"
#include "consentry/http/date.hpp"
#include "consentry/http/query.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace consentry::app {
namespace {

using namespace std::chrono_literals;

constexpr auto skew_noticed = 30s;
constexpr auto skew_harmful = 5min;  // Opt-ins that lie further ahead are refused.
constexpr std::chrono::days token_warning{14};

struct WantedField {
    std::string_view name;
    Verdict without;
    std::string_view consequence;
};
constexpr std::array wanted_fields{
    WantedField{"messages", Verdict::trouble, "no STOP and no YES arrives"},
    WantedField{"user_preferences", Verdict::trouble, "who stops marketing in WhatsApp's own settings is not heard"},
    WantedField{"standby", Verdict::advice, "while Meta's Business Agent answers a number, messages arrive only there"},
    WantedField{"account_update", Verdict::advice, "nobody hears that the feed of an account has ended"},
};

bool names(std::vector<JsonValue> const& list, std::string_view name)
{
    return std::ranges::any_of(
        list, [name](JsonValue const& element) { return element.text == name || element.text_at({"name"}) == name; });
}

void examine_expiry(GraphRound& round, JsonValue const& token)
{
    std::string const text = text_of(token.find("expires_at"));
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    EventTime const end{std::chrono::seconds{seconds}};
    if (seconds > 0 && end < event_time(round.clock.now()) + token_warning)
        round.add(advice("token", "it ends on " + rfc3339(end), "Use the token of a system user, which does not end"));
}

void examine_permissions(GraphRound& round, JsonValue const& token)
{
    auto const permissions = elements_of(token, "scopes");
    if (!names(permissions, "whatsapp_business_management"))
        round.add(trouble("token", "it lacks the permission whatsapp_business_management",
            "Grant it: without it Meta tells neither user_preferences nor anything of accounts and numbers"));
    if (!names(permissions, "whatsapp_business_messaging"))
        round.add(advice("token", "it lacks the permission whatsapp_business_messaging",
            "Grant it to the app too: the field messages asks for it"));
}

void examine_token(GraphRound& round)
{
    constexpr auto remedy = "Make a token of a system user in Meta's Business settings and put it where the token of "
                            "[brand.graph] points";
    round.app_id = round.brand.graph->app_id;
    auto const answer = round.api.get("/debug_token?input_token=" + http::percent_encode(round.brand.graph->token));
    if (!round.api.reached())
        return round.add(
            trouble("Graph API", answer.error(), "Open the way from this machine to " + round.brand.graph->url));
    JsonValue const* const token = answer ? answer->find("data") : nullptr;
    if (token == nullptr)
        return round.add(trouble("token", answer ? "the Graph API tells nothing of it" : answer.error(), remedy));
    std::string const app = text_of(token->find("app_id"));
    if (round.app_id.empty())
        round.app_id = app;
    JsonValue const* const valid = token->find("is_valid");
    if (valid == nullptr || !valid->flag)
        return round.add(trouble("token", "it is not valid any more", remedy));
    round.add(good("token", "valid, of the app " + app));
    examine_expiry(round, *token);
    examine_permissions(round, *token);
}

void examine_clock(GraphRound& round)
{
    constexpr auto remedy = "Have the clock of this machine set over the network (chrony, systemd-timesyncd)";
    auto const theirs = http::parse_http_date(round.api.date());
    if (!theirs)
        return;
    auto const skew = std::chrono::abs(event_time(round.clock.now()) - *theirs);
    std::string const found = "it differs from Meta's by " + to_string(skew);
    if (skew <= skew_noticed)
        return round.add(good("clock", found));
    round.add(skew > skew_harmful ? trouble("clock", found, remedy) : advice("clock", found, remedy));
}

void examine_callback(GraphRound& round, JsonValue const& subscription)
{
    std::string const callback{subscription.text_at({"callback_url"})};
    if (round.public_url.empty())
        round.add(good("callback", "Meta sends webhooks to " + callback));
    else if (callback == round.public_url)
        round.add(good("callback", "Meta sends webhooks to this consentry"));
    else
        round.add(trouble("callback", "Meta sends webhooks to " + callback + ", which is not the public URL",
            "Enter " + round.public_url + " as the callback URL in the app's dashboard, or correct public_url"));
}

void examine_subscription(GraphRound& round, JsonValue const& subscription)
{
    JsonValue const* const active = subscription.find("active");
    if (active != nullptr && !active->flag)
        round.add(
            trouble("subscription", "it is not active", "Save the callback URL in the app's dashboard once more"));
    examine_callback(round, subscription);
    auto const fields = elements_of(subscription, "fields");
    std::string heard;
    for (WantedField const& wanted : wanted_fields) {
        std::string const name{wanted.name};
        if (names(fields, name))
            heard += (heard.empty() ? "" : ", ") + name;
        else
            round.add({wanted.without, "subscription",
                "the app is not subscribed to the field " + name + ": " + std::string{wanted.consequence},
                "Subscribe to " + name + " in the app's dashboard, under WhatsApp > Configuration"});
    }
    if (!heard.empty())
        round.add(good("subscription", "of the app " + round.app_id + ": " + heard));
}

/// The app itself is asked, as which only who has its secret can speak: so this shows which secret is the right one.
std::expected<JsonValue, std::string> subscriptions_of(GraphRound& round)
{
    std::expected<JsonValue, std::string> answer = std::unexpected{std::string{"the brand has no app secret"}};
    for (std::string const& secret : round.brand.app_secrets) {
        answer = round.api.get_as_app('/' + round.app_id + "/subscriptions", round.app_id, secret);
        if (answer)
            break;
    }
    return answer;
}

void examine_app(GraphRound& round)
{
    if (round.app_id.empty())
        return round.add(unknown("app", "nobody tells its id", "Add app_id to [brand.graph]"));
    auto const answer = subscriptions_of(round);
    if (!answer)
        return round.add(trouble("app secret",
            "none of app_secrets is accepted as that of the app " + round.app_id + ": " + answer.error(),
            "Copy the secret from the app's settings in Meta's dashboard: with a wrong one every webhook is refused"));
    round.add(good("app secret", "one of app_secrets is that of the app " + round.app_id));
    auto const subscriptions = elements_of(*answer, "data");
    auto const ours = std::ranges::find_if(
        subscriptions, [](JsonValue const& one) { return one.text_at({"object"}) == "whatsapp_business_account"; });
    if (ours == subscriptions.end())
        return round.add(trouble("subscription", "the app " + round.app_id + " has no webhook for WhatsApp",
            "In the app's dashboard, under WhatsApp > Configuration, enter the callback URL and the verify token"));
    examine_subscription(round, *ours);
}

}  // namespace

Diagnoses examine_graph(BrandConfig const& brand, std::string const& public_url, Ask const& ask, Clock const& clock)
{
    GraphRound round{brand, public_url, clock, GraphApi{*brand.graph, brand.app_secrets, ask}};
    examine_token(round);
    if (round.api.reached()) {
        examine_clock(round);
        examine_app(round);
        examine_accounts(round);
    }
    return std::move(round.found);
}

}  // namespace consentry::app
