#include "consentry/intake/intake.hpp"

#include "intake/ask_token.hpp"
#include "intake/item_naming.hpp"
#include "intake/item_send.hpp"
#include "intake/item_signal.hpp"
#include "intake/readings.hpp"
#include "intake/relaying.hpp"

#include <algorithm>
#include <set>

namespace consentry::intake {
namespace {

using consent::Intent;
using consent::Signal;
using consent::Source;

Count count_of(Intent intent)
{
    switch (intent) {
    case Intent::opt_out:
    case Intent::meta_stop: return Count::opt_outs;
    case Intent::opt_in:
    case Intent::meta_resume:
    case Intent::meta_signup: return Count::opt_ins;
    case Intent::affirm: return Count::affirmations;
    case Intent::acknowledge: return Count::acknowledgements;
    case Intent::decline: return Count::declines;
    case Intent::help: break;
    }
    return Count::helps;
}

/// Whether the ledger may make a no of it.
bool may_deny(Signal const& signal)
{
    return std::ranges::any_of(signal.readings, [](consent::Reading const& reading) {
        return reading.hold || reading.intent == Intent::opt_out || reading.intent == Intent::decline
            || reading.intent == Intent::meta_stop;
    });
}

}  // namespace

Intake::Intake(std::shared_ptr<Brands const> brands, KnownNames& known, NumbersHeard& heard, Tally& tally)
    : brands_{std::move(brands)}
    , known_{known}
    , heard_{heard}
    , tally_{tally}
    , verifier_{brands_->secrets()}
{
}

Result<Received> Intake::receive(std::string_view body, Digest const& signature, std::string_view brand, EventTime now)
{
    auto const secret = verifier_.secret_of(body, signature);
    Brand const* const narrowed = brand.empty() ? nullptr : brands_->find(brand);
    // A URL of a brand that is none is trusted by nobody: answered 200, what it says would be lost.
    bool const trusted = secret
        && (brand.empty()
            || (narrowed
                && std::ranges::find(narrowed->app_secrets, brands_->secrets()[*secret])
                    != narrowed->app_secrets.end()));
    if (!trusted) {
        tally_.add(Count::unauthentic);
        return fail(Fault::unauthentic, "the signature fits no app secret of the configuration");
    }
    tally_.add(Count::webhooks);
    meta::Webhook const webhook = decoder_.decode(body);
    told_.clear();
    Received received;
    received.items = webhook.items.size();
    received.complete = webhook.complete;
    received.broke_by = webhook.broke_by;
    if (!webhook.complete) {
        tally_.add(Count::broken_bodies);
        received.gaps.insert(Gap::broken_body);
        received.alarms.insert({AlarmCode::broken_bodies, std::string{}});
    }
    for (meta::Item const& item : webhook.items) {
        count(item, now);
        if (auto const gap = gap_in(item)) {
            received.gaps.insert(*gap);
            received.alarms.insert({AlarmCode::unknown_items, what_is_unknown(item, *gap)});
        }
        if (may_report(item))  // First: a signal makes its sender known, and strangers were asked nothing.
            hear_report(item, *secret, now, received);
        if (may_signal(item))
            hear(item, *secret, brand, now, received);
        hear_account(item, received);
    }
    // Behind what was said: a signal tells the names of who said it, too, and a no what may be sent to them.
    hear_sends(body, webhook.items, *secret, received);
    for (meta::Item const& item : webhook.items) {
        if (may_name(item))
            hear_names(item, *secret, now, received);
    }
    if (brands_->relay_anything())
        address_relays(*brands_, *secret, brand, webhook, received);
    return received;
}

void Intake::hear(meta::Item const& item, std::size_t secret, std::string_view brand, EventTime now, Received& received)
{
    Addressees const& addressees = addressees_of(secret, item.number);
    if (addressees.foreign) {
        received.gaps.insert(Gap::foreign_number);
        received.alarms.insert({AlarmCode::foreign_number, std::string{item.number}});
        return tally_.add(Count::foreign_numbers);
    }
    if (!addressees.listed) {
        tally_.add(Count::unlisted_numbers);
        received.alarms.insert({AlarmCode::unlisted_number, std::string{item.number}});
    }
    auto const is_narrowed_to = [&](Brand const* addressee) { return addressee->policy->brand == brand; };
    // What was written to another brand's number is that brand's to hear, whichever URL of the same app it came to; and
    // of a number that nobody lists nobody knows whose it is.
    bool const narrows = addressees.listed && std::ranges::any_of(addressees.brands, is_narrowed_to);
    // Of a change that broke off before its field nobody knows what it would have been.
    Doubt const doubt = !addressees.listed ? Doubt::unlisted_number : item.cut ? Doubt::cut : Doubt::none;
    for (Brand const* const addressee : addressees.brands) {
        if (!narrows || is_narrowed_to(addressee))
            hear_for(*addressee, item, doubt, signal_of(item, now), received);
    }
}

void Intake::hear_for(Brand const& brand, meta::Item const& item, Doubt doubt, Signal signal, Received& received)
{
    if (item.scan && !item.flow_response.empty()) {
        // Each ticked field is a signal of its own, since each may answer for another scope.
        for (consent::Reading& reading : readings_of_flow(brand, item.flow_response)) {
            Signal one = signal;
            one.identity += "/" + reading.match.keyword;
            one.text = reading.match.keyword + ": " + reading.match.folded;  // As answered, word for word.
            one.readings.push_back(std::move(reading));
            keep(brand, doubt, std::move(one), received);
        }
        return;
    }
    if (item.scan)
        words_.hear(brand, {item.texts, item.payloads, source_of(item) == Source::whatsapp_button}, signal);
    else if (auto reading = reading_of_setting(item))
        signal.readings.push_back(std::move(*reading));
    keep(brand, doubt, std::move(signal), received);
}

/// Hands a signal on, if there is one. What is left out for a doubt, or for want of a name, is for the journal.
void Intake::keep(Brand const& brand, Doubt doubt, Signal signal, Received& received)
{
    if (signal.readings.empty() && signal.folded.empty())
        return;
    bool const of_campaign = is_campaign_word(*brand.policy, signal.number, signal.folded);
    bool const is_chat = says_nothing(signal) && !of_campaign;
    if (signal.who.empty()) {
        received.has_signal = received.has_signal || !is_chat;
        if (!is_chat)
            received.gaps.insert(Gap::nameless);
        return tally_.add(Count::nameless);
    }
    count_signal(signal);
    if (is_chat)
        return;
    received.has_signal = true;
    if (doubt != Doubt::none) {
        auto const dropped = std::erase_if(signal.readings, [](consent::Reading const& reading) {
            return reading.intent != Intent::opt_out && reading.intent != Intent::meta_stop;
        });
        if (doubt == Doubt::unlisted_number && (dropped > 0 || of_campaign))
            received.gaps.insert(Gap::unlisted_number);
        if (signal.readings.empty())
            return;
    }
    know(brand, signal);
    received.unit.matters.push_back({brand.policy, brands_->siblings(brand), std::move(signal)});
}

/// Of who only thanks for something nothing is kept.
void Intake::know(Brand const& brand, Signal const& signal)
{
    if (thanks_only(signal))
        return;
    for (consent::Alias const& name : signal.who) {
        known_.add(brand.policy->portfolio, name.kind, name.value);
        if (may_deny(signal))
            known_.deny(brand.policy->portfolio, name.kind, name.value);
    }
    told_.push_back(known_.pair_of(brand.policy->portfolio, signal.who));
}

/// A message of the business that told what it asks, and what became of it: registers the question, or closes it.
void Intake::hear_report(meta::Item const& item, std::size_t secret, EventTime now, Received& received)
{
    std::vector<AskToken> const tokens = ask_tokens(item.callback_data);
    if (tokens.empty())
        return hear_failure(item, secret, now, received);
    for (AskToken const& token : tokens) {
        Addressees const& addressees = addressees_of(secret, item.number);
        if (addressees.foreign || !addressees.listed) {
            received.gaps.insert(addressees.foreign ? Gap::foreign_number : Gap::unlisted_number);
            continue;
        }
        for (Brand const* const brand : addressees.brands) {
            if (auto ask = ask_of(*brand->policy, item, token, now))
                received.unit.matters.push_back({brand->policy, brands_->siblings(*brand), std::move(*ask)});
            else
                received.alarms.insert({AlarmCode::unknown_prompt, std::string{token.scope}});
        }
    }
}

/// Most messages that fail have asked nothing, of people of whom nothing is known: that is found out in memory.
void Intake::hear_failure(meta::Item const& item, std::size_t secret, EventTime now, Received& received)
{
    auto const withdrawal = withdrawal_of(item, now);
    if (!withdrawal)
        return;
    Addressees const& addressees = addressees_of(secret, item.number);
    if (addressees.foreign || !addressees.listed)
        return;
    for (Brand const* const brand : addressees.brands) {
        if (!names_somebody_known(known_, brand->policy->portfolio, item))
            continue;
        received.has_signal = true;
        received.unit.matters.push_back({brand->policy, brands_->siblings(*brand), *withdrawal});
    }
}

/// Nearly all messages go to people who have never said no to anything: that is found out in memory. Where one does
/// not, the body is read once more, with what tells whether it was an answer.
void Intake::hear_sends(
    std::string_view body, std::span<meta::Item const> items, std::size_t secret, Received& received)
{
    std::span<meta::Item const> priced;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!tells_send(items[i]))
            continue;
        Addressees const& addressees = addressees_of(secret, items[i].number);
        if (addressees.foreign || !addressees.listed)
            continue;
        for (Brand const* const brand : addressees.brands) {
            if (!names_somebody_denied(known_, brand->policy->portfolio, items[i]))
                continue;
            if (priced.empty())
                priced = pricing_decoder_.decode(body).items;
            if (auto send = send_of(priced[i]))
                received.unit.matters.push_back({brand->policy, brands_->siblings(*brand), std::move(*send)});
        }
    }
}

