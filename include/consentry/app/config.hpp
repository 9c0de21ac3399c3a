#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/time.hpp"
#include "consentry/forward/rate.hpp"
#include "consentry/forward/webhook_secret.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The configuration as plain values: every key of the file in its own member, paths made absolute against the folder
/// of the file, secrets already fetched, defaults filled in. Whoever composes the program translates it for each part.
/// Defaults, bounds and descriptions stand in one place, the table of keys in src/app/config_schema.cpp; members
/// without a value here get theirs from it.
namespace consentry::app {

/// Where to listen. The host is a name or an address without brackets; port 0 lets the system choose one.
struct Address {
    std::string host;
    std::uint16_t port = 0;

    bool operator==(Address const&) const = default;
};

struct TlsConfig {
    std::filesystem::path certificate;
    std::filesystem::path key;
    std::filesystem::path client_ca;  ///< Empty: the client need not show a certificate.
    std::string client_name;          ///< The common name it must bear, if any.
};

struct ListenConfig {
    Address public_address;  ///< For Meta only.
    Address admin_address;   ///< API, health, metrics.
    unsigned threads = 0;    ///< For sockets; 0: one for each core.
    std::string public_url;  ///< The callback URL as Meta knows it; may be empty.
    std::optional<TlsConfig> public_tls;
    std::optional<TlsConfig> admin_tls;
};

/// What a client may take of us. Each time is a deadline of its own.
struct LimitsConfig {
    std::size_t header_bytes = 0;
    std::size_t body_bytes = 0;
    std::size_t connections = 0;
    std::chrono::seconds header_time{};
    std::chrono::seconds body_time{};
    std::chrono::seconds handler_time{};
    std::chrono::seconds idle_time{};
    std::chrono::seconds write_time{};
    std::chrono::seconds drain_time{};  ///< How long a stop waits for what is in flight.

    bool operator==(LimitsConfig const&) const = default;
};

struct StoreConfig {
    std::filesystem::path file;  ///< Of the `sqlite:` URL.
};

/// The key of the hashes by which erased people stay suppressed. Exactly one of the two is filled.
struct SuppressionConfig {
    std::filesystem::path file;  ///< Made on first start if it is absent.
    std::string value;           ///< From an environment variable; 32 bytes at least.

