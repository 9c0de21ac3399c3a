// One attempt of a connector: what follows from an answer.
#include "forward/connector/run.hpp"

#include <algorithm>
#include <utility>

namespace consentry::forward {
namespace {

constexpr std::string_view no_contact = "no such contact";

}  // namespace

void ConnectorRun::on_answer(std::expected<http::Answer, http::TransportError> const& received)
{
    if (!received)
        return end_telling(unanswered(received.error()));
    attempt_.account->note(step().limit, *received);
    ReadAnswer const answer{*received};
    auto verdict = verdict_of(*attempt_.target->connector, step(), answer, attempt_.clock.now());
    using Kind = StepVerdict::Kind;
    switch (verdict.kind) {
    case Kind::success: return on_success(answer);
    case Kind::done:
        outcome_.ending.status = answer.answer.status;
        ++outcome_.written;
        if (!step().for_each.empty())
            return step_done();  // Of this record; the others may lack it.
        step_ = attempt_.steps->size();
        return go_on();
    case Kind::none: return on_nobody();
    case Kind::unauthorized:
        if (!std::exchange(renewed_, true) && attempt_.account->reject(generation_))
            return request();
        return fail(std::move(verdict.ending));
    case Kind::failed: return fail(std::move(verdict.ending));
    }
}

/// Which of several requests it was tells a person which field to look at.
void ConnectorRun::fail(Ending ending)
{
    if (ending.kind == Ending::Kind::refused && ending.status / 100 == 2)
        ending.detail = "not the answer that it has to be";
    ending.detail += ending.detail.empty() ? "at the step " : ", at the step ";
    ending.detail += step().id + " for the scope " + telling().scope;
    end_telling(std::move(ending));
}

void ConnectorRun::on_success(ReadAnswer const& answer)
{
    outcome_.ending.status = answer.answer.status;
    if (!step().extraction) {
        if (answer.answer.status / 100 == 2)  // Else it says where to go on: a 300 of several contacts.
            ++outcome_.written;
        return step_done();
    }
    auto extracted = extract(*step().extraction, answer, values_.lookup());
    if (!extracted)
        return end_telling({.kind = Ending::Kind::refused,
            .status = answer.answer.status,
            .error = "answer not understood",
            .detail = std::move(extracted.error())});
    on_extracted(*std::move(extracted));
}

void ConnectorRun::on_extracted(Extracted extracted)
{
    if (extracted.records.empty())
        return on_nobody();
    everybody_.insert(extracted.records.begin(), extracted.records.end());
    outcome_.found = everybody_.size();
    std::string const& id = step().alternative_to.empty() ? step().id : step().alternative_to;
    found_[id] = {std::move(extracted.records), extracted.more};
    ++step_;
    go_on();
}

/// Of one record that was found before: it went meanwhile, and there is nothing left to write to.
void ConnectorRun::on_nobody()
{
    if (!step().for_each.empty()) {
        ++record_;
        return next_record();
    }
    std::string const& id = step().alternative_to.empty() ? step().id : step().alternative_to;
    found_[id] = {};
    auto const base = std::ranges::find(*attempt_.steps, id, &ConnectorStep::id);
    if (base->on_empty == OnEmpty::go_on || has_alternative(id)) {
        ++step_;
        return go_on();
    }
    if (base->look_again && attempt_.attempts == 0 && attempt_.progress) {
        not_yet_found_.insert(line());
        not_yet_ = Ending{.kind = Ending::Kind::retry, .error = "no such contact yet", .wait = base->look_again};
        ++telling_;
        return next_telling();
    }
    if (base->on_empty == OnEmpty::fail)
        return end_telling({.kind = Ending::Kind::refused, .error = std::string{no_contact}});
    end_telling({.kind = Ending::Kind::skipped, .error = std::string{no_contact}});
}

bool ConnectorRun::has_alternative(std::string_view id) const
{
    for (std::size_t i = step_ + 1; i < attempt_.steps->size(); ++i) {
        ConnectorStep const& later = (*attempt_.steps)[i];
        if (later.alternative_to == id && applies(later))
            return true;
    }
    return false;
}

void ConnectorRun::step_done()
{
    if (!step().for_each.empty()) {
        if (attempt_.progress)
            attempt_.progress->note(attempt_.event.id, place(), what());
        ++record_;
        renewed_ = false;
        return next_record();
    }
    ++step_;
    go_on();
}

/// The far system's own trouble ends the attempt; anything else concerns this telling only, and the others go on.
void ConnectorRun::end_telling(Ending ending)
{
    using Kind = Ending::Kind;
    switch (ending.kind) {
    case Kind::delivered:
        any_delivered_ = true;
        reached_.insert(line());
        break;
    case Kind::skipped: skipped_ = skipped_.value_or(std::move(ending)); break;
    case Kind::refused:
    case Kind::unknown: refused_ = refused_.value_or(std::move(ending)); break;
    case Kind::retry:
    case Kind::gone: {
        bool const for_all = ending.by_receiver || ending.kind == Kind::gone;
        retry_ = for_all ? std::move(ending) : retry_.value_or(std::move(ending));
        telling_ = for_all ? attempt_.tellings.size() : telling_ + 1;
        return next_telling();
    }
    }
    ++telling_;
    next_telling();
}

/// What is still to be done counts before what can't be, and that before what was. Who was found under one spelling of
/// a number need not be looked for once more under another.
void ConnectorRun::finish()
{
    bool const looks_again = !std::ranges::includes(reached_, not_yet_found_);
    if (retry_)
        outcome_.ending = *std::move(retry_);
    else if (refused_)
        outcome_.ending = *std::move(refused_);
    else if (not_yet_ && looks_again)
        outcome_.ending = *std::move(not_yet_);
    else if (any_delivered_)
        outcome_.ending = {.kind = Ending::Kind::delivered, .status = outcome_.ending.status};
    else
        outcome_.ending = skipped_.value_or(Ending{.kind = Ending::Kind::skipped, .error = "nothing to tell"});
    if (attempt_.progress && outcome_.ending.kind != Ending::Kind::retry)
        attempt_.progress->forget(attempt_.event.id);
    finished_ = true;
    done_(std::move(outcome_));
}

}  // namespace consentry::forward
