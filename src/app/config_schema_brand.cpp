// The table of keys, second half: what stands in [[brand]].
#include "app/config_schema.hpp"
#include "app/config_values.hpp"
#include "app/vocabulary.hpp"

namespace consentry::app {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

std::vector<std::string_view> keyword_signals()
{
    auto words = signals();
    words.push_back("none");
    return words;
}

Keys<NumberConfig> number_keys()
{
    return {
        {"phone_number_id", value(&NumberConfig::phone_number_id, form::digits()), needed,
            "Meta's id of a business number (not the number itself)"},
    };
}

Keys<ScopeConfig> scope_keys()
{
    return {
        {"name", value(&ScopeConfig::name, form::name()), needed, "the purpose, as the API and events call it"},
        {"category", value(&ScopeConfig::category, form::one_of({"marketing", "utility", "authentication", "service"})),
            needed, "Meta's category of the templates sent for it"},
        {"aliases", value(&ScopeConfig::aliases, form::list_of(form::text(100))), "[]",
            "what people call it: `STOP offers` stops the scope with the alias `offers`"},
        {"meta_marketing", value(&ScopeConfig::meta_marketing, form::flag()), "false",
            "whether it obeys the person's marketing setting in WhatsApp itself"},
        {"valid_for", value(&ScopeConfig::valid_for, form::duration(1h, days{36'500})), optional,
            "how long an opt-in lasts; without it, until revoked"},
        {"unknown", value(&ScopeConfig::unknown_allowed, form::choice<bool>({{"deny", false}, {"allow", true}})),
            R"("deny")", "whether somebody who never said anything may be written to"},
        {"required_wordings", value(&ScopeConfig::required_wordings, form::list_of(form::label(), 1)), optional,
            "the versions of the wording that still count; consent on any other is as good as expired"},
        {"double_opt_in", value(&ScopeConfig::double_opt_in, form::list_of(form::country_or_all(), 1)), optional,
            "the countries whose people have to say yes twice, or `\"*\"` for all"},
        {"reply_window", value(&ScopeConfig::reply_window, form::duration(0s, days{1})), R"("24h")",
            "how long after their last message somebody may get a reply without consent; `0s`: not at all"},
    };
}

Keys<WordingConfig> wording_keys()
{
    return {
        {"scope", value(&WordingConfig::scope, form::name()), needed, "the scope it asks for"},
        {"version", value(&WordingConfig::version, form::label()), needed, "how prompts and buttons refer to it"},
        {"language", value(&WordingConfig::language, form::language()), optional, "the language of the text"},
        {"text", value(&WordingConfig::text, form::text(16'384)), needed, "what was asked, word for word"},
    };
}

Keys<PromptConfig> prompt_keys()
{
    return {
        {"scope", value(&PromptConfig::scope, form::name()), needed, "what a YES grants"},
        {"wording", value(&PromptConfig::wording, form::label()), needed, "the version of the wording that was sent"},
        {"number", value(&PromptConfig::number, form::digits()), optional,
            "the phone_number_id answers come to; without it, every number of the brand"},
        {"from", value(&PromptConfig::from, form::moment()), needed, "the first second in which it is open"},
        {"until", value(&PromptConfig::until, form::moment()), needed, "the first second in which it is closed"},
        {"words", value(&PromptConfig::words, form::list_of(form::text(100))), "[]",
            "the answers that bind to it; none: every YES and NO"},
    };
}

Keys<ButtonConfig> button_keys()
{
    return {
        {"id", value(&ButtonConfig::id, form::text(256)), needed,
            "payload of a quick reply, or id of a reply or list row"},
        {"signal", value(&ButtonConfig::signal, form::one_of(signals())), needed, "what pressing it says"},
        {"scope", value(&ButtonConfig::scope, form::name()), optional,
            "what it is about; an opt_out without a scope stops everything"},
        {"wording", value(&ButtonConfig::wording, form::label()), optional,
            "the version of the wording it stood under"},
    };
}

Keys<FlowFieldConfig> flow_field_keys()
{
    return {
        {"field", value(&FlowFieldConfig::field, form::text(256)), needed,
            "name of an opt-in checkbox in a flow's answer"},
        {"scope", value(&FlowFieldConfig::scope, form::name()), needed, "what ticking it grants"},
        {"wording", value(&FlowFieldConfig::wording, form::label()), optional,
            "the version of the wording it stood under"},
    };
}

Keys<KeywordConfig> keyword_keys()
{
    return {
        {"text", value(&KeywordConfig::text, form::text(100)), needed, "a word or phrase of your own"},
        {"signal", value(&KeywordConfig::signal, form::one_of(keyword_signals())), needed,
            "what it says; `none` switches a word off (STOP itself cannot be)"},
        {"countries", value(&KeywordConfig::countries, form::list_of(form::country())), "[]",
            "where it counts, by the sender's number; none: everywhere"},
    };
}

Keys<ReplyTextConfig> reply_text_keys()
{
    return {
        {"language", value(&ReplyTextConfig::language, form::language()), needed, "the language of the text"},
        {"to",
            value(&ReplyTextConfig::to, form::one_of({"opted_out", "opted_out_scope", "lifted", "opted_in", "help"})),
            needed, "what it answers: a STOP of everything, of one scope, a START, a YES, a call for help"},
        {"scope", value(&ReplyTextConfig::scope, form::name()), optional,
            "the one scope it is about; without it, whichever `{scope}` names"},
        {"text", value(&ReplyTextConfig::text, form::text(4'096)), needed,
            "at most 1024 characters; `{brand}`, `{scope}`, `{start}` and `{stop}` are filled in"},
    };
}

Keys<DestinationConfig> destination_keys()
{
    return {
        {"name", value(&DestinationConfig::name, form::name()), needed, "how the API and the metrics call it"},
        {"kind", value(&DestinationConfig::kind, form::destination_kind()), R"("webhook")",
            "`webhook` gets events, `relay` gets Meta's webhooks as they came, `reply` answers people in WhatsApp; "
            "every "
            "other is a connector: docs/connectors.md"},
        {"url", value(&DestinationConfig::url, form::url()), optional,
            "where events, or webhooks, are posted: a webhook and a relay need it; of a reply it is "
            "`https://graph.facebook.com/v26.0`; of a connector it replaces the beginning of its URLs"},
        {"secrets", value(&DestinationConfig::secrets, form::list_of(form::signing_secret(), 1, 10)), optional,
            "what signs, the newest first: `whsec_…` (shared, v1) or `whsk_…` (a private key, v1a), as `consentry keys "
            "webhook` "
            "makes them; a webhook needs one, several while rotating"},
        {"events", value(&DestinationConfig::events, form::list_of(form::event_pattern(), 1)),
            R"(["consent.*", "preference.*", "subject.*"])",
            "which events it gets; `unchanged` among them asks for those that changed nothing, too"},
        {"text",
            value(&DestinationConfig::text,
                form::choice<TextDetail>(
                    {{"exact", TextDetail::exact}, {"full", TextDetail::full}, {"none", TextDetail::none}})),
            R"("exact")", "the person's words: only where the whole message is a keyword, always, or never"},
        {"signals",
            value(&DestinationConfig::without_signal, form::choice<bool>({{"all", false}, {"without_signal", true}})),
            R"("all")", "of a relay: all webhooks, or only those in which nothing was heard as a signal"},
        {"fields", value(&DestinationConfig::fields, form::list_of(form::text(100), 1)), optional,
            "of a relay: only webhooks with a change of one of these fields, `messages` say; default: all"},
        {"allow_private_network", value(&DestinationConfig::allow_private_network, form::flag()), "false",
            "whether the address may be private or this machine's own"},
        {"paused", value(&DestinationConfig::paused, form::flag()), "false",
            "whether it is paused: nothing is sent and nothing is lost"},
        {"concurrency", value(&DestinationConfig::concurrency, form::whole(1, 256)), "16",
            "deliveries, or webhooks, in flight at once"},
        {"rate", value(&DestinationConfig::rate, form::rate()), optional,
            "how many attempts the receiver takes: `10/s`, `100/10s`, `300/min`; they are spaced evenly"},
        {"token", value(&DestinationConfig::token, form::secret()), optional,
            "of a reply: a token of a system user with whatsapp_business_messaging"},
        {"called", value(&DestinationConfig::called, form::text(200)), optional,
            "of a reply: the brand as its texts call it; default: the brand's name"},
        {"confirm",
            value(&DestinationConfig::confirms, form::list_of(form::one_of({"opted_out", "lifted", "opted_in"}))),
            R"(["opted_out"])", "of a reply: what a person said that is confirmed to them"},
        {"help", value(&DestinationConfig::help, form::flag()), "false", "of a reply: whether HELP is answered, too"},
        {"reply", tables(&DestinationConfig::replies, reply_text_keys()), optional,
            "of a reply: texts of your own; else those of the packs"},
        {"credentials", value(&DestinationConfig::credentials, form::table_of(form::secret())), optional,
            "of a connector: what opens the other system, by the names that the connector gives it"},
        {"settings", value(&DestinationConfig::settings, form::table_of(form::text())), optional,
            "of a connector: what else it asks for"},
        {"scopes", value(&DestinationConfig::scopes, form::list_of(form::name(), 1)), optional,
            "of a connector: the scopes that it tells of; default: all"},
        {"several", value(&DestinationConfig::opts_in_several, form::choice<bool>({{"fail", false}, {"all", true}})),
            optional,
            "of a connector: whether an opt-in goes to several contacts of one number, or to none; default: as the "
            "connector says"},
        {"maps", value(&DestinationConfig::maps, form::table_of(form::table_of(form::text()))), optional,
            "of a connector: values by scope, in place of its own: `[brand.destination.maps.field]`"},
    };
}

Keys<GraphConfig> graph_keys()
{
    return {
        {"token", value(&GraphConfig::token, form::secret()), needed,
            "a token of a system user with whatsapp_business_management; reading calls only"},
        {"app_id", value(&GraphConfig::app_id, form::digits()), optional,
            "the app whose webhooks come here; default: the token's"},
        {"wabas", value(&GraphConfig::wabas, form::list_of(form::digits())), "[]",
            "the brand's WhatsApp Business Accounts, whose subscriptions and numbers are looked at"},
        {"url", value(&GraphConfig::url, form::url()), R"("https://graph.facebook.com/v26.0")",
            "the Graph API and its version, without a slash at the end"},
    };
}

}  // namespace

Keys<BrakeConfig> brake_keys()
{
    return {
        {"window", value(&BrakeConfig::window, form::duration(0s, days{1})), R"("10m")",
            "the time in which changes are counted that status codes tell, or the API, imports and commands together; "
            "0s: they are not"},
        {"opt_outs", value(&BrakeConfig::opt_outs, form::whole(1, 100'000'000)), "500",
            "more opt-outs than this, and than `percent` of the people known, are held"},
        {"opt_ins", value(&BrakeConfig::opt_ins, form::whole(1, 100'000'000)), "1000",
            "more opt-ins than this, and than `percent`, are refused"},
        {"percent", value(&BrakeConfig::percent, form::whole(0, 100)), "5", "of the people known"},
    };
}

Keys<BrandConfig> brand_keys()
{
    return {
        {"name", value(&BrandConfig::name, form::name()), needed, "the brand, as the API, events and URLs call it"},
        {"verify_token", value(&BrandConfig::verify_token, form::secret()), needed,
            "the verify token entered in Meta's dashboard"},
        {"app_secrets", value(&BrandConfig::app_secrets, form::list_of(form::secret(), 1, 16)), needed,
            "secrets of Meta's apps; any of them is accepted, for rotation"},
        {"languages", value(&BrandConfig::languages, form::list_of(form::language())), "[]",
            "the languages customers write, likeliest first; they break ties only"},
        {"country", value(&BrandConfig::country, form::country()), optional,
            "for phone numbers in national form; without it the API answers those with 400"},
        {"portfolio", value(&BrandConfig::portfolio, form::label()), optional,
            "whose user ids these are: brands of one Meta business share it; default: the brand"},
        {"start_scopes", value(&BrandConfig::start_scopes, form::list_of(form::name())), "[]",
            "what START grants to somebody new; needs `start_wording`"},
        {"start_wording", value(&BrandConfig::start_wording, form::label()), optional,
            "the version of the wordings on which those grants rest"},
        {"unprompted_yes",
            value(&BrandConfig::unprompted_yes_opts_in, form::choice<bool>({{"note", false}, {"opt_in", true}})),
            R"("note")", "a YES to no question: noted, or a grant of the start_scopes"},
        {"stop_reach", value(&BrandConfig::stop_reaches_all, form::choice<bool>({{"as_asked", false}, {"all", true}})),
            R"("as_asked")", "whether the STOP of one scope stops all"},
        {"learn_links", value(&BrandConfig::learns_all_links, form::choice<bool>({{"known", false}, {"all", true}})),
            optional,
            "which pairs of phone and user id are remembered; default: `all` where a scope has `unknown = \"allow\"`, "
            "else `known`"},
        {"number", tables(&BrandConfig::numbers, number_keys()), optional,
            "the brand's numbers; none: every number of the app"},
        {"scope", tables(&BrandConfig::scopes, scope_keys()), optional, "purposes"},
        {"wording", tables(&BrandConfig::wordings, wording_keys()), optional, "what was asked"},
        {"prompt", tables(&BrandConfig::prompts, prompt_keys()), optional, "campaigns"},
        {"button", tables(&BrandConfig::buttons, button_keys()), optional, "buttons"},
        {"flow_field", tables(&BrandConfig::flow_fields, flow_field_keys()), optional, "fields of flows"},
        {"keyword", tables(&BrandConfig::keywords, keyword_keys()), optional, "own words"},
        {"destination", tables(&BrandConfig::destinations, destination_keys()), optional, "where events go"},
        {"brake", table(&BrandConfig::brake, brake_keys()), "{}", "from where on changes are too many at once"},
        {"graph", table(&BrandConfig::graph, graph_keys()), optional, "Meta's Graph API, for `consentry doctor`"},
    };
}

}  // namespace consentry::app
