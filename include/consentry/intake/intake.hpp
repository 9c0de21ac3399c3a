#pragma once

#include "consentry/base/alarms.hpp"
#include "consentry/consent/ledger.hpp"
#include "consentry/intake/brands.hpp"
#include "consentry/intake/gap.hpp"
#include "consentry/intake/known_names.hpp"
#include "consentry/intake/numbers_heard.hpp"
#include "consentry/intake/tally.hpp"
#include "consentry/intake/words.hpp"
#include "consentry/meta/decode.hpp"
#include "consentry/meta/signature.hpp"

namespace consentry::intake {

/// What a webhook comes to.
struct Received {
    consent::Unit unit;  ///< What has to be decided and kept before Meta is told 200; may be empty.
    std::size_t items = 0;
    bool complete = true;  ///< The body was JSON to its end; if not, the unit holds what came before the break.
    std::string broke_by;  ///< Why not, in a few words.
    Gaps gaps;             ///< Why it is for the journal, too; none: everything in it was understood.
    /// What stands in KnownNames for each of the matters at the end of the unit, which tell of names seen together.
    std::vector<std::uint64_t> pairs;
    bool has_signal = false;  ///< Something in it was heard as a signal, whatever is done about it.

    /// To whom it is passed on as it came: brand and name of each relay. None where nobody relays.
    std::vector<std::pair<std::string, std::string>> relays;
    std::vector<std::string> numbers;  ///< Of a webhook that is passed on: each number in it once, in any order.

    std::set<std::pair<AlarmCode, std::string>> alarms;  ///< What an operator has to know, and about what.
};

/// What a webhook's header claims, judged before its body is read. Fault::unauthentic if it is missing or malformed.
Result<Digest> claimed_signature(std::string_view header);

/// The answer to Meta's handshake, for the verify tokens of one brand or, if `brand` is empty, of all; `query` is what
/// stands behind the `?`. Fault::forbidden: the token is none of ours; Fault::malformed: this is no handshake.
Result<std::string> answer_handshake(Brands const& brands, std::string_view brand, std::string_view query);

/// Hears webhooks: the signature, the items, what they say and to whom. One object per thread: it keeps its memory.
class Intake {
public:
    /// `known`, `heard` and `tally` must outlive the object. Whoever says something is known from then on: what names
    /// them next may come in the same body, or on another thread before the writer has got to it.
    Intake(std::shared_ptr<Brands const> brands, KnownNames& known, NumbersHeard& heard, Tally& tally);

    /// Checks the signature over the very bytes, then reads them. Fault::unauthentic: no app of ours signed this;
    /// nothing was parsed. `brand` narrows to that brand's secrets, for a URL of its own, and to the brand itself where
    /// a number concerns it among others; empty: any. A brand that is none is trusted by no secret.
    /// `now` stands in for an item that tells no time.
    Result<Received> receive(std::string_view body, Digest const& signature, std::string_view brand, EventTime now);

private:
    /// Why it is not certain that an item is a brand's to hear, as what it seems to be: then only an opt-out counts.
    enum class Doubt { none, unlisted_number, cut };

    void hear(meta::Item const& item, std::size_t secret, std::string_view brand, EventTime now, Received& received);
    void hear_for(Brand const& brand, meta::Item const& item, Doubt doubt, consent::Signal signal, Received& received);
    void know(Brand const& brand, consent::Signal const& signal);
    void keep(Brand const& brand, Doubt doubt, consent::Signal signal, Received& received);
    void hear_report(meta::Item const& item, std::size_t secret, EventTime now, Received& received);
    void hear_failure(meta::Item const& item, std::size_t secret, EventTime now, Received& received);
    void hear_sends(std::string_view body, std::span<meta::Item const> items, std::size_t secret, Received& received);
    void hear_names(meta::Item const& item, std::size_t secret, EventTime now, Received& received);
    void hear_account(meta::Item const& item, Received& received);
    void count(meta::Item const& item, EventTime now);
    Addressees const& addressees_of(std::size_t secret, std::string_view number);
    void count_signal(consent::Signal const& signal);
    void count_kind(meta::Item const& item);

    std::shared_ptr<Brands const> brands_;
    KnownNames& known_;
    NumbersHeard& heard_;
    Tally& tally_;
    meta::Verifier verifier_;
    meta::Decoder decoder_{meta::Prices::skipped};
    meta::Decoder pricing_decoder_;  ///< Finds the same items.
    WordsHeard words_;
    std::vector<std::uint64_t> told_;  ///< Of this body: names that a signal tells, which nothing else has to.
    std::optional<std::pair<std::size_t, std::string>> last_asked_;
    Addressees last_addressees_;
    std::string last_heard_;
    NumbersHeard::Place* last_place_ = nullptr;
    std::string last_field_;
    std::size_t last_field_place_ = fields_max;
};

}  // namespace consentry::intake
