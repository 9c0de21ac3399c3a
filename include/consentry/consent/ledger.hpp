#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/consent/records.hpp"

#include <functional>
#include <memory>
#include <variant>

namespace consentry::consent {

/// One thing to decide, under the rules of the brand it concerns.
struct Matter {
    using What = std::variant<Signal, Ask, Record, Naming, Send, Erase, Review, Undo, Lapse, Notice, BrakeRelease>;

    std::shared_ptr<Policy const> policy;
    std::vector<std::shared_ptr<Policy const>>
        siblings{};  ///< Other brands of the portfolio: a merge concerns them too.
    What what;
};

/// How a message was understood.
struct Heard {
    Intent intent = Intent::opt_out;
    Match match;
    Decision decision = Decision::note;
};

/// What became of a matter.
struct Outcome {
    std::vector<std::string>
        events;                    ///< The ids of the entries made, in order. None: known already, or nothing changed.
    bool duplicate = false;        ///< This item has an entry already.
    bool held = false;             ///< The brake of its source holds: what would have been a no waits for a person.
    bool erased = false;           ///< It is of somebody who was erased, and from before that: nothing is kept.
    std::optional<Heard> heard{};  ///< Of a message that somebody passed on; none if it says nothing.
    bool violated = false;         ///< Of a Send: it went to somebody who had said no, and an entry tells so.
    bool names_known = false;      ///< Of a Naming: all its names belong to one subject that is known.
    std::optional<Error> refused;  ///< The rules say no (Fault::conflict, Fault::malformed); nothing was written.
};

/// A request that may come again: a program that got no answer asks once more, and nothing may be done twice for it.
struct Request {
    std::string name;  ///< Who asks for what, under which key of theirs.
    Digest body{};     ///< Of what is asked.
};

/// How a request is answered, to be kept with the unit that answers it.
struct Receipt {
    Request request;
    /// Made inside the transaction, perhaps twice. Empty: it is not worth keeping.
    std::function<std::string(std::span<Outcome const>)> answer;
};

/// How long a request is known when it comes again.
inline constexpr std::chrono::hours receipt_counts_for{24};

/// What is known of a request that came before.
struct Recalled {
    std::optional<std::string> answer;  ///< None: what was asked then is something else.
};

/// The answers that were kept. Safe from every thread.
class Receipts {
public:
    virtual ~Receipts() = default;
    virtual std::optional<Recalled> find(Request const& request, Instant now) = 0;
};

/// A unit of work: the matters of one webhook or one request. All are kept, or none.
struct Unit {
    std::vector<Matter> matters;
    std::optional<Instant> arrived{};  ///< If it was earlier than now: times told are cut to it.
    bool bulk = false;                 ///< Can wait for everything else; nobody's own word is in it.
    std::optional<Receipt> receipt{};  ///< Kept in the same transaction: both are on disk, or neither is.
};

/// Where units of work go. `done` is called once, from any thread, when the unit is flushed to disk, or with
/// Fault::unavailable when it could not be kept. A unit that was handed over is never cancelled.
class Ledger {
public:
    using Done = std::move_only_function<void(Result<std::vector<Outcome>>)>;

    virtual ~Ledger() = default;
    virtual void commit(Unit unit, Done done) = 0;
};

/// How a contact was found.
enum class Matched {
    exact,    ///< As it was asked for, or not at all.
    variant,  ///< Under another spelling of the same line.
    shared,   ///< What decides was said under a number that may be the same line: variants.hpp.
};

std::string_view name_of(Matched matched);

/// What is true of a contact and a scope, and why.
struct CheckAnswer {
    bool allowed = false;
    State state = State::unknown;
    Reason reason = Reason::unknown;
    std::optional<EventTime> since;    ///< The event time of the fact the reason rests on.
    std::optional<std::string> event;  ///< The event that states it.
    Matched matched = Matched::exact;
};

struct CheckQuestion {
    Alias contact;
    Scope const* scope = nullptr;
    Question question;
};

/// A page of events, oldest first.
struct EventPage {
    std::vector<Event> events;
    bool more = false;
};

/// What a person of the business sees of a subject.
struct SubjectView {
    Standing standing;
    std::optional<Instant> last_event;
    Matched matched = Matched::exact;
};

/// Somebody who has opted out and of whom no phone number is known: a system that knows people by phone cannot obey it.
struct Unlinked {
    SubjectNumber number = 0;  ///< Where the next page begins; never leaves the program.
    std::string public_id;
    std::vector<Alias> aliases;
    EventTime since;  ///< When they opted out first.
};

/// Somebody of whom a brand knows what they said, with the events that their consent rests on now.
struct KnownPerson {
    Standing standing;
    std::vector<Event> bases;
};

struct UnlinkedPage {
    std::vector<Unlinked> subjects;
    bool more = false;
};

/// What a record would do, without it being done.
struct Weighed {
    std::optional<Error> refused;   ///< As of an Outcome.
    bool changes = false;           ///< It would make an event.
    State before = State::unknown;  ///< Of the record's scope,
    State after = State::unknown;   ///< and behind it.
};

/// Reads what is committed. Every call is one short read transaction; safe from every thread.
class Reader {
public:
    virtual ~Reader() = default;

    /// Answers in the order of the questions, all at one moment of the ledger.
    virtual std::vector<CheckAnswer> check(
        Policy const& policy, std::span<CheckQuestion const> questions, EventTime now)
        = 0;
    /// What each record would do if they were kept in this order, all weighed at one moment of the ledger.
    virtual std::vector<Weighed> weigh(Policy const& policy, std::span<Record const> records, Instant now) = 0;
    virtual std::optional<SubjectView> subject(Policy const& policy, Alias const& contact) = 0;
    virtual EventPage history(Policy const& policy, Alias const& contact, Seq after, std::size_t limit) = 0;
    virtual EventPage events(std::string_view brand, Seq after, std::size_t limit) = 0;
    virtual std::optional<Event> event(std::string_view brand, std::string_view id) = 0;
    /// Behind the subject `after`, at most `limit`.
    virtual UnlinkedPage unlinked(std::string_view brand, SubjectNumber after, std::size_t limit) = 0;
    virtual std::int64_t unlinked_count(std::string_view brand) = 0;
    /// Everybody who ever said something, behind the subject `after`, at most `limit`.
    virtual std::vector<KnownPerson> people(Policy const& policy, SubjectNumber after, std::size_t limit, EventTime now)
        = 0;
    /// Those that ever counted something.
    virtual std::vector<BrakeView> brakes(std::string_view brand) = 0;
};

}  // namespace consentry::consent
