// The engine in bad weather: receivers that fail at random, a disk that fails at random, power that goes at random.
#include "stage.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

/// What one receiver has accepted, judged as it happens.
class Judge {
public:
    void on_said(SubjectNumber subject) { subjects_.push_back(subject); }
    std::size_t said() const { return subjects_.size(); }

    void on_send(Seen const& seen)
    {
        auto const seq = seq_of(seen);
        auto& sending = sending_[{seen.url, subject_of(seq)}];
        if (sending != 0)
            faults.push_back("two of a subject at once: " + seen.event);
        sending = seq;
    }

    void on_answer(Seen const& seen, unsigned status)
    {
        auto const seq = seq_of(seen);
        std::pair const lane{seen.url, subject_of(seq)};
        sending_[lane] = 0;
        if (status < 200 || status > 299)
            return;
        auto& last = accepted_[lane];
        // Again under the same id is allowed, and older ones too if they were accepted before; a leap is not.
        if (seq > last && last_before(lane, seq) != last)
            faults.push_back("out of order: " + seen.event);
        last = std::max(last, seq);
        all_[seen.url].insert(seq);
    }

    void on_crash() { sending_.clear(); }
    std::size_t accepted_at(std::string const& url) { return all_[url].size(); }

    std::vector<std::string> faults;

private:
    static Seq seq_of(Seen const& seen) { return std::stoll(seen.event.substr(std::string_view{"evt_demo"}.size())); }
    SubjectNumber subject_of(Seq seq) const { return subjects_.at(static_cast<std::size_t>(seq) - 1); }

    /// The subject's entry before `seq`; 0 if there is none.
    Seq last_before(std::pair<std::string, SubjectNumber> const& lane, Seq seq)
    {
        for (Seq before = seq - 1; before > 0; --before) {
            if (subject_of(before) == lane.second)
                return before;
        }
        return 0;
    }

    std::vector<SubjectNumber> subjects_;
    std::map<std::pair<std::string, SubjectNumber>, Seq> sending_;
    std::map<std::pair<std::string, SubjectNumber>, Seq> accepted_;
    std::map<std::string, std::set<Seq>> all_;
};

}  // namespace

TEST_CASE("whatever fails, everything arrives: in order per subject, one at a time, under stable ids")
{
    auto const seed = GENERATE(range(1U, 41U));
    INFO("seed " << seed);
    std::mt19937 dice{seed};
    auto const below = [&](unsigned end) { return static_cast<unsigned>(dice() % end); };
    auto const chance = [&](unsigned percent) { return below(100) < percent; };

    Stage stage{seed};
    stage.options.unsettled_max = 20;
    stage.options.settle_at = 8;
    stage.options.receipts_max = 24;
    stage.options.page = 5;
    stage.destinations = {Stage::destination("crm"), Stage::destination("shop")};
    stage.destinations[0].concurrency = 4;
    stage.crash();
    stage.start();

    Judge judge;
    stage.receivers.on_send = [&](Seen const& seen) { judge.on_send(seen); };
    stage.receivers.on_answer = [&](Seen const& seen, unsigned status) { judge.on_answer(seen, status); };
    for (auto const& destination : stage.destinations) {
        stage.receivers.reactions[destination.url] = [&](Seen const&) {
            unsigned const statuses[]{0, 200, 200, 200, 429, 500, 503, 302, 404, 410};
            return Reaction{
                statuses[below(std::size(statuses))], std::chrono::milliseconds{below(3'000)}, chance(20) ? "90" : ""};
        };
    }

    for (int round = 0; round < 60; ++round) {
        for (unsigned i = below(8); i > 0; --i) {
            SubjectNumber const subject = 1 + SubjectNumber{below(6)};
            judge.on_said(subject);
            stage.say(subject);
        }
        stage.store.keeps_at_once = chance(70);
        stage.store.broken = chance(10);
        stage.pass(std::chrono::milliseconds{below(20'000)});
        if (stage.store.keeps_at_once || chance(50))
            stage.store.keep();
        if (chance(10)) {
            stage.crash(below(3));
            judge.on_crash();
            stage.store.broken = false;
            stage.start();
        }
    }
    stage.store.broken = false;
    stage.store.keeps_at_once = true;
    stage.store.keep();
    stage.receivers.reactions.clear();
    stage.pass(9 * 24h);

    CHECK(judge.faults == std::vector<std::string>{});
    CHECK(judge.accepted_at(Stage::url_of("crm")) == judge.said());
    CHECK(judge.accepted_at(Stage::url_of("shop")) == judge.said());
    for (auto const& status : stage.engine->status()) {
        CHECK(status.unsettled == 0);
        CHECK(status.cursor == static_cast<Seq>(judge.said()));
    }
    CHECK(stage.store.rows_in(DeliveryState::delivered) == 2 * judge.said());
}
