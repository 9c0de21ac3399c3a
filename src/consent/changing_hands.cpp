#include "consent/changing_hands.hpp"

#include "consent/giving_back.hpp"
#include "consentry/consent/variants.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

constexpr std::chrono::seconds one_second{1};

bool contains(std::span<SubjectNumber const> subjects, SubjectNumber subject)
{
    return std::ranges::find(subjects, subject) != subjects.end();
}

}  // namespace

ChangeOfHands::ChangeOfHands(
    Records& records, Matter const& matter, Naming const& naming, Instant now, ApplyContext& context)
    : records_{records}
    , matter_{matter}
    , naming_{naming}
    , now_{now}
    , context_{context}
{
    std::ranges::copy_if(naming.former, std::back_inserter(old_phones_),
        [&](Alias const& alias) { return is_phone(alias) && is_over(alias, naming); });
    if (!old_phones_.empty())
        std::ranges::copy_if(naming.who, std::back_inserter(new_phones_), is_phone);
}

Outcome ChangeOfHands::end_former_holders()
{
    Outcome outcome;
    std::string const& portfolio = matter_.policy->portfolio;
    for (Alias const& phone : old_phones_) {
        if (had_by_another(records_, portfolio, naming_, phone, context_.keys))
            look_for_earlier_words(phone);
    }
    for (Alias const& phone : new_phones_) {
        Identified const found = identify(records_, portfolio, {&phone, 1}, naming_.at, context_.keys);
        if (found.is_new || !is_former_holder(found.subject, phone))
            continue;
        Concerned who
            = concerned(records_, *matter_.policy, {.subject = found.subject}, naming_.at, {}, now_, context_.keys);
        end(who, phone, naming_.at);
        Origin const origin{.number = naming_.number, .source = naming_.source, .message_id = naming_.message_id};
        append_events(outcome, enter(records_, matter_, std::move(who), {}, origin, now_, context_));
        to_look_through_.push_back(found.subject);
    }
    return outcome;
}

/// Whoever had the old number after them may have been taken for them.
void ChangeOfHands::look_for_earlier_words(Alias const& phone)
{
    Identified const found
        = identify(records_, matter_.policy->portfolio, {&phone, 1}, naming_.at - one_second, context_.keys);
    if (found.is_new)
        return;
    to_look_through_.push_back(found.subject);
    is_heard_ = is_heard_ || said_something_before(found.subject);
}

/// To any brand, before the change.
bool ChangeOfHands::said_something_before(SubjectNumber subject)
{
    std::vector<std::string> const brands = records_.brands_of(subject);
    return std::ranges::any_of(brands, [&](std::string const& brand) {
        Standing const standing = records_.standing(brand, subject);
        return std::ranges::any_of(standing.facts, [&](Fact const& fact) { return fact.at < naming_.at; });
    });
}

/// Whoever moves to a number may have been heard under it before the news came, but not before they moved.
bool ChangeOfHands::is_former_holder(SubjectNumber subject, Alias const& phone)
{
    if (contains(movers(), subject))
        return false;
    std::vector<SubjectName> const names = records_.names_of(subject);
    auto const is_user_id = [](Alias const& alias) { return alias.kind == AliasKind::user_id; };
    bool const tells_user_id
        = std::ranges::any_of(naming_.who, is_user_id) || std::ranges::any_of(naming_.former, is_user_id);
    if (tells_user_id && std::ranges::any_of(names, is_user_id, &SubjectName::alias))
        return true;  // With another user id than the news tells.
    auto const told_before
        = [&](SubjectName const& name) { return same_line(name.alias, phone) && name.since < naming_.at; };
    return std::ranges::any_of(names, told_before) || said_something_before(subject);
}

/// Whom the change tells of, as they were known before it and by user ids, which nobody else ever gets.
std::vector<SubjectNumber> ChangeOfHands::movers()
{
    std::vector<Alias> names;
    std::ranges::copy_if(naming_.former, std::back_inserter(names), [&](Alias const& alias) {
        return !had_by_another(records_, matter_.policy->portfolio, naming_, alias, context_.keys);
    });
    std::ranges::copy_if(naming_.who, std::back_inserter(names), [](Alias const& alias) { return !is_phone(alias); });
    Identified const found
        = identify(records_, matter_.policy->portfolio, names, naming_.at - one_second, context_.keys);
    std::vector<SubjectNumber> movers = found.merged;
    if (!found.is_new)
        movers.push_back(found.subject);
    return movers;
}

Outcome ChangeOfHands::give_words_back()
{
    if (old_phones_.empty())
        return {};
    std::vector<Alias> names = naming_.who;
    names.insert(names.end(), old_phones_.begin(), old_phones_.end());
    for (Alias const& name : names) {
        auto const found = identify(records_, matter_.policy->portfolio, {&name, 1}, naming_.at, context_.keys);
        if (!found.is_new && !contains(to_look_through_, found.subject))
            to_look_through_.push_back(found.subject);
    }
    Outcome outcome;
    for (SubjectNumber const subject : to_look_through_)
        append_events(outcome, give_back(records_, matter_, subject, now_, context_));
    return outcome;
}

}  // namespace consentry::consent
