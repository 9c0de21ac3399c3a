#pragma once

#include "api/call.hpp"

namespace consentry::api {

// What each route does; docs/openapi.yaml says what goes in and out. An answer that is ready at once is returned, the
// others keep the Reply. An Error becomes a problem in one place, the admin handler.

using Answered = Result<http::Response>;

Answered check_one(Call const& call);
Answered check_many(Call const& call);
Answered show_subject(Call const& call);
Answered list_subjects(Call const& call);
Answered show_history(Call const& call);
Answered export_subject(Call const& call);
Answered list_reads(Call const& call);
Answered show_proof(Call const& call);
Answered list_events(Call const& call);
Answered show_event(Call const& call);
Answered show_event_deliveries(Call const& call);
Answered list_checkpoints(Call const& call);
Answered list_deliveries(Call const& call);
Answered list_destinations(Call const& call);
Answered match_text(Call const& call);
Answered list_brakes(Call const& call);
Answered list_journal(Call const& call);
Answered apply_journal(Call const& call);

Answered list_holds(Call const& call);
Answered list_renewals(Call const& call);
Answered list_receptions(Call const& call);

void confirm_hold(Call const& call, http::Reply reply);
void release_hold(Call const& call, http::Reply reply);
void undo_event(Call const& call, http::Reply reply);
void record_consent(Call const& call, http::Reply reply);
void record_batch(Call const& call, http::Reply reply);
void register_prompt(Call const& call, http::Reply reply);
void release_brake(Call const& call, http::Reply reply);
void erase_subject(Call const& call, http::Reply reply);
void pass_message(Call const& call, http::Reply reply);
void retry_delivery(Call const& call, http::Reply reply);
void pause_destination(Call const& call, http::Reply reply);
void resume_destination(Call const& call, http::Reply reply);
void retry_destination(Call const& call, http::Reply reply);
void replay_destination(Call const& call, http::Reply reply);
void snapshot_destination(Call const& call, http::Reply reply);
void test_destination(Call const& call, http::Reply reply);

/// A page of events with its cursor, and the event that the path names: several calls have these in common.
http::Response event_page(consent::EventPage const& page, consent::TextPolicy text);
Result<consent::Event> event_in_path(Call const& call, std::optional<std::string> const& brand = {});

http::Response metrics(Services const& services);
http::Response readiness(Services const& services, bool verbose);

}  // namespace consentry::api
