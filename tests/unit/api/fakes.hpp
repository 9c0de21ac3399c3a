#pragma once

#include "consentry/consent/ledger.hpp"
#include "consentry/consent/proofs.hpp"
#include "consentry/consent/worklists.hpp"
#include "consentry/forward/delivery_store.hpp"
#include "consentry/forward/steering.hpp"

#include <map>

/// The store as the API sees it, in the hands of a test: what was asked stands there to be looked at, what is answered
/// was put there before.
namespace consentry::api {

class HandClock final : public Clock {
public:
    Instant now() const override { return at; }
    Instant at{std::chrono::milliseconds{1'795'339'860'231}};  ///< 2026-11-22T09:31:00.231Z
};

/// Keeps every unit. Answers each at once with `answer`, or later if the test holds the answers back.
/// The log as one line, for what must not stand in it.
class LineLog final : public Log {
public:
    void write(Severity, std::string_view event, std::initializer_list<LogField> fields) override
    {
        ++lines;
        text += event;
        for (LogField const& field : fields) {
            if (auto const* const value = std::get_if<std::string_view>(&field.value))
                text.append(" ").append(*value);
            if (auto const* const count = std::get_if<std::int64_t>(&field.value))
                text.append(" ").append(std::to_string(*count));
        }
    }
    std::string text;
    int lines = 0;
};

/// Remembers answers as the store does, but for ever.
class HandReceipts final : public consent::Receipts {
public:
    std::optional<consent::Recalled> find(consent::Request const& request, Instant) override
    {
        auto const found = kept.find(request.name);
        if (found == kept.end())
            return {};
        if (found->second.first != request.body)
            return consent::Recalled{};
        return consent::Recalled{found->second.second};
    }
    std::map<std::string, std::pair<Digest, std::string>> kept;
};

class HandLedger final : public consent::Ledger {
public:
    void commit(consent::Unit unit, Done done) override
    {
        std::size_t const matters = unit.matters.size();
        if (auto const& receipt = unit.receipt; receipt && !trouble) {
            std::vector const outcomes(matters, outcome);
            if (std::string const told = receipt->answer(outcomes); !told.empty())
                receipts.kept[receipt->request.name] = {receipt->request.body, told};
        }
        units.push_back(std::move(unit));
        if (holds_back)
            held_.push_back({std::move(done), matters});
        else
            done(answer(matters));
    }

    /// Answers what was held back.
    void release()
    {
        for (Held& one : held_)
            one.done(answer(one.matters));
        held_.clear();
    }

    HandReceipts receipts;
    std::vector<consent::Unit> units;
    consent::Outcome outcome;      ///< Of every matter.
    std::optional<Error> trouble;  ///< Why nothing can be kept.
    bool holds_back = false;

private:
    struct Held {
        Done done;
        std::size_t matters;
    };

    Result<std::vector<consent::Outcome>> answer(std::size_t matters) const
    {
        if (trouble)
            return std::unexpected(*trouble);
        return std::vector(std::max<std::size_t>(matters, 1), outcome);
    }

    std::vector<Held> held_;
};

class HandReader final : public consent::Reader {
public:
    std::vector<consent::CheckAnswer> check(
        consent::Policy const& policy, std::span<consent::CheckQuestion const> questions, EventTime now) override
    {
        if (broken)
            throw std::runtime_error{"the disk is gone"};
        slices.push_back(questions.size());
        brand = policy.brand;
        asked_at = now;
        std::vector<consent::CheckAnswer> found;
        for (consent::CheckQuestion const& question : questions) {
            contacts.push_back(question.contact);
            scope = question.scope->name;
            number = question.question.number;
            reply = question.question.reply;
            auto const known = answers.find(question.contact.value);
            found.push_back(known == answers.end() ? consent::CheckAnswer{} : known->second);
        }
        return found;
    }

    std::vector<consent::Weighed> weigh(
        consent::Policy const& policy, std::span<consent::Record const> records, Instant) override
    {
        brand = policy.brand;
        std::vector<consent::Weighed> found;
        for (consent::Record const& record : records) {
            contacts.push_back(record.contact);
            found.push_back(weighed);
        }
        return found;
    }

