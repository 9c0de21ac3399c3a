#include "consentry/intake/intake.hpp"

#include "consentry/keywords/folding.hpp"
#include "intake/readings.hpp"

#include <algorithm>
#include <set>

namespace consentry::intake {
namespace {

using consent::Intent;
using consent::Signal;
using consent::Source;

/// Meta's code for "the recipient stopped marketing messages from this business", and its older form.
constexpr std::int64_t marketing_stopped = 131050;
constexpr std::int64_t marketing_stopped_formerly = 498;

bool tells_stop(meta::Item const& item)
{
    return item.kind == meta::Kind::status && item.status == "failed"
        && std::ranges::any_of(item.errors,
            [](std::int64_t code) { return code == marketing_stopped || code == marketing_stopped_formerly; });
}

/// Whether the item can bear a signal at all. All else costs nothing further.
bool may_signal(meta::Item const& item)
{
    if (item.sample || item.torn)
        return false;
    return item.scan || item.kind == meta::Kind::preference || tells_stop(item);
}

/// Meta sends digits alone; with a plus or blanks it would still be the same line, and must not become another subject.
/// What is no phone number stays as it is.
std::string digits_of(std::string_view wa_id)
{
    constexpr std::string_view separators = "+ -.()";
    std::string digits{wa_id};
    std::erase_if(digits, [&](char c) { return separators.find(c) != std::string_view::npos; });
    bool const is_number = !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    return is_number ? digits : std::string{wa_id};
}

std::vector<consent::Alias> names_of(meta::Person const& person)
{
    std::vector<consent::Alias> names;
    if (!person.wa_id.empty())
        names.push_back({consent::AliasKind::phone, digits_of(person.wa_id)});
    if (!person.user_id.empty())
        names.push_back({consent::AliasKind::user_id, std::string{person.user_id}});
    if (!person.parent_user_id.empty())
        names.push_back({consent::AliasKind::parent_user_id, std::string{person.parent_user_id}});
    return names;
}

Source source_of(meta::Item const& item)
{
    if (item.kind == meta::Kind::preference)
        return Source::meta_preference;
    if (item.kind == meta::Kind::status)
        return Source::meta_status;
    if (!item.flow_response.empty())
        return Source::whatsapp_flow;
    bool const chosen = std::ranges::any_of(item.texts, &meta::Text::label) || !item.payloads.empty();
    return chosen ? Source::whatsapp_button : Source::whatsapp_message;
}

/// What makes the item the same when Meta sends it again: its id and what it says. The id alone should do, but if one
/// ever came twice with other words, a STOP among them must not be taken for a repetition. Who said it is no part of
/// it: a repetition may name the person more fully than the first did.
std::string identity_of(meta::Item const& item)
{
    std::string identity{to_string(item.kind)};
    for (std::string_view const part : {item.message_id, item.category, item.preference, item.type, item.flow_response})
        identity.append("/").append(part);
    // A preference has no id: a second stop, after a resume, differs from the first by its time alone.
    if (item.message_id.empty()) {
        for (std::string_view const part :
            {item.waba, item.person.wa_id, item.person.user_id, item.person.parent_user_id})
            identity.append("/").append(part);
    }
    if (item.timestamp)
        identity.append("/").append(std::to_string(item.timestamp->time_since_epoch().count()));
    for (meta::Text const& text : item.texts)
        identity.append("/").append(text.value);
    for (std::string_view const payload : item.payloads)
        identity.append("/").append(payload);
    return identity;
}

consent::Reading setting(Intent intent, std::string_view rule)
{
    consent::Reading reading;
    reading.intent = intent;
    reading.addressed = true;
    reading.match = {std::string{rule}, "und", "setting", "meta/" + std::string{rule}, "meta", {}};
    return reading;
}

std::optional<consent::Reading> reading_of_setting(meta::Item const& item)
{
    if (tells_stop(item))
        return setting(Intent::meta_stop, "131050");
    // The only category there is; a preference that names none can mean no other.
    if (!item.category.empty() && item.category != "marketing_messages")
        return {};
    if (item.preference == "stop")
        return setting(Intent::meta_stop, "stop");
    if (item.preference == "resume")
        return setting(Intent::meta_resume, "resume");
    if (item.preference == "signup")
        return setting(Intent::meta_signup, "signup");
    return {};
}

Signal signal_of(meta::Item const& item, EventTime now)
{
    Signal signal;
    signal.who = names_of(item.person);
    signal.number = item.number;
    signal.at = item.timestamp.value_or(now);
    signal.stamped = item.timestamp.value_or(EventTime{});
    signal.source = source_of(item);
    signal.message_id = item.message_id;
    signal.identity = identity_of(item);
    if (!item.context_id.empty())
        signal.context_id = std::string{item.context_id};
    return signal;
}

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

/// OK and thanks bind only to a message they quote, or by a payload of ours: without either they change nothing, so
/// ordinary chat costs no look at the store.
bool says_nothing(Signal const& signal)
{
    return !signal.context_id && !signal.readings.empty()
        && std::ranges::all_of(signal.readings, [](consent::Reading const& reading) {
               return reading.intent == Intent::acknowledge && !reading.addressed;
           });
}

bool is_campaign_word(consent::Policy const& policy, std::string_view number, std::string_view folded)
{
    return std::ranges::any_of(policy.campaigns, [&](consent::Campaign const& campaign) {
        return (campaign.number.empty() || campaign.number == number)
            && std::ranges::find(campaign.words, folded) != campaign.words.end();
    });
}

}  // namespace

Intake::Intake(std::shared_ptr<Brands const> brands, Tally& tally)
    : brands_{std::move(brands)}
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
    Received received;
    received.items = webhook.items.size();
    received.complete = webhook.complete;
    received.broke_by = webhook.broke_by;
    if (!webhook.complete)
        tally_.add(Count::broken_bodies);
    for (meta::Item const& item : webhook.items) {
        count_kind(item);
        if (may_signal(item))
            hear(item, *secret, brand, now, received);
    }
    return received;
}

