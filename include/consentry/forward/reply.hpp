#pragma once

#include "consentry/consent/event.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Answers to people themselves, in WhatsApp: what a destination of the kind `reply` sends.
namespace consentry::forward {

/// What a reply says.
enum class ReplyKind {
    opted_out,        ///< You get nothing more from us.
    opted_out_scope,  ///< You get nothing more of this kind.
    lifted,           ///< Your STOP is taken back.
    opted_in,         ///< You get messages of this kind.
    help,             ///< Who we are, and how to stop us.
};

std::string_view name_of(ReplyKind kind);  ///< As the configuration and packs call it.
std::optional<ReplyKind> reply_kind_of(std::string_view name);

/// Which `{…}` its texts may have. The words of the language (`{start}`, `{stop}`) are filled in before a ReplyText is
/// made of them; `{brand}` and `{scope}` when it is sent.
std::vector<std::string_view> placeholders_of(ReplyKind kind);

/// The placeholder of a text that its kind does not know; nothing if all is well.
std::optional<std::string> unknown_placeholder(ReplyKind kind, std::string_view text);

/// The text with every `{name}` replaced by `value`.
std::string filled_in(std::string_view text, std::string_view name, std::string_view value);

struct ReplyText {
    std::string language;
    ReplyKind kind = ReplyKind::opted_out;
    std::string scope{};  ///< It is of this one only; empty: of any.
    std::string text{};
};

/// What people call a scope: its aliases, and how a message that was folded spells each.
struct ScopeNames {
    struct Alias {
        std::string folded;
        std::string written;
    };
    std::string scope;
    std::vector<Alias> aliases;
};

/// How a brand answers people, as configured.
struct ReplyTarget {
    std::string token;                       ///< Of Meta's, with whatsapp_business_messaging.
    std::vector<std::string> app_secrets{};  ///< One of them proves that we know the token's app, where it asks.
    std::vector<std::string> numbers{};      ///< From which it may be answered; none: every number of the brand's apps.
    std::string called{};                    ///< The brand, as texts call it.
    std::vector<consent::EventType> confirms{};  ///< The person's own words that are confirmed.
    bool help = false;                           ///< Who asks for help is answered.
    std::vector<ReplyText> texts{};              ///< The brand's own; they go before those of the packs.
    std::vector<ReplyText> pack_texts{};
    std::vector<ScopeNames> scopes{};

    /// Keywords that several languages have, and which: they don't tell by themselves who writes what. `und`: all.
    std::map<std::string, std::vector<std::string>, std::less<>> shared_keywords{};
};

/// Not later than so long after the words were written down: what 47 CFR 64.1200(a)(12) presumes to be in time.
inline constexpr std::chrono::minutes reply_within{5};

/// And not later than so long after they were said: Meta closes the window at 24 hours.
inline constexpr std::chrono::seconds reply_window = std::chrono::hours{24} - std::chrono::minutes{1};

}  // namespace consentry::forward