    std::optional<consent::SubjectView> subject(consent::Policy const& policy, consent::Alias const& contact) override
    {
        brand = policy.brand;
        contacts.push_back(contact);
        return known_subject;
    }

    consent::EventPage history(
        consent::Policy const& policy, consent::Alias const& contact, consent::Seq behind, std::size_t most) override
    {
        contacts.push_back(contact);
        return events(policy.brand, behind, most);
    }

    consent::EventPage events(std::string_view of_brand, consent::Seq behind, std::size_t most) override
    {
        brand = of_brand;
        after = behind;
        limit = most;
        return page;
    }

    std::optional<consent::Event> event(std::string_view of_brand, std::string_view id) override
    {
        brand = of_brand;
        for (consent::Event const& one : page.events) {
            if (one.id == id)
                return one;
        }
        return {};
    }

    consent::UnlinkedPage unlinked(std::string_view of_brand, consent::SubjectNumber behind, std::size_t most) override
    {
        brand = of_brand;
        consent::UnlinkedPage found;
        for (consent::Unlinked const& one : unlinked_subjects) {
            if (one.number > behind && found.subjects.size() < most)
                found.subjects.push_back(one);
        }
        found.more = !unlinked_subjects.empty() && !found.subjects.empty()
            && found.subjects.back().number != unlinked_subjects.back().number;
        return found;
    }

    std::int64_t unlinked_count(std::string_view) override
    {
        return static_cast<std::int64_t>(unlinked_subjects.size());
    }

    std::vector<consent::KnownPerson> people(
        consent::Policy const&, consent::SubjectNumber, std::size_t, EventTime) override
    {
        return {};
    }

    std::vector<consent::BrakeView> brakes(std::string_view of_brand) override
    {
        brand = of_brand;
        return known_brakes;
    }

    std::vector<consent::BrakeView> known_brakes{};
    std::vector<consent::Unlinked> unlinked_subjects{};

    std::map<std::string, consent::CheckAnswer> answers;  ///< By the contact's value.
    consent::Weighed weighed;                             ///< Of every record.
    std::optional<consent::SubjectView> known_subject;
    consent::EventPage page;
    bool broken = false;

    std::vector<std::size_t> slices;  ///< How many were asked at a time.
    std::vector<consent::Alias> contacts;
    std::string brand;
    std::string scope;
    std::string number;
    bool reply = false;
    EventTime asked_at;
    consent::Seq after = -1;
    std::size_t limit = 0;
};

class HandDataReads final : public consent::DataReads {
public:
    void note(consent::DataRead read) noexcept override { noted.push_back(std::move(read)); }
    consent::DataReadPage reads(consent::Policy const&, consent::DataReadQuestion const& asked) override
    {
        question = asked;
        return {noted, more};
    }

    std::vector<consent::DataRead> noted;
    consent::DataReadQuestion question;
    bool more = false;
};

class HandWorklists final : public consent::Worklists {
public:
    consent::HoldPage holds(std::string_view of_brand, consent::Seq, std::size_t most, EventTime) override
    {
        brand = of_brand;
        limit = most;
        return hold_page;
    }
    consent::HoldFigures hold_figures(std::string_view, EventTime) override { return {}; }
    consent::RenewalPage renewals(
        consent::Policy const& policy, consent::RenewalQuestion const& asked, EventTime) override
    {
        brand = policy.brand;
        question = asked;
        return renewal_page;
    }
    std::vector<consent::ReceptionFigures> receptions(std::string_view of_brand) override
    {
        brand = of_brand;
        return figures;
    }
    std::vector<consent::EndedGrant> ended(std::string_view, EventTime, EventTime, std::size_t) override { return {}; }

    consent::HoldPage hold_page;
    consent::RenewalPage renewal_page;
    std::vector<consent::ReceptionFigures> figures;
    std::string brand;
    std::size_t limit = 0;
    consent::RenewalQuestion question;
};

class HandProofs final : public consent::Proofs {
public:
    std::vector<consent::Coverage> coverage() override { return covered; }

