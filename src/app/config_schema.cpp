// The table of keys: what the configuration may say, in the order in which people are told about it.
#include "app/config_schema.hpp"

#include "app/config_values.hpp"
#include "app/vocabulary.hpp"

namespace consentry::app {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;
constexpr std::uint64_t gib = 1024 * mib;

Keys<TlsConfig> tls_keys()
{
    return {
        {"certificate", value(&TlsConfig::certificate, form::path()), needed,
            "PEM file: the certificate and its chain"},
        {"key", value(&TlsConfig::key, form::path()), needed, "PEM file: the private key of the certificate"},
        {"client_ca", value(&TlsConfig::client_ca, form::path()), optional,
            "PEM file: clients must show a certificate signed by one of these authorities (mTLS)"},
        {"client_name", value(&TlsConfig::client_name, form::text(255)), optional,
            "the common name that certificate must bear"},
    };
}

Keys<ListenConfig> listen_keys()
{
    return {
        {"public", value(&ListenConfig::public_address, form::address()), R"("0.0.0.0:8080")",
            "where Meta's webhooks arrive; nothing else is served there"},
        {"admin", value(&ListenConfig::admin_address, form::address()), R"("127.0.0.1:8081")",
            "where the API, health and metrics are"},
        {"threads", value(&ListenConfig::threads, form::whole(0, 256)), "0",
            "threads for sockets; 0 is one for each core"},
        {"public_url", value(&ListenConfig::public_url, form::url()), optional,
            "the callback URL as Meta knows it; `consentry doctor` tries it"},
        {"public_tls", table(&ListenConfig::public_tls, tls_keys()), optional, "TLS of the public listener"},
        {"admin_tls", table(&ListenConfig::admin_tls, tls_keys()), optional, "TLS of the admin listener"},
    };
}

Keys<LimitsConfig> limits_keys()
{
    return {
        {"header_bytes", value(&LimitsConfig::header_bytes, form::size(kib, mib)), R"("16KiB")",
            "request line and headers together; more is answered 431"},
        {"body_bytes", value(&LimitsConfig::body_bytes, form::size(kib, 64 * mib)), R"("4MiB")",
            "a body; more is answered 413. Meta sends up to 3 MB"},
        {"connections", value(&LimitsConfig::connections, form::whole(1, 1'000'000)), "15000",
            "open connections of the public listener; the next one is turned away. The admin listener takes as many, "
            "and 1000 at most"},
        {"header_time", value(&LimitsConfig::header_time, form::duration(1s, 1h)), R"("10s")",
            "for the header to arrive"},
        {"body_time", value(&LimitsConfig::body_time, form::duration(1s, 1h)), R"("30s")", "for the body to arrive"},
        {"handler_time", value(&LimitsConfig::handler_time, form::duration(1s, 1h)), R"("20s")",
            "for consentry's answer; then it is 503 and the sender tries again"},
        {"idle_time", value(&LimitsConfig::idle_time, form::duration(1s, 24h)), R"("75s")",
            "between two requests of a connection"},
        {"write_time", value(&LimitsConfig::write_time, form::duration(1s, 1h)), R"("30s")",
            "for the client to take the answer"},
        {"drain_time", value(&LimitsConfig::drain_time, form::duration(0s, 1h)), R"("30s")",
            "how long a stop waits for what is in flight"},
    };
}

Keys<StoreConfig> store_keys()
{
    return {
        {"url", value(&StoreConfig::file, form::store_url()), R"("sqlite:consentry.db")",
            "where consent is kept; the path is taken from the folder of this file"},
    };
}

/// The keys of `[keys]`, `[keywords]` and `[connectors]` land in members of Config itself.
Keys<Config> secret_keys()
{
    return {
        {"suppression", value(&Config::suppression, form::suppression_key()), R"("file:consentry.key")",
            "key of the hashes by which erased people stay unwritten to; made on first start. Back it up apart from "
            "the "
            "store"},
        {"signing", value(&Config::signing, form::key_file()), optional,
            "key that signs checkpoints of the ledger; made on first start. Default: "
            "`consentry-signing.key` beside the suppression key. Back it up apart from the store"},
    };
}

Keys<Config> keywords_keys()
{
    return {
        {"path", value(&Config::keywords_path, form::path()), R"("keywords")",
            "folder of the keyword packs, one file for each language"},
    };
}

Keys<Config> connectors_keys()
{
    return {
        {"path", value(&Config::connectors_path, form::path()), optional,
            "folder of the connectors, one file for each system; default: `connectors` beside this file, else the "
            "installed ones"},
    };
}

Keys<JournalConfig> journal_keys()
{
    return {
        {"path", value(&JournalConfig::path, form::path()), R"("journal")",
            "folder of the raw webhooks that could not be fully acted on"},
        {"keep", value(&JournalConfig::keep, form::duration(1h, days{365})), R"("7d")", "how long they are kept"},
        {"limit", value(&JournalConfig::limit_bytes, form::size(mib, 1024 * gib)), R"("1GiB")",
            "how much they may take"},
    };
}

Keys<RelayConfig> relay_keys()
{
    return {
        {"path", value(&RelayConfig::path, form::path()), R"("relay")",
            "folder of the webhooks that relays have still to get; made when there is a relay"},
        {"keep", value(&RelayConfig::keep, form::duration(1h, days{7})), R"("7d")",
            "how long they are kept for a relay that does not take them"},
        {"limit", value(&RelayConfig::limit_bytes, form::size(mib, 1024 * gib)), R"("4GiB")",
            "how much they may take; beyond it the oldest go"},
    };
}

Keys<RetentionConfig> retention_keys()
{
    return {
        {"message_text", value(&RetentionConfig::message_text, form::duration(days{1}, days{36'500})), R"("5y")",
            "how long the words of a person are kept as evidence; opt-outs themselves never expire"},
        {"unmatched_text", value(&RetentionConfig::unmatched_text, form::duration(days{7}, days{36'500})), R"("7d")",
            "how long words that answer no question are kept, and requests for help; an answer waits 7d for its "
            "question"},
        {"reads", value(&RetentionConfig::reads, form::duration(days{1}, days{36'500})), R"("1y")",
            "how long it is kept who has read what of whom"},
        {"attempts", value(&RetentionConfig::attempts, form::duration(1h, days{3650})), R"("14d")",
            "how long attempts of delivery are remembered"},
    };
}

Keys<ForwardConfig> forward_keys()
{
    return {
        {"schedule", value(&ForwardConfig::schedule, form::list_of(form::duration(0s, days{30}), 1, 100)),
            R"(["0s", "5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"])",
            "the wait before each attempt of a delivery; afterwards one a day"},
        {"give_up", value(&ForwardConfig::give_up, form::duration(1h, days{365})), R"("10d")",
            "after that a delivery waits for a person"},
        {"ca_file", value(&ForwardConfig::ca_file, form::path()), optional,
            "PEM: the authorities whose certificates destinations may have, instead of the system's"},
        {"crl_file", value(&ForwardConfig::crl_file, form::path()), optional,
            "PEM: lists of revoked certificates; where it is given, every authority of a destination's chain needs "
            "one"},
    };
}

Keys<AlarmsConfig> alarms_keys()
{
    return {
        {"silence", value(&AlarmsConfig::silence, form::duration(5min, days{365})), R"("1d")",
            "how long a number may be silent before that is an alarm"},
        {"backlog", value(&AlarmsConfig::backlog, form::duration(1min, days{30})), R"("1h")",
            "how old an event may get that a destination has not taken before that is an alarm"},
        {"revocation", value(&AlarmsConfig::revocation, form::duration(1min, days{30})), R"("24h")",
            "how long a destination may owe the receipt of an opt-out before that is an alarm; the law's limit is ten "
            "business days"},
        {"hold", value(&AlarmsConfig::hold, form::duration(1min, days{365})), R"("1d")",
            "how long a hold may wait for a person before that is an alarm"},
    };
}

Keys<ApiKeyConfig> api_key_keys()
{
    return {
        {"name", value(&ApiKeyConfig::name, form::label()), needed, "who uses it; stands in the log"},
        {"role",
            value(&ApiKeyConfig::role,
                form::choice<Role>({{"reader", Role::reader}, {"writer", Role::writer}, {"admin", Role::admin}})),
            needed, "`reader` asks, `writer` records too, `admin` does everything"},
        {"key", value(&ApiKeyConfig::hash, form::api_key()), optional, "the key; give this or `hash`"},
        {"hash", value(&ApiKeyConfig::hash, form::api_key_hash()), optional,
            "the key's hash, as `consentry keys new` prints it"},
        {"brands", value(&ApiKeyConfig::brands, form::list_of(form::name(), 1)), optional,
            "the brands it may act for; needed where there is more than one"},
        {"may_reopen", value(&ApiKeyConfig::may_reopen, form::flag()), "false",
            "whether an opt-in with wording, evidence and a later time outvotes a person's own opt-out"},
    };
}

Keys<Config> api_keys()
{
    return {{"key", tables(&Config::api_keys, api_key_keys()), optional, "who may use the API"}};
}

}  // namespace

Keys<Config> const& config_keys()
{
    static Keys<Config> const keys{
        {"listen", table(&Config::listen, listen_keys()), "{}", "where to listen"},
        {"limits", table(&Config::limits, limits_keys()), "{}", "what a client may take"},
        {"store", table(&Config::store, store_keys()), "{}", "where consent is kept"},
        {"keys", table(secret_keys()), "{}", "keys that stay outside the store"},
        {"keywords", table(keywords_keys()), "{}", "the words"},
        {"connectors", table(connectors_keys()), "{}", "how other systems are spoken to"},
        {"journal", table(&Config::journal, journal_keys()), "{}", "raw webhooks that could not be fully acted on"},
        {"relay", table(&Config::relay, relay_keys()), "{}",
            "webhooks on their way to destinations of the kind `relay`"},
        {"retention", table(&Config::retention, retention_keys()), "{}", "how long what is kept"},
        {"forward", table(&Config::forward, forward_keys()), "{}", "how deliveries are tried"},
        {"alarms", table(&Config::alarms, alarms_keys()), "{}", "from where on something is an alarm"},
        {"api", table(api_keys()), "{}", "who may use the API"},
        {"brand", tables(&Config::brands, brand_keys()), needed, "the brands: at least one [[brand]]"},
    };
    return keys;
}

}  // namespace consentry::app
