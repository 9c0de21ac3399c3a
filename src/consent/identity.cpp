#include "consent/identity.hpp"

#include "consentry/consent/variants.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

constexpr std::chrono::seconds one_second{1};

int precedence(AliasKind kind)
{
    switch (kind) {
    case AliasKind::user_id: return 0;
    case AliasKind::phone: return 1;
    case AliasKind::parent_user_id: return 2;
    }
    return 3;
}

/// Looks up names of one person, at one time.
class Identifying {
public:
    Identifying(Records& records, std::string_view portfolio, EventTime at, Keyer& keys)
        : records_{records}
        , portfolio_{portfolio}
        , at_{at}
        , keys_{keys}
    {
    }

    void look(Alias const& alias)
    {
        auto const other = other_spelling(alias);
        std::optional<Holder> exact = holder_of(alias);
        std::optional<Holder> by_other = other ? holder_of(*other) : std::nullopt;
        if (other && exact.has_value() != by_other.has_value())
            drop_who_came_later(exact ? exact : by_other, exact ? *other : alias);
        if (is_theirs_later(exact, alias))
            return;
        if (other && !exact && is_theirs_later(by_other, *other))
            return result_.unknown.push_back(alias);
        bool const other_counts
            = by_other && (!exact || by_other->subject == exact->subject || !ends_first(*exact, *by_other));
        bool const exact_counts
            = exact && (!by_other || by_other->subject == exact->subject || !ends_first(*by_other, *exact));
        if (exact_counts)
            found(exact->subject);
        if (other_counts)
            found(by_other->subject);
        if (exact_counts)
            return;
        std::optional<EventTime> until = by_other ? by_other->until : end_of_unknown_holder(alias);
        if (!by_other && !until && other)
            until = end_of_unknown_holder(*other);
        if (until && result_.subject != 0 && has(result_.subject, alias, *until))
            return;  // They have it, and wrote from it a little before the time of the news.
        if (until)
            result_.unknown_former.push_back({alias, *until});
        else
            result_.unknown.push_back(alias);
    }

    Identified result() &&
    {
        result_.is_new = result_.subject == 0;
        return std::move(result_);
    }

private:
    std::optional<Holder> holder_of(Alias const& alias)
    {
        return records_.holder_of(portfolio_, keys_.of_alias(portfolio_, alias), at_);
    }

    /// Whoever moved to the line under one spelling had it under neither before.
    void drop_who_came_later(std::optional<Holder>& holder, Alias const& other)
    {
        if (!holder->until && end_of_unknown_holder(other))
            holder.reset();
    }

    /// Until when somebody had it of whom nothing is known yet.
    std::optional<EventTime> end_of_unknown_holder(Alias const& alias)
    {
        return records_.end_of_unknown_holder(portfolio_, keys_.of_alias(portfolio_, alias), at_);
    }

    /// Whether somebody else had it until the person, whom a user id tells, got it: their first message may be stamped
    /// a little before the news of that.
    bool is_theirs_later(std::optional<Holder> const& holder, Alias const& spelling)
    {
        return holder && holder->until && result_.subject != 0 && holder->subject != result_.subject
            && has(result_.subject, spelling, *holder->until);
    }

    bool has(SubjectNumber subject, Alias const& alias, EventTime at)
    {
        return records_.subject_of(portfolio_, keys_.of_alias(portfolio_, alias), at) == subject;
    }

    void found(SubjectNumber subject)
    {
        if (result_.subject == 0)
            result_.subject = subject;
        else if (subject != result_.subject && std::ranges::find(result_.merged, subject) == result_.merged.end())
            result_.merged.push_back(subject);
    }

    Records& records_;
    std::string_view portfolio_;
    EventTime at_;
    Keyer& keys_;
    Identified result_;
};

}  // namespace

Identified identify(Records& records, std::string_view portfolio, std::span<Alias const> who, EventTime at, Keyer& keys)
{
    std::vector<Alias> names{who.begin(), who.end()};
    std::ranges::sort(names, {}, [](Alias const& alias) { return std::pair{precedence(alias.kind), alias.value}; });
    Identifying identifying{records, portfolio, at, keys};
    for (Alias const& alias : names)
        identifying.look(alias);
    return std::move(identifying).result();
}

