#pragma once

#include "consentry/consent/policy.hpp"
#include "consentry/consent/signal.hpp"
#include "consentry/keywords/matcher.hpp"

#include <map>
#include <memory>
#include <span>

namespace consentry::intake {

/// A payload or id of the brand's own buttons and lists, or a field of its flows.
struct Button {
    std::string id;
    consent::Intent signal = consent::Intent::opt_out;
    std::string scope;    ///< Empty: every scope (an opt-out), or whatever the prompt asked.
    std::string wording;  ///< The version that stands beside it; may be empty.
};

struct FlowField {
    std::string field;
    std::string scope;
    std::string wording;
};

/// A destination of the brand to which webhooks are passed on as they came, and which of them.
struct Relay {
    std::string name;
    bool without_signal = false;      ///< Only webhooks in which nothing was heard as a signal.
    std::vector<std::string> fields;  ///< Of at least one change; none: all.
};

/// What hearing for one brand needs: the configuration, translated once.
struct Brand {
    std::shared_ptr<consent::Policy const> policy;
    std::shared_ptr<keywords::Matcher const> matcher;
    std::vector<std::string> app_secrets;
    std::vector<std::string> verify_tokens;
    std::vector<std::string> numbers;  ///< Meta's `phone_number_id`s; none: every number of its apps.
    std::vector<Button> buttons;
    std::vector<FlowField> flow_fields;
    std::vector<Relay> relays;
    bool learns_all_links = false;  ///< Whether pairs of names of strangers are kept, too.
};

/// Whom a webhook's number concerns.
struct Addressees {
    std::vector<Brand const*> brands;
    bool listed = true;    ///< The number is one of theirs; else an opt-out concerns all brands of the secret.
    bool foreign = false;  ///< The number belongs to a brand that does not know the secret: nobody's to act on.
};

/// All brands of the configuration, and which secret and number belongs to which. Immutable; threads share it.
class Brands {
public:
    explicit Brands(std::vector<Brand> brands);
    Brands(Brands const&) = delete;  ///< The indexes point into it.
    Brands& operator=(Brands const&) = delete;

    std::span<Brand const> all() const { return brands_; }
    Brand const* find(std::string_view name) const;

    /// Every app secret once, in a fixed order.
    std::vector<std::string> const& secrets() const { return secrets_; }

    std::vector<std::string> verify_tokens() const;

    /// The brands that a webhook to `number` concerns, signed with the secret of that index.
    Addressees addressees(std::size_t secret, std::string_view number) const;

    /// The brands that list the secret of that index.
    std::vector<Brand const*> const& trusting(std::size_t secret) const { return brands_of_secret_[secret]; }

    bool relay_anything() const { return relays_; }  ///< Whether any brand has a relay.

    /// The rules of the other brands whose subjects are the same people.
    std::vector<std::shared_ptr<consent::Policy const>> const& siblings(Brand const& brand) const;

private:
    std::vector<Brand> brands_;
    bool relays_ = false;
    std::vector<std::string> secrets_;
    std::vector<std::vector<Brand const*>> brands_of_secret_;
    std::map<std::string, std::vector<Brand const*>, std::less<>> brands_of_number_;
    std::map<Brand const*, std::vector<std::shared_ptr<consent::Policy const>>> siblings_;
};

}  // namespace consentry::intake
