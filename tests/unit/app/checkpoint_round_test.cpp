#include "app/checkpoint_round.hpp"

#include "support/catch.hpp"

#include <atomic>

using namespace consentry;
using namespace consentry::app;
using namespace std::chrono_literals;

namespace {

class FixedClock final : public Clock {
public:
    Instant now() const override { return Instant{1'790'000'000'000ms}; }
};

/// A ledger of one brand that can be covered, or not.
class OneBrand final : public consent::Proofs {
public:
    std::vector<consent::Coverage> coverage() override
    {
        std::lock_guard const lock{mutex};
        if (is_broken)
            throw std::runtime_error{"the disk is gone"};
        return {covered};
    }
    consent::CheckpointPage checkpoints(std::string_view, consent::Seq, std::size_t) override { return {}; }
    std::optional<consent::Checkpoint> last_checkpoint(std::string_view) override { return {}; }
    std::vector<consent::KeyStatement> keys() override { return {}; }
    std::optional<consent::ProofFound> proof(consent::Policy const&, consent::Whom const&, EventTime) override
    {
        return {};
    }
    Result<std::vector<consent::Checkpoint>> cover(std::string_view, bool to_the_end) override
    {
        std::lock_guard const lock{mutex};
        if (trouble)
            return std::unexpected(*trouble);
        ++asked;
        asked_to_the_end = to_the_end;
        covered.last.emplace();
        covered.last->count = covered.count;
        covered.last->at = EventTime{1'790'000'000s};
        return std::vector<consent::Checkpoint>{};
    }

    std::mutex mutex;
    consent::Coverage covered{"demo", 0, {}};
    std::optional<Error> trouble;
    bool is_broken = false;
    int asked = 0;
    bool asked_to_the_end = false;
};

/// The round at rest: its thread has looked once, at nothing, and is not told of anything.
struct Round {
    FixedClock clock;
    SilentLog log;
    Alarms alarms{clock, log};
    OneBrand proofs;
    std::atomic<bool> store_works = true;
    CheckpointRound round{proofs, [this] { return store_works.load(); }, alarms, clock};

    Round() { round.stop(); }

    void enter(consent::Seq count)
    {
        std::lock_guard const lock{proofs.mutex};
        proofs.covered.count = count;
    }
};

}  // namespace

TEST_CASE("checkpoints are asked for when they are due, and not again")
{
    Round at;
    CHECK(at.round.look_once());
    CHECK(at.proofs.asked == 0);
    at.enter(1);
    CHECK(at.round.look_once());
    CHECK(at.proofs.asked == 1);
    CHECK(at.proofs.asked_to_the_end);
    at.enter(5);
    CHECK(at.round.look_once());
    CHECK(at.proofs.asked == 1);
    at.enter(1'024);
    CHECK(at.round.look_once());
    CHECK(at.proofs.asked == 2);
    CHECK_FALSE(at.proofs.asked_to_the_end);
}

TEST_CASE("what cannot be signed raises an alarm, until it can")
{
    Round at;
    at.enter(1);
    at.proofs.trouble = Error{Fault::unavailable, "an entry is missing"};
    CHECK_FALSE(at.round.look_once());
    REQUIRE(at.alarms.all().size() == 1);
    CHECK(at.alarms.all()[0].code == AlarmCode::checkpoint_failing);
    CHECK(at.alarms.all()[0].about == "demo");
    CHECK(at.alarms.all()[0].detail == "an entry is missing");
    at.proofs.trouble.reset();
    CHECK(at.round.look_once());
    CHECK(at.alarms.all().empty());
}

TEST_CASE("a busy writer is no alarm, a store that cannot be read is one")
{
    Round at;
    at.enter(1);
    at.proofs.trouble = Error{Fault::busy, "ask again"};
    CHECK_FALSE(at.round.look_once());
    CHECK(at.alarms.all().empty());
    at.proofs.is_broken = true;
    CHECK_FALSE(at.round.look_once());
    REQUIRE(at.alarms.all().size() == 1);
    CHECK(at.alarms.all()[0].about.empty());
    at.proofs.is_broken = false;
    at.proofs.trouble.reset();
    CHECK(at.round.look_once());
    CHECK(at.alarms.all().empty());
}

TEST_CASE("a store that cannot be written has an alarm of its own")
{
    Round at;
    at.enter(1);
    at.store_works = false;
    at.proofs.trouble = Error{Fault::unavailable, "database or disk is full"};
    CHECK_FALSE(at.round.look_once());
    CHECK(at.alarms.all().empty());
}

TEST_CASE("news are looked at soon, on a thread of its own")
{
    FixedClock const clock;
    SilentLog log;
    Alarms alarms{clock, log};
    OneBrand proofs;
    CheckpointRound round{proofs, [] { return true; }, alarms, clock};
    {
        std::lock_guard const lock{proofs.mutex};
        proofs.covered.count = 3;
    }
    round.notify();
    auto const end = std::chrono::steady_clock::now() + 30s;
    auto const asked = [&] {
        std::lock_guard const lock{proofs.mutex};
        return proofs.asked > 0;
    };
    while (!asked() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(10ms);
    CHECK(asked());
}
