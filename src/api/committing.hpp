#pragma once

#include "api/call.hpp"

namespace consentry::api {

/// What a call that writes is about: for its answer, and for its line in the log.
struct Writing {
    intake::Brand const* brand = nullptr;
    std::string contact;  ///< As shown; empty if it is about an event.
    std::string_view what;
};

/// Hands the matter to the ledger under the brand's rules, and answers when it is on disk: whether anything changed,
/// and the events that say so.
void commit(Call const& call, Writing const& writing, consent::Matter matter, http::Reply reply);

}  // namespace consentry::api
