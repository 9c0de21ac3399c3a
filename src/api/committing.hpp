#pragma once

#include "api/call.hpp"
#include "consentry/base/json.hpp"

namespace consentry::api {

/// Whom a call that writes names, read and judged.
struct Target {
    intake::Brand const* brand = nullptr;
    consent::Alias contact{};
};

/// `brand` is the member of the body, which goes before the parameter.
Result<Target> target_of(Call const& call, std::optional<std::string> const& brand, std::string const& contact);

/// What a call that writes is about: for its answer, and for its line in the log.
struct Writing {
    intake::Brand const* brand = nullptr;
    std::string contact;  ///< As shown; empty if it is about an event.
    std::string_view what;
};

/// `changed`, `duplicate` and `events`.
void put_events(JsonWriter& json, consent::Outcome const& outcome);

/// How an outcome is told. Pure: it may be asked more than once. `contact` is the one of the Writing.
using Tell = http::Response (*)(std::string const& contact, consent::Outcome const& outcome);

/// Whether anything changed, and the events that say so.
http::Response written(std::string const& contact, consent::Outcome const& outcome);

/// Hands the matter to the ledger under the brand's rules, and answers when it is on disk.
void commit(Call const& call, Writing const& writing, consent::Matter matter, http::Reply reply, Tell tell = written);

}  // namespace consentry::api