    consent::CheckpointPage checkpoints(std::string_view, consent::Seq after, std::size_t limit) override
    {
        consent::CheckpointPage page;
        for (consent::Checkpoint const& one : made) {
            if (one.count > after && page.checkpoints.size() < limit)
                page.checkpoints.push_back(one);
        }
        page.more = !page.checkpoints.empty() && page.checkpoints.back().count != made.back().count;
        return page;
    }

    std::optional<consent::Checkpoint> last_checkpoint(std::string_view) override
    {
        return made.empty() ? std::nullopt : std::optional{made.back()};
    }

    std::vector<consent::KeyStatement> keys() override { return statements; }

    Result<std::vector<consent::Checkpoint>> cover(std::string_view brand, bool) override
    {
        asked_to_cover = brand;
        if (trouble)
            return std::unexpected(*trouble);
        return std::vector<consent::Checkpoint>{};
    }

    std::optional<consent::ProofFound> proof(
        consent::Policy const& policy, consent::Whom const& whom, EventTime) override
    {
        asked_for = policy.brand;
        asked_about = whom;
        if (found && !asked_to_cover.empty())
            found->is_whole = true;
        return found;
    }

    std::vector<consent::Coverage> covered;
    std::optional<consent::ProofFound> found;  ///< Whole as soon as it was asked to be covered.
    std::vector<consent::Checkpoint> made;     ///< Oldest first.
    std::vector<consent::KeyStatement> statements;
    std::optional<Error> trouble;

    std::string asked_to_cover;
    std::string asked_for;
    consent::Whom asked_about;
};

class HandDeliveries final : public forward::DeliveryReader {
public:
    forward::DeliveryPage deliveries(forward::DeliveryQuery const& asked) override
    {
        query = asked;
        return page;
    }

    std::vector<forward::DeliveryView> deliveries_of(std::string_view, consent::Seq of) override
    {
        seq = of;
        return page.deliveries;
    }

    std::optional<forward::DeliveryView> delivery_view(forward::DeliveryId id) override
    {
        if (broken)
            throw std::runtime_error{"the disk is gone"};
        for (forward::DeliveryView const& view : page.deliveries) {
            if (view.delivery.id == id)
                return view;
        }
        return {};
    }

    std::int64_t dead_count(std::string_view, std::string_view) override { return 0; }

    consent::Seq head(std::string_view) override
    {
        if (broken)
            throw std::runtime_error{"the disk is gone"};
        return last;
    }

    std::optional<Instant> oldest_revocation(std::string_view, std::string_view) override { return revocation; }

    std::optional<Instant> revocation;
    forward::DeliveryPage page;
    consent::Seq last = 0;
    bool broken = false;

    forward::DeliveryQuery query;
    consent::Seq seq = 0;
};

/// What was asked of destinations, and what is answered.
class HandSteering final : public forward::Steering {
public:
    void retry(forward::DeliveryId id, Answered done) override
    {
        retried.push_back(id);
        done(outcome);
    }
    void retry_all(std::string brand, std::string name, Answered done) override { note("retry", brand, name, done); }
    void halt(std::string brand, std::string name, bool halted, Answered done) override
    {
        note(halted ? "pause" : "resume", brand, name, done);
    }
    void replay(std::string brand, std::string name, forward::ReplayRange range, Begun done) override
    {
        asked.push_back("replay " + brand + "/" + name);
        replayed = range;
        done(name + "/replay-7");
    }
    void snapshot(std::string brand, std::string name, Begun done) override
    {
        asked.push_back("snapshot " + brand + "/" + name);
        done(name + "/snapshot-8");
    }
    void test(std::string brand, std::string name, std::string contact, Tested done) override
    {
        asked.push_back("test " + brand + "/" + name + " " + contact);
        done(tested);
    }
    std::vector<forward::DestinationStatus> status() const override { return destinations; }

    std::vector<forward::DeliveryId> retried;
    std::vector<std::string> asked;
    forward::ReplayRange replayed;
    forward::TestOutcome tested{.works = true, .status = 200};
    Result<void> outcome;
    std::vector<forward::DestinationStatus> destinations;

private:
    void note(std::string const& what, std::string const& brand, std::string const& name, Answered& done)
    {
        asked.push_back(what + " " + brand + "/" + name);
        done(outcome);
    }
};

}  // namespace consentry::api