Identified identify(Records& records, std::string_view portfolio, Naming const& naming, Keyer& keys)
{
    std::vector<Alias> now = naming.who;
    std::vector<Alias> before;
    std::vector<Alias> of_others;
    for (Alias const& alias : naming.former) {
        if (!is_over(alias, naming))
            now.push_back(alias);
        else if (had_by_another(records, portfolio, naming, alias, keys))
            of_others.push_back(alias);
        else
            before.push_back(alias);
    }
    Identified result = identify(records, portfolio, now, naming.at, keys);
    Identified const former = identify(records, portfolio, before, naming.at - one_second, keys);
    // What was said under them may still be on its way.
    std::ranges::copy(former.unknown_former, std::back_inserter(result.unknown_former));
    of_others.insert(of_others.end(), former.unknown.begin(), former.unknown.end());
    for (Alias const& alias : of_others)
        result.unknown_former.push_back({alias, naming.at});
    if (former.is_new)
        return result;
    std::vector<SubjectNumber> others = former.merged;
    if (!result.is_new) {
        others.push_back(result.subject);
        others.insert(others.end(), result.merged.begin(), result.merged.end());
    }
    result.subject = former.subject;
    result.is_new = false;
    result.merged.clear();
    for (SubjectNumber const other : others) {
        if (other != result.subject && std::ranges::find(result.merged, other) == result.merged.end())
            result.merged.push_back(other);
    }
    return result;
}

bool had_by_another(
    Records& records, std::string_view portfolio, Naming const& naming, Alias const& former, Keyer& keys)
{
    if (!is_phone(former))
        return false;
    std::vector<Alias> told;
    for (auto const* const names : {&naming.former, &naming.who})
        std::ranges::copy_if(*names, std::back_inserter(told), [](Alias const& alias) { return !is_phone(alias); });
    Identified const mover = identify(records, portfolio, told, naming.at, keys);
    auto const is_another = [&](Holder const& holder) {
        bool const is_mover
            = holder.subject == mover.subject || std::ranges::find(mover.merged, holder.subject) != mover.merged.end();
        if (is_mover)
            return false;
        if (holder.until && *holder.until > naming.at)
            return true;
        std::vector<SubjectName> const names = records.names_of(holder.subject);
        return !mover.is_new && std::ranges::any_of(names, [](SubjectName const& name) {
            return name.alias.kind == AliasKind::user_id;
        });
    };
    return std::ranges::any_of(spellings_of(former), [&](Alias const& spelling) {
        auto const holder = records.holder_of(portfolio, keys.of_alias(portfolio, spelling), naming.at - one_second);
        return holder && is_another(*holder);
    });
}

bool is_over(Alias const& former, Naming const& naming)
{
    return std::ranges::none_of(naming.who, [&](Alias const& name) { return same_line(former, name); });
}

std::vector<Fact> facts_left(Records& records, Policy const& policy, std::span<Alias const> names,
    std::span<SubjectNumber const> own, EventTime now, Keyer& keys)
{
    std::vector<Fact> left;
    for (Alias const& spelling : phone_spellings_of(names)) {
        PrivateKey const key = keys.of_alias(policy.portfolio, spelling);
        std::ranges::move(records.facts_left(policy.brand, policy.portfolio, key, now, own), std::back_inserter(left));
    }
    return left;
}

std::vector<SubjectNumber> subjects_of(
    Records& records, std::string_view portfolio, Alias const& alias, EventTime at, Keyer& keys)
{
    std::vector<SubjectNumber> subjects;
    for (Alias const& spelling : spellings_of(alias)) {
        auto const subject = records.subject_of(portfolio, keys.of_alias(portfolio, spelling), at);
        if (subject && std::ranges::find(subjects, *subject) == subjects.end())
            subjects.push_back(*subject);
    }
    return subjects;
}

std::vector<Fact> shared_denials(Records& records, Policy const& policy, std::span<Alias const> names,
    std::span<SubjectNumber const> own, EventTime now, Keyer& keys)
{
    std::vector<Fact> denials;
    for (Alias const& other : sharing_denials(names)) {
        auto const subject = records.subject_of(policy.portfolio, keys.of_alias(policy.portfolio, other), now);
        if (!subject || std::ranges::find(own, *subject) != own.end())
            continue;
        std::ranges::move(
            standing_denials(policy, records.standing(policy.brand, *subject).facts, now), std::back_inserter(denials));
    }
    return denials;
}

}  // namespace consentry::consent
