#include "consent/identity.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/consent/event_id.hpp"
#include "consentry/consent/variants.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

constexpr std::string_view event_prefix = "evt_";
constexpr std::string_view subject_prefix = "sub_";
constexpr std::chrono::seconds one_second{1};

bool is_phone(Alias const& alias) { return alias.kind == AliasKind::phone; }

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
        // Where one line has had two holders, whose time ended first had it then; who has it still came later.
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

    static bool ends_first(Holder const& one, Holder const& other)
    {
        return one.until && (!other.until || *one.until < *other.until);
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

std::optional<PrivateKey> private_key_of(std::string_view hex)
{
    auto const octets = from_hex(hex);
    PrivateKey key{};
    if (!octets || octets->size() != key.size())
        return {};
    std::ranges::copy(as_octets(*octets), key.begin());
    return key;
}

PrivateKey Keyer::of(std::string_view kind, std::string_view a, std::string_view b, std::string_view c)
{
    // A zero byte between the parts: only the last can hold one, so no two ways of cutting give the same bytes.
    constexpr std::string_view cut{"\0", 1};
    Digest const digest = hmac_({kind, cut, a, cut, b, cut, c});
    PrivateKey key{};
    std::copy_n(digest.begin(), key.size(), key.begin());
    return key;
}

PrivateKey Keyer::of_item(std::string_view brand, std::string_view number, std::string_view identity, EventTime stamped)
{
    PrivateKey key = of("item", brand, number, identity);
    auto seconds = static_cast<std::uint32_t>(stamped.time_since_epoch().count());
    if (seconds == 0)
        return key;
    for (std::size_t i = 4; i-- > 0; seconds >>= 8)
        key[i] = static_cast<std::uint8_t>(seconds & 0xff);
    return key;
}

PrivateKey Keyer::of_alias(std::string_view portfolio, Alias const& alias)
{
    // A phone number is the same line for everybody, a user id only means something within its portfolio; subjects
    // belong to a portfolio in either case.
    return of("alias", portfolio, name_of(alias.kind), alias.value);
}

PrivateKey Keyer::of_message(std::string_view message_id) { return of("message", message_id, {}, {}); }

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
        bool const is_others = is_over(alias, naming) && had_by_another(records, portfolio, naming, alias, keys);
        (!is_over(alias, naming) ? now : is_others ? of_others : before).push_back(alias);
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
    std::vector<Alias> told;
    for (auto const* const names : {&naming.former, &naming.who})
        std::ranges::copy_if(*names, std::back_inserter(told), [](Alias const& alias) { return !is_phone(alias); });
    Identified const mover = identify(records, portfolio, told, naming.at, keys);
    for (Alias const& spelling : spellings_of(former)) {
        auto const holder = records.holder_of(portfolio, keys.of_alias(portfolio, spelling), naming.at - one_second);
        if (!is_phone(former) || !holder || holder->subject == mover.subject)
            continue;
        std::vector<SubjectName> const names = records.names_of(holder->subject);
        bool const has_other_user = !mover.is_new && std::ranges::any_of(names, [](SubjectName const& name) {
            return name.alias.kind == AliasKind::user_id;
        });
        if (has_other_user || (holder->until && *holder->until > naming.at))
            return true;
    }
    return false;
}

bool is_over(Alias const& former, Naming const& naming)
{
    return std::ranges::none_of(naming.who, [&](Alias const& name) { return same_line(former, name); });
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

std::string new_subject_id(Random& random)
{
    std::array<std::uint8_t, 16> octets{};
    random.fill(octets);
    return std::string{subject_prefix} + to_base32(octets);
}

std::string new_event_id(Random& random, Seq seq)
{
    std::array<std::uint8_t, 16> octets{};
    random.fill(std::span{octets}.last(8));
    auto place = static_cast<std::uint64_t>(seq);
    for (std::size_t i = 8; i-- > 0; place >>= 8)
        octets[i] = static_cast<std::uint8_t>(place & 0xff);
    return std::string{event_prefix} + to_base32(octets);
}

std::optional<Seq> seq_of_event(std::string_view event_id)
{
    if (!event_id.starts_with(event_prefix))
        return {};
    auto const octets = from_base32(event_id.substr(event_prefix.size()), 16);
    if (!octets)
        return {};
    std::uint64_t place = 0;
    for (std::uint8_t const octet : as_octets(*octets).first(8))
        place = place << 8 | octet;
    if (place == 0 || place > static_cast<std::uint64_t>(INT64_MAX))
        return {};
    return static_cast<Seq>(place);
}

}  // namespace consentry::consent