/// Who goes by which names. Of people who never said anything nothing is kept, unless the brand wants to know
/// everybody: nearly every status ends here, at a look into memory. A change of names is kept of whomever it tells,
/// since what they said before may still be on its way, and nothing else would tell then whose it is.
void Intake::hear_names(meta::Item const& item, std::size_t secret, EventTime now, Received& received)
{
    Addressees const& addressees = addressees_of(secret, item.number);
    if (addressees.foreign || !addressees.listed)
        return;
    bool const changes = !item.successor.nameless();
    for (Brand const* const brand : addressees.brands) {
        std::string_view const portfolio = brand->policy->portfolio;
        bool const keeps_strangers = brand->learns_all_links || changes;
        if (!keeps_strangers && !names_somebody_known(known_, portfolio, item))
            continue;
        consent::Naming naming = naming_of(item, now);
        naming.strangers = keeps_strangers;
        std::uint64_t const pair = changes ? 0 : known_.pair_of(portfolio, naming.who);
        bool const is_told = !naming.strangers && std::ranges::find(told_, pair) != told_.end();
        if (!changes && (is_told || known_.is_settled(pair)))
            continue;
        received.unit.matters.push_back({brand->policy, brands_->siblings(*brand), std::move(naming)});
        received.pairs.push_back(pair);
    }
}