    bool operator==(SuppressionConfig const&) const = default;
};

struct JournalConfig {
    std::filesystem::path path;
    std::chrono::seconds keep{};
    std::uint64_t limit_bytes = 0;
};

/// Webhooks on their way to relays.
struct RelayConfig {
    std::filesystem::path path;
    std::chrono::seconds keep{};
    std::uint64_t limit_bytes = 0;
};

struct RetentionConfig {
    std::chrono::seconds message_text{};
    std::chrono::seconds unmatched_text{};
    std::chrono::seconds attempts{};
    std::chrono::seconds reads{};
};

struct AlarmsConfig {
    std::chrono::seconds silence{};     ///< Of a number, after which something must be wrong.
    std::chrono::seconds hold{};        ///< How long a hold may wait for a person.
    std::chrono::seconds revocation{};  ///< How long a destination may owe the receipt of a no.
    std::chrono::seconds backlog{};     ///< How old an event may be that a destination has not got.
};

struct ForwardConfig {
    std::vector<std::chrono::seconds> schedule;  ///< The wait before each attempt; afterwards one a day.
    std::chrono::seconds give_up{};
    std::filesystem::path ca_file;   ///< Empty: the system's authorities.
    std::filesystem::path crl_file;  ///< Empty: nobody looks whether a certificate was revoked.
};

enum class Role { reader, writer, admin };

struct ApiKeyConfig {
    std::string name;
    Role role = Role::reader;
    Digest hash{};                    ///< SHA-256 of the key; the key itself is not kept.
    std::vector<std::string> brands;  ///< Never empty: where there is one brand, it is that one.
    bool may_reopen = false;          ///< Whether it may outvote a person's own denial with evidence.
};

struct NumberConfig {
    std::string phone_number_id;
};

struct ScopeConfig {
    std::string name;
    std::string category;  ///< `marketing`, `utility`, `authentication` or `service`.
    std::vector<std::string> aliases;
    bool meta_marketing = false;
    std::optional<std::chrono::seconds> valid_for;
    bool unknown_allowed = false;
    std::vector<std::string> required_wordings;
    std::vector<std::string> double_opt_in;
    std::chrono::seconds reply_window{};
};

struct WordingConfig {
    std::string scope;
    std::string version;
    std::string language;
    std::string text;
};

/// A campaign: words sent to that number in that time bind to it.
struct PromptConfig {
    std::string scope;
    std::string wording;
    std::string number;  ///< Empty: every number of the brand.
    EventTime from;
    EventTime until;
    std::vector<std::string> words;  ///< Empty: YES and NO of any kind.
};

struct ButtonConfig {
    std::string id;
    std::string signal;   ///< As in `consentry match`; never `none`.
    std::string scope;    ///< Empty: every scope.
    std::string wording;  ///< What the button stood under, if it was kept.
};

struct FlowFieldConfig {
    std::string field;
    std::string scope;
    std::string wording;
};

struct KeywordConfig {
    std::string text;
    std::string signal;  ///< As in `consentry match`; `none` switches the word off.
    std::vector<std::string> countries;
};

enum class TextDetail { exact, full, none };

/// A text of the brand's own that people are answered with.
struct ReplyTextConfig {
    std::string language;
    std::string to;     ///< `opted_out`, `opted_out_scope`, `lifted`, `opted_in` or `help`.
    std::string scope;  ///< It is about this one only; empty: about any.
    std::string text;
};

/// Texts by name, as a table of the file has them.
using TextTable = std::map<std::string, std::string, std::less<>>;

struct DestinationConfig {
    std::string name;
    std::string kind;  ///< `webhook`, `relay` or `reply`; else the name of a connector.
    std::string url;
    std::vector<forward::SigningSecret> secrets;  ///< All sign, the first is the newest.
    std::vector<std::string> events;              ///< Types, or `<noun>.*`, or `*`.
    TextDetail text = TextDetail::exact;
    bool without_signal = false;      ///< Of a relay: only webhooks in which nothing was heard as a signal.
    std::vector<std::string> fields;  ///< Of a relay: which webhooks it gets; empty: all.
    bool allow_private_network = false;
    bool paused = false;  ///< Starts paused.
    unsigned concurrency = 0;
    std::optional<forward::Rate> rate;  ///< How many attempts at most; none: no bound.
    std::string token;                  ///< Of a reply, as are those below.
    std::string called;                 ///< The brand, as texts call it; empty: by its name.
    std::vector<std::string> confirms;  ///< `opted_out`, `lifted`, `opted_in`.
    bool help = false;
    std::vector<ReplyTextConfig> replies;
    TextTable credentials;                ///< Of a connector, as are those below.
    TextTable settings;                   ///< What its template asks for.
    std::vector<std::string> scopes;      ///< Empty: all of the brand.
    std::optional<bool> opts_in_several;  ///< Else as the template says.
    std::map<std::string, TextTable, std::less<>> maps;
};

inline constexpr std::string_view graph_url = "https://graph.facebook.com/v26.0";

/// How Meta's Graph API is asked about a brand.
struct GraphConfig {
    std::string token;
    std::string app_id;              ///< Empty: the app that the token belongs to.
    std::vector<std::string> wabas;  ///< The brand's WhatsApp Business Accounts.
    std::string url;
};

/// From where on changes that the business or Meta's status codes tell are too many at once.
struct BrakeConfig {
    std::chrono::seconds window{};  ///< 0: never.
    unsigned opt_outs = 0;
    unsigned opt_ins = 0;
    unsigned percent = 0;
};

struct BrandConfig {
    std::string name;
    std::string verify_token;
    std::vector<std::string> app_secrets;
    std::vector<std::string> languages;
    std::string country;    ///< ISO 3166-1 alpha-2, or empty.
    std::string portfolio;  ///< Never empty: the brand's name where none is given.
    std::vector<std::string> start_scopes;
    std::string start_wording;
    bool unprompted_yes_opts_in = false;
    bool stop_reaches_all = false;
    bool learns_all_links = false;
    std::vector<NumberConfig> numbers;  ///< Empty: every number of the app.
    std::vector<ScopeConfig> scopes;
    std::vector<WordingConfig> wordings;
    std::vector<PromptConfig> prompts;
    std::vector<ButtonConfig> buttons;
    std::vector<FlowFieldConfig> flow_fields;
    std::vector<KeywordConfig> keywords;
    std::vector<DestinationConfig> destinations;
    std::optional<GraphConfig> graph;
    BrakeConfig brake;
};

struct Config {
    ListenConfig listen;
    LimitsConfig limits;
    StoreConfig store;
    SuppressionConfig suppression;
    std::filesystem::path signing;  ///< The key of checkpoints; empty: beside the suppression key.
    std::filesystem::path keywords_path;
    std::filesystem::path connectors_path;  ///< Empty: see connectors_choice().
    JournalConfig journal;
    RelayConfig relay;
    RetentionConfig retention;
    ForwardConfig forward;
    AlarmsConfig alarms;
    std::vector<ApiKeyConfig> api_keys;
    std::vector<BrandConfig> brands;
};

}  // namespace consentry::app
