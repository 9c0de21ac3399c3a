#pragma once

#include "consentry/base/time.hpp"
#include "consentry/consent/contact.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::consent {

/// Every scope, in a fact or a question. No configured scope can have this name.
inline constexpr std::string_view every_scope = "*";

/// What kind of messages a scope stands for, in Meta's template categories.
enum class Category { marketing, utility, authentication, service };

std::string_view name_of(Category category);
std::optional<Category> category_of(std::string_view name);

/// A purpose for which consent is kept apart.
struct Scope {
    std::string name;
    Category category = Category::marketing;
    std::vector<std::string> aliases;               ///< Folded; what "STOP <alias>" calls it.
    bool meta_marketing = false;                    ///< Obeys the person's setting in WhatsApp itself.
    std::optional<std::chrono::seconds> valid_for;  ///< How long a grant lasts; without it, until revoked.
    bool unknown_allowed = false;                   ///< Whether somebody who never said anything may be written to.

    std::vector<std::string> required_wordings{};  ///< Versions that still count; none: every one.
    std::vector<std::string> asks_twice_in{};      ///< Countries (ISO 3166 alpha-2) of double opt-in; `*`: all.
    std::chrono::seconds reply_window = std::chrono::hours{24};  ///< How long after their last message the person gets
                                                                 ///< a reply without consent; 0: not at all.

    /// Whether only an opt-in that was said twice counts for who has these names. A number that can be of several
    /// countries is of the strictest.
    bool asks_twice(std::span<Alias const> names) const;
};

/// A question put to everybody of a number for a time, as configured.
struct Campaign {
    std::string scope;
    std::string wording;
    std::string language;  ///< Of the wording; may be empty.
    std::string number;    ///< Empty: every number of the brand.
    EventTime from;
    EventTime until;                 ///< The first second in which it is closed.
    std::vector<std::string> words;  ///< Folded. Each binds to this campaign; empty: YES and NO of any kind do.
};

/// What was asked, word for word.
struct Wording {
    std::string scope;
    std::string version;
    std::string language;
    std::string text;
};

/// How much a source may change of late before it is held: more than the floor, and more than the share of the
/// portfolio's people, within the window.
struct BrakeBounds {
    std::chrono::seconds window{0};  ///< 0: nothing is held.
    std::int64_t opt_outs = 0;       ///< The floor of each direction.
    std::int64_t opt_ins = 0;
    std::int64_t percent = 0;
};

/// The rules by which one brand's signals are judged. A plain value: the configuration, translated once.
struct Policy {
    std::string brand;
    std::string portfolio;               ///< Whose subjects these are; several brands may share one.
    std::vector<std::string> languages;  ///< Break ties between languages, best first.
    std::string country;                 ///< ISO 3166 alpha-2, for phone numbers in national form; may be empty.
    std::vector<Scope> scopes;
    std::vector<Wording> wordings;
    std::vector<Campaign> campaigns;
    std::vector<std::string> start_scopes;  ///< What START grants to somebody new.
    std::string start_wording;              ///< The version those grants rest on.
    bool unprompted_yes_opts_in = false;    ///< A YES to nothing grants `start_scopes`.
    bool stop_reaches_all = false;          ///< A STOP of one scope denies every scope.
    BrakeBounds brake;

    Scope const* scope(std::string_view name) const;
    Wording const* wording(std::string_view scope, std::string_view version) const;

    /// When a grant of the scope made at that time ends; never, if there is none.
    std::optional<EventTime> end_of_grant(std::string_view scope, EventTime from) const;
};

}  // namespace consentry::consent
