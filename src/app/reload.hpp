#pragma once

#include "app/journal_round.hpp"
#include "app/look.hpp"
#include "app/rounds.hpp"
#include "app/watch.hpp"
#include "consentry/api/services.hpp"
#include "consentry/base/log.hpp"
#include "consentry/forward/forwarder.hpp"
#include "consentry/forward/relays.hpp"
#include "consentry/http/server.hpp"
#include "consentry/store/journal.hpp"
#include "consentry/store/relay_log.hpp"

namespace consentry::app {

/// What a reload reaches.
struct Reloaded {
    http::Server& listener;
    http::Server& admin;
    forward::Forwarder& forwarder;
    forward::Relays& relays;
    store::FileJournal& journal;
    store::FileRelayLog& relay_log;
    JournalRound& round;
    Rounds& rounds;
    Watch& watch;
    Alarms& alarms;
    std::shared_ptr<api::Services const>& services;  ///< Of the admin listener, as they are now.
    CurrentSetup& current;
    Log& log;
};

/// Puts `loaded` in the place of what is there, or says in the log why not; then everything stays as it was. A request
/// that is under way ends with what it began with.
bool reload(LoadedSetup loaded, Reloaded const& parts);

}  // namespace consentry::app
