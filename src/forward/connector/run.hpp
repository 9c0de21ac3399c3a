#pragma once

#include "forward/connector/account.hpp"
#include "forward/connector/progress.hpp"
#include "forward/connector/values.hpp"
#include "forward/connector/verdict.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace consentry::forward {

/// What one attempt works with. The references outlive it.
struct ConnectorAttempt {
    Destination destination;
    std::shared_ptr<ConnectorTarget const> target;
    std::shared_ptr<ConnectorAccount> account;
    std::shared_ptr<ConnectorProgress> progress;  ///< Null: nothing is remembered.
    http::Transport& transport;
    Clock const& clock;
    consent::Event event;
    std::vector<Telling> tellings;

    /// What there would be to tell now; null: nobody asks. On the engine's thread; trouble of the machine is an
    /// exception.
    std::function<std::vector<Telling>(Instant now)> present{};
    std::vector<ConnectorStep> const* steps = nullptr;  ///< Of the template.
    unsigned attempts = 0;                              ///< That were made before.
    bool lookups_only = false;                          ///< Nothing is written.
};

/// How it went.
struct ConnectorOutcome {
    Ending ending;
    std::size_t found = 0;    ///< Contacts, each once.
    std::size_t written = 0;  ///< Requests that changed something.
};

/// Takes the steps of a template, one behind the other, for one telling after the other. It keeps itself alive until it
/// has called `done`, which is not before begin() has returned if `account` and `transport` keep to that.
class ConnectorRun : public std::enable_shared_from_this<ConnectorRun> {
public:
    using Done = std::move_only_function<void(ConnectorOutcome)>;

    ConnectorRun(ConnectorAttempt attempt, Done done);

    void begin();

private:
    Telling const& telling() const { return attempt_.tellings[telling_]; }
    ConnectorStep const& step() const { return (*attempt_.steps)[step_]; }

    template <class Act>
    void guard(Act act);
    void break_off(Ending ending);
    void next_telling();
    void begin_telling();
    bool still_so() const;
    void dispatch(http::Outgoing made);
    void go_on();  ///< From the step that is next.
    bool applies(ConnectorStep const& step) const;
    bool begin_records();
    bool leads_to_several(Found const& found);
    void next_record();
    void request();
    void send(ConnectorAccount::Pass const& pass);
    std::expected<http::Outgoing, std::string> outgoing(ConnectorAccount::Pass const& pass) const;
    void on_answer(std::expected<http::Answer, http::TransportError> const& received);
    void on_success(ReadAnswer const& answer);
    void on_extracted(Extracted extracted);
    void on_nobody();
    bool has_alternative(std::string_view id) const;
    void step_done();
    void unfilled(std::string why);
    void fail(Ending ending);
    void end_telling(Ending ending);
    void finish();
    std::string line() const;
    std::string place() const;
    std::string what() const;

    ConnectorAttempt attempt_;
    Done done_;
    Instant read_at_;  ///< When the tellings were true for sure.
    ConnectorValues values_;
    std::map<std::pair<std::string, std::string>, Record> yes_to_;  ///< By lookup and line: the contact that got it.
    FoundByStep found_;           ///< By the step's id, or that of the step it stands in for.
    std::set<Record> everybody_;  ///< Who was found, by whichever telling.
    std::size_t telling_ = 0;
    std::size_t step_ = 0;
    std::size_t record_ = 0;
    std::size_t written_before_ = 0;  ///< When the telling began.
    std::uint64_t generation_ = 0;    ///< Of the token that the request bears.
    bool renewed_ = false;            ///< The step has had a new token already.
    ConnectorOutcome outcome_;
    bool moving_ = false;    ///< A telling is being begun: what ends within that is gone on from there.
    bool finished_ = false;  ///< `done_` was called.
    bool any_delivered_ = false;
    std::optional<Ending> refused_;
    std::optional<Ending> retry_;
    std::optional<Ending> skipped_;
    std::optional<Ending> not_yet_;        ///< Nobody was found, and it is worth looking once more.
    std::set<std::string> not_yet_found_;  ///< Of which lines.
    std::set<std::string> reached_;        ///< Lines under one spelling of which somebody was told of.
};

}  // namespace consentry::forward