void Intake::hear(meta::Item const& item, std::size_t secret, std::string_view brand, EventTime now, Received& received)
{
    Addressees const addressees = brands_->addressees(secret, item.number);
    if (addressees.foreign)
        return tally_.add(Count::foreign_numbers);
    if (!addressees.listed)
        tally_.add(Count::unlisted_numbers);
    auto const is_narrowed_to = [&](Brand const* addressee) { return addressee->policy->brand == brand; };
    // What was written to another brand's number is that brand's to hear, whichever URL of the same app it came to; and
    // of a number that nobody lists nobody knows whose it is.
    bool const narrows = addressees.listed && std::ranges::any_of(addressees.brands, is_narrowed_to);
    // Of a change that broke off before its field nobody knows what it would have been.
    bool const certain = addressees.listed && !item.cut;
    for (Brand const* const addressee : addressees.brands) {
        if (!narrows || is_narrowed_to(addressee))
            hear_for(*addressee, item, certain, signal_of(item, now), received);
    }
}

void Intake::hear_for(Brand const& brand, meta::Item const& item, bool certain, Signal signal, Received& received)
{
    if (item.scan && !item.flow_response.empty()) {
        // Each ticked field is a signal of its own, since each may answer for another scope.
        for (consent::Reading& reading : readings_of_flow(brand, item.flow_response)) {
            Signal one = signal;
            one.identity += "/" + reading.match.keyword;
            one.text = reading.match.keyword + ": " + reading.match.folded;  // As answered, word for word.
            one.readings.push_back(std::move(reading));
            keep(brand, certain, std::move(one), received);
        }
        return;
    }
    if (item.scan)
        hear_words(brand, item, signal);
    else if (auto reading = reading_of_setting(item))
        signal.readings.push_back(std::move(*reading));
    keep(brand, certain, std::move(signal), received);
}

/// A payload that we know says it all; else the words do, typed ones or labels.
void Intake::hear_words(Brand const& brand, meta::Item const& item, Signal& signal)
{
    for (std::string_view const payload : item.payloads) {
        if (auto reading = reading_of_payload(brand, payload)) {
            signal.text = item.texts.empty() ? payload : item.texts.front().value;
            signal.folded = reading->match.folded;
            signal.readings.push_back(std::move(*reading));
            return;
        }
    }
    for (meta::Text const& text : item.texts) {
        hear_text(brand, text, signal);
        if (!signal.readings.empty())
            break;
    }
    // A button of ours that asks what is not configured: its label must not answer whatever else is open. A STOP stays.
    if (std::ranges::any_of(item.payloads, is_ours))
        std::erase_if(signal.readings, [](auto const& reading) { return reading.intent != Intent::opt_out; });
    if (signal.readings.empty() && source_of(item) == Source::whatsapp_button)
        signal.folded.clear();  // Only what was typed can be a campaign's word.
}

void Intake::hear_text(Brand const& brand, meta::Text const& text, Signal& signal)
{
    brand.matcher->match(text.value, scratch_, found_);
    if (found_.empty() && brand.policy->campaigns.empty())
        return;
    std::string folded = keywords::folded(text.value);
    Written const written = text.label ? Written::label : Written::typed;
    signal.readings = readings_for(brand, found_, folded, written, signal.who);
    bool const of_campaign = !text.label && is_campaign_word(*brand.policy, signal.number, folded);
    if (signal.readings.empty() && !of_campaign)
        return;
    signal.text = text.value;
    signal.folded = std::move(folded);
}

/// Hands a signal on, if there is one: where it is not certain that it is for the brand only an opt-out counts.
void Intake::keep(Brand const& brand, bool certain, Signal signal, Received& received)
{
    if (signal.readings.empty() && signal.folded.empty())
        return;
    if (signal.who.empty())
        return tally_.add(Count::nameless);
    count_signal(signal);
    if (!certain)
        std::erase_if(signal.readings, [](consent::Reading const& reading) {
            return reading.intent != Intent::opt_out && reading.intent != Intent::meta_stop;
        });
    bool const nothing_left = !certain && signal.readings.empty();
    if (nothing_left || (says_nothing(signal) && !is_campaign_word(*brand.policy, signal.number, signal.folded)))
        return;
    received.unit.matters.push_back({brand.policy, brands_->siblings(brand), std::move(signal)});
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
