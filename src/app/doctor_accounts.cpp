// Meta's pages: "Subscribed Apps" of a WhatsApp Business Account, "Webhook overrides" (of 2026-06-28: messages and what
// belongs to conversations follow an override; user_preferences and the account's own fields never do).
#include "app/graph_round.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

constexpr auto override_remedy
    = "Only messages and their like follow an override, user_preferences go to the app's own callback: let both lead "
      "to this consentry";

/// An override that leads elsewhere takes the messages along.
void examine_override(GraphRound& round, std::string const& of, std::string_view url)
{
    if (url.empty() || url == round.public_url)
        return;
    std::string const found = "its messages are sent to " + std::string{url} + ", whatever the app's callback is";
    round.add(round.public_url.empty() ? advice(of, found, override_remedy)
                                       : trouble(of, found + ", which is not the public URL", override_remedy));
}

void examine_subscribed_apps(GraphRound& round, std::string const& waba)
{
    std::string const about = "account " + waba;
    auto const apps = round.api.list('/' + waba + "/subscribed_apps");
    if (!apps)
        return round.add(trouble(about, apps.error(),
            "Correct wabas in [brand.graph], or give the token's system user access to the account"));
    auto const ours = std::ranges::find_if(*apps, [&](JsonValue const& app) {
        JsonValue const* const data = app.find("whatsapp_business_api_data");
        return data != nullptr && text_of(data->find("id")) == round.app_id;
    });
    if (ours == apps->end())
        return round.add(
            trouble(about, "the app " + round.app_id + " is not subscribed to it: Meta sends nothing of it",
                "Send POST /" + waba + "/subscribed_apps to the Graph API with a token of the app"));
    round.add(good(about, "the app " + round.app_id + " is subscribed to it"));
    examine_override(round, about, ours->text_at({"override_callback_uri"}));
}

/// Remembers the account's numbers, to compare them with the configuration's.
void examine_numbers(GraphRound& round, std::string const& waba, std::vector<std::string>& known)
{
    auto const numbers = round.api.list('/' + waba + "/phone_numbers?fields=id,webhook_configuration");
    if (!numbers)
        return round.add(unknown("numbers of account " + waba, numbers.error(),
            "Give the token the permission whatsapp_business_management and access to the account"));
    for (JsonValue const& number : *numbers) {
        std::string const id = text_of(number.find("id"));
        known.push_back(id);
        examine_override(round, "number " + id, number.text_at({"webhook_configuration", "phone_number"}));
        bool const listed = round.brand.numbers.empty()
            || std::ranges::find(round.brand.numbers, id, &NumberConfig::phone_number_id) != round.brand.numbers.end();
        if (!listed)
            round.add(advice("number " + id, "the account " + waba + " has it and the configuration does not list it",
                "Add it as [[brand.number]]: until then only opt-outs sent to it count"));
    }
}

/// A number that none of the accounts has will never be heard.
void examine_listed(GraphRound& round, std::vector<std::string> const& known)
{
    for (NumberConfig const& number : round.brand.numbers) {
        std::string const& id = number.phone_number_id;
        if (std::ranges::find(known, id) == known.end())
            round.add(trouble("number " + id, "it is in none of the accounts that are named",
                "Add its account to wabas in [brand.graph], or correct the number: it is Meta's id, not the phone "
                "number"));
        else
            round.add(good("number " + id, "it is in one of the accounts"));
    }
}

}  // namespace

void examine_accounts(GraphRound& round)
{
    auto const& wabas = round.brand.graph->wabas;
    if (wabas.empty())
        return round.add(unknown("accounts", "none (WABA) is named",
            "Add wabas to [brand.graph], and their subscriptions and numbers are looked at"));
    std::vector<std::string> known;
    for (std::string const& waba : wabas) {
        examine_subscribed_apps(round, waba);
        examine_numbers(round, waba, known);
    }
    examine_listed(round, known);
}

}  // namespace consentry::app
