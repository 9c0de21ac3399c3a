#pragma once

#include "consentry/consent/brake.hpp"
#include "consentry/consent/entry.hpp"
#include "consentry/consent/wording.hpp"

namespace consentry::consent {

/// A subject inside one store. Never leaves it: outside, a subject is its `sub_…`.
using SubjectNumber = std::int64_t;

/// Whom an entry concerns that is about no person.
inline constexpr SubjectNumber nobody = 0;

/// A keyed hash that stands for something personal in unique keys: of an item or an alias. 128 bits.
using PrivateKey = std::array<std::uint8_t, 16>;

/// The key that an event tells in hex; none if it tells none.
std::optional<PrivateKey> private_key_of(std::string_view hex);

/// A question that a subject was asked.
struct Prompt {
    std::string scope;
    std::string wording;
    std::string language;
    EventTime asked_at;
    EventTime expires_at;                   ///< The first second in which it is closed.
    std::optional<PrivateKey> message_key;  ///< Of the message that asked.
    Seq seq = 0;                            ///< The entry that registered it.
};

/// A YES or NO that found no question yet.
struct WaitingAnswer {
    Intent intent = Intent::affirm;
    std::string language;
    EventTime at;
    std::optional<PrivateKey> context_key;  ///< Of the message it answers.
    Seq seq = 0;                            ///< The `consent.unmatched` entry that holds its words.
    EventTime kept{};                       ///< When that entry was made: it waits from then on.
    std::string number{};                   ///< Where it was sent. Records need not tell it: that entry holds it.
    std::string folded{};                   ///< As compared; likewise.
};

/// Everything a brand knows of one subject.
struct Standing {
    SubjectNumber subject = 0;
    std::string public_id;       ///< `sub_…`
    std::vector<Alias> aliases;  ///< Those that hold.
    std::vector<Fact> facts;
    std::vector<Prompt> prompts;
    std::vector<WaitingAnswer> answers;
    std::optional<EventTime> erased{};  ///< When who had one of its names, or the contact of a record, was erased last.
    std::vector<Fact> left_behind{};    ///< What those said, while they had it, who had one of its numbers before.
    std::vector<Fact> shared{};  ///< What denies for whoever has a phone number that may be the same line, if told.

    /// The person's own facts, and what is shared.
    std::vector<Fact> considered() const
    {
        std::vector<Fact> all = facts;
        all.insert(all.end(), shared.begin(), shared.end());
        return all;
    }
};

/// What a state that is shown of a subject answers: may a message of the scope be sent from any number?
Question question_about(Scope const& scope, Standing const& standing);

/// The permission that a subject gives by `facts` of its standing. It rests on one of them, or on what was left behind:
/// see yields_to_former_holders(). Where neither says anything an erasure of who had one of its names does.
Permission permission(
    Scope const& scope, Standing const& standing, std::span<Fact const> facts, Question const& question, EventTime now);

/// What stands for every scope of the brand. States are of the subject's own facts; a denial that is shared only keeps
/// them from being allowed.
std::vector<ScopeState> scope_states(Policy const& policy, Standing const& standing, EventTime now);

/// A name of a subject, whether or not it still holds.
struct SubjectName {
    Alias alias;
    EventTime since;                 ///< What told of it first happened then.
    std::optional<EventTime> until;  ///< None: it holds.
};

/// The end of a brand's chain.
struct Head {
    Seq seq = 0;
    Digest hash = first_link;
};

/// How a question was received: one more that was put, or one more answer to it of this type.
struct Reception {
    std::string scope;
    std::string wording;
    EventType type = EventType::prompted;  ///< Or opted_in, declined, opted_out.
};

/// What an entry brings besides itself.
struct Consequences {
    std::optional<Fact> fact;
    std::optional<Prompt> prompt;
    std::optional<WaitingAnswer> waiting;  ///< The entry is an answer without a question.
    std::optional<Seq> answered;           ///< The waiting answer of this entry has found its question.
    std::optional<Reception> reception;
    std::optional<Prompt> corrected;  ///< The prompt of this entry was asked, and is open, at other times than told.
};

/// Whose a name is at some time.
struct Holder {
    SubjectNumber subject = 0;
    std::optional<EventTime> until{};  ///< None: it is theirs still.

    bool operator==(Holder const&) const = default;
};

/// Of two who have had one line, under one spelling each: whose time ended first had it then, the other came later.
inline bool ends_first(Holder const& one, Holder const& other)
{
    return one.until && (!other.until || *one.until < *other.until);
}

/// The store as a unit of work sees it: everything happens in one transaction, or nothing does. Trouble of the machine
/// is an exception, which undoes the unit. `brand` and `portfolio` are names of the configuration.
class Records {
public:
    virtual ~Records() = default;

