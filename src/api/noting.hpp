#pragma once

#include "api/call.hpp"

namespace consentry::api {

/// Notes, in the audit and in the log, that the key has read something personal of a subject. Never keeps the call
/// waiting.
void note_read(Call const& call, std::string_view what, std::string const& brand, std::string const& subject);

/// The same of all whom these events are about; nothing if there are none.
void note_read(Call const& call, std::string_view what, std::string const& brand, consent::EventPage const& page);

}  // namespace consentry::api