/// Webhooks come number by number, so the last answer is nearly always the next one.
Addressees const& Intake::addressees_of(std::size_t secret, std::string_view number)
{
    if (!last_asked_ || last_asked_->first != secret || last_asked_->second != number) {
        last_addressees_ = brands_->addressees(secret, number);
        last_asked_.emplace(secret, number);
    }
    return last_addressees_;
}

/// Meta tells that it will tell nothing more.
void Intake::hear_account(meta::Item const& item, Received& received)
{
    if (ends_feed(item))
        received.alarms.insert({AlarmCode::feed_ended, std::string{item.account.empty() ? item.waba : item.account}});
}

/// One word may be read in several languages: what it says counts once.
void Intake::count_signal(Signal const& signal)
{
    std::set<Count> counts;
    for (consent::Reading const& reading : signal.readings)
        counts.insert(count_of(reading.intent));
    for (Count const count : counts)
        tally_.add(count);
}

/// The same number and field stand behind one another, so either is looked up when it changes only.
void Intake::count(meta::Item const& item, EventTime now)
{
    count_kind(item);
    if (item.field != last_field_) {
        auto const fields = counted_fields();
        auto const found = std::ranges::lower_bound(fields, item.field);
        bool const is_known = found != fields.end() && *found == item.field;
        last_field_ = item.field;
        last_field_place_ = is_known ? static_cast<std::size_t>(found - fields.begin()) : fields_max;
    }
    tally_.add_field(last_field_place_);
    if (item.sample)
        return;
    if (item.number != last_heard_) {
        last_heard_ = item.number;
        last_place_ = heard_.place_of(item.number);
    }
    if (last_place_ != nullptr)
        last_place_->store(now.time_since_epoch().count(), std::memory_order_relaxed);
    if (item.timestamp && item.kind != meta::Kind::history)
        tally_.note_lag(now - *item.timestamp);
}

void Intake::count_kind(meta::Item const& item)
{
    if (item.sample)
        tally_.add(Count::samples);
    switch (item.kind) {
    case meta::Kind::message: return tally_.add(Count::messages);
    case meta::Kind::status: return tally_.add(Count::statuses);
    case meta::Kind::preference: return tally_.add(Count::preferences);
    case meta::Kind::echo: return tally_.add(Count::echoes);
    case meta::Kind::history: return tally_.add(Count::history);
    case meta::Kind::system: return tally_.add(Count::system);
    case meta::Kind::handover: return tally_.add(Count::handovers);
    case meta::Kind::other: return tally_.add(Count::other_items);
    case meta::Kind::unknown: return tally_.add(Count::unknown_items);
    }
}

}  // namespace consentry::intake
