#include "app/reload.hpp"

#include "app/translate.hpp"
#include "consentry/api/admin_handler.hpp"
#include "consentry/api/webhook_handler.hpp"

namespace consentry::app {
namespace {

void note_problems(std::vector<Finding> const& problems, Log& log)
{
    for (Finding const& finding : problems)
        log.error("serve.reload_refused",
            {{"file", finding.file.string()}, {"line", std::int64_t{finding.problem.line}},
                {"key", std::string_view{finding.problem.key}}, {"why", std::string_view{finding.problem.reason}},
                {"remedy", std::string_view{finding.problem.remedy}}});
}

bool needs_start(Config const& running, Config const& next, Log& log)
{
    std::string keys;
    for (std::string const& key : keys_of_a_start(running, next))
        keys += (keys.empty() ? "" : ", ") + key;
    if (!keys.empty())
        log.error("serve.reload_refused",
            {{"key", std::string_view{keys}}, {"why", "only a start can change this"},
                {"remedy", "restart consentry, or take the change back and reload"}});
    return !keys.empty();
}

/// Before anything is served by the new configuration: a destination that is new gets every event from here on.
void renew_forwarder(Setup const& setup, forward::Forwarder& forwarder)
{
    auto options = forward_options_of(setup.config);
    forwarder.renew(setup.trust);
    forwarder.configure(setup.destinations, std::move(options.schedule), options.keep_receipts);
}

void renew_admin(Setup const& setup, Reloaded const& parts)
{
    auto services = std::make_shared<api::Services>(*parts.services);
    services->brands = setup.brands;
    services->keys = keys_of(setup.config);
    services->kept_for = kept_for(setup.config);
    parts.services = std::move(services);
    parts.admin.renew(setup.admin_tls);
    parts.admin.for_each_handler(
        [&parts](http::Handler& handler) { static_cast<api::AdminHandler&>(handler).renew(parts.services); });
}

void renew_listener(Setup const& setup, http::Server& listener)
{
    listener.renew(setup.public_tls);
    listener.for_each_handler(
        [&setup](http::Handler& handler) { static_cast<api::WebhookHandler&>(handler).renew(setup.brands); });
}

}  // namespace

bool reload(LoadedSetup loaded, Reloaded const& parts)
{
    note_problems(loaded.problems, parts.log);
    if (!loaded.setup || needs_start(parts.current.get()->config, loaded.setup->config, parts.log)) {
        parts.alarms.raise(AlarmCode::reload_refused, "",
            "the configuration on disk is refused; what counts is the former one, until a restart fails on it");
        return false;
    }
    parts.alarms.clear(AlarmCode::reload_refused, "");
    auto const next = std::make_shared<Setup const>(std::move(*loaded.setup));
    Setup const& setup = *next;
    renew_forwarder(setup, parts.forwarder);
    parts.relays.renew(setup.trust);
    parts.relays.configure(setup.relays);
    renew_admin(setup, parts);
    renew_listener(setup, parts.listener);
    parts.log.info("serve.reloaded",
        {{"brands", static_cast<std::int64_t>(setup.brands->all().size())},
            {"destinations", static_cast<std::int64_t>(setup.destinations.size())},
            {"relays", static_cast<std::int64_t>(setup.relays.size())}});
    parts.relay_log.bound(relay_bounds_of(setup.config));
    parts.journal.bound({setup.config.journal.keep, setup.config.journal.limit_bytes});
    parts.round.begin(setup.brands);  // What nobody understood may be understood now.
    parts.watch.bound(alarm_bounds_of(setup.config));
    parts.current.replace(next);
    parts.rounds.wake();  // What counted may count no more.
    return true;
}

}  // namespace consentry::app
