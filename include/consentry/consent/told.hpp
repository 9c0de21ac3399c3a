#pragma once

#include "consentry/consent/policy.hpp"
#include "consentry/consent/signal.hpp"

namespace consentry::consent {

/// A record as files and lists tell it, every member a text; what is not told is empty.
struct Told {
    std::string contact;
    std::string scope;
    std::string state;  ///< `opted_in`, `opted_out`.
    std::string occurred_at;
    std::string source;
    std::string wording;
    std::string evidence;
    std::string actor;
    std::string caused_by;
    std::string confirmed;  ///< `true` if the person said it twice; else `false`.
};

/// The record, under the brand's rules for contacts. Fault::malformed, with the member's name in front, if it is none;
/// whether its scope and wording are configured is for `decide` to say. `way` is by which way it comes.
Result<Record> record_of(Told const& told, Policy const& policy, Source way);

/// Whether `state` says opted_in.
Result<bool> told_state(std::string_view state);

/// By which way a program says it came; anything else is where it was gathered, in the program's own words. A person's
/// own words only come through Meta, so those sources cannot be claimed.
void tell_source(std::string_view name, Record& record);

}  // namespace consentry::consent
