#pragma once

#include "consentry/consent/policy.hpp"
#include "consentry/forward/reply.hpp"
#include "consentry/forward/state_source.hpp"

#include <span>

namespace consentry::forward {

/// What an event is answered with; nothing for a type that is never answered.
std::optional<ReplyKind> kind_of(consent::Event const& event);

/// In which languages to answer, best first: that of the words; that of the question they answer; those of the brand
/// that are written where the person's number is from; the brand's others; others of that country; English. Words that
/// became international tell nothing.
std::vector<std::string> languages_for(
    consent::Event const& event, ReplyTarget const& target, consent::Policy const* policy);

/// The first text that there is. `scopes`: what it is about, where it is not everything; a text of one scope's own goes
/// before those of any, where it is about that one alone.
std::optional<std::string> text_for(ReplyKind kind, std::span<std::string const> scopes, consent::Event const& event,
    ReplyTarget const& target, consent::Policy const* policy);

}  // namespace consentry::forward