    /// Whether an item of this key has an entry. One item is entered once, whatever it brought about.
    virtual bool seen(PrivateKey const& item) = 0;
    virtual void mark_seen(PrivateKey const& item, std::string_view brand, Seq seq) = 0;

    /// Whose name it is at that time. One that ended belongs to nobody from its end on, until somebody else has it.
    virtual std::optional<Holder> holder_of(std::string_view portfolio, PrivateKey const& alias, EventTime at) = 0;
    std::optional<SubjectNumber> subject_of(std::string_view portfolio, PrivateKey const& alias, EventTime at)
    {
        auto const holder = holder_of(portfolio, alias, at);
        return holder ? std::optional{holder->subject} : std::nullopt;
    }
    virtual SubjectNumber add_subject(std::string_view portfolio, std::string_view public_id) = 0;
    /// With `until`, a name that had ended by the time it became known: whoever has it since keeps it.
    virtual void add_alias(std::string_view portfolio, SubjectNumber subject, PrivateKey const& key, Alias const& alias,
        EventTime since, std::optional<EventTime> until = {})
        = 0;
    /// The name is nobody's from `until` on. What was said under it before stays said.
    virtual void end_alias(std::string_view portfolio, PrivateKey const& key, EventTime until) = 0;
    /// Whoever has the name has it only from `since` on: what was said under it before is not theirs. Of several such
    /// times the latest counts.
    virtual void begin_alias(std::string_view portfolio, PrivateKey const& key, EventTime since) = 0;
    /// Where at `at` the name was of somebody we do not know: when their time ended.
    virtual std::optional<EventTime> end_of_unknown_holder(
        std::string_view portfolio, PrivateKey const& alias, EventTime at)
        = 0;
    /// All that is known of `gone`, in every brand, is now known of `kept`.
    virtual void merge(SubjectNumber kept, SubjectNumber gone) = 0;

    /// Every name that the subject has or had, in the order learnt.
    virtual std::vector<SubjectName> names_of(SubjectNumber subject) = 0;
    /// When who had the name was erased, the last time; nothing if that never happened.
    virtual std::optional<EventTime> erased(std::string_view portfolio, PrivateKey const& alias) = 0;
    /// Whether anybody ever was, in any portfolio: where nobody was there is nothing to look for. May err towards yes.
    virtual bool any_erased() = 0;
    /// The name is of somebody who was erased then, whether or not it is of anybody now.
    virtual void suppress(std::string_view portfolio, PrivateKey const& alias, EventTime erased_at) = 0;
    /// Nothing leads to the subject any more, and nothing is folded for it. What is personal of it goes later.
    virtual void close(SubjectNumber subject, EventTime erased_at) = 0;

    /// The brands whose ledgers know of the subject.
    virtual std::vector<std::string> brands_of(SubjectNumber subject) = 0;

    /// Without what was left behind and what is shared: that is of other subjects.
    virtual Standing standing(std::string_view brand, SubjectNumber subject) = 0;

    /// Whether an entry of the subject holds what was said in the message of that id. For rare use: it looks at every
    /// entry of the subject.
    virtual bool holds_message(std::string_view brand, SubjectNumber subject, std::string_view message_id) = 0;

    virtual Head head(std::string_view brand) = 0;
    /// Whom the entry concerns, after all merges; nothing if there is no such entry, or it is about nobody.
    virtual std::optional<SubjectNumber> owner(std::string_view brand, Seq seq) = 0;
    /// The version of entry `seq`: the store's epoch in the high bits, so that a restored backup never repeats one.
    virtual std::int64_t version(Seq seq) = 0;
    virtual void append(
        std::string_view brand, SubjectNumber subject, Entry const& entry, Consequences const& consequences)
        = 0;
    virtual Entry entry(std::string_view brand, Seq seq) = 0;

    /// The words of the entry go: they turned out to be somebody else's, and an entry of theirs has them.
    virtual void drop_words(std::string_view brand, Seq seq) = 0;

    /// What those said who had the name before `at` and have it no more, up to the end of their time. Those who are
    /// `present` under another name of the same line speak for themselves.
    virtual std::vector<Fact> facts_left(std::string_view brand, std::string_view portfolio, PrivateKey const& alias,
        EventTime at, std::span<SubjectNumber const> present)
        = 0;

    /// As it was set last; a fresh one if it never was.
    virtual Brake brake(std::string_view brand, Source source, Direction direction) = 0;
    virtual void set_brake(std::string_view brand, Source source, Direction direction, Brake const& brake) = 0;
    /// How many people the portfolio knows, by and large: it may have been a while ago that they were counted.
    virtual std::int64_t subjects(std::string_view portfolio) = 0;
    /// What was asked, word for word, under the digest by which an entry names it. Kept once.
    virtual void keep_wording(Wording const& wording) = 0;
};

}  // namespace consentry::consent
