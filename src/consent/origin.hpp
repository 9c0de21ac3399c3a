#pragma once

#include "consentry/consent/records.hpp"

namespace consentry::consent {

/// What all entries of one matter share, whoever brought it.
struct Origin {
    std::string number{};
    Source source = Source::system;
    std::string message_id{};
    std::string context_id{};
    std::string text{};
    std::string gathered_by{};  ///< Where consent was gathered, in the words of who told it.
    std::string evidence{};
    std::string actor{};
    std::string caused_by{};
    std::optional<PrivateKey> item{};  ///< What makes it the same when it comes again; none if nothing does.
    std::string reason{};              ///< Why somebody of the business decided so, in their words.
};

/// Whether it tells who somebody is, and nothing of consent.
bool is_of_identity(EventType type);

/// Fills in where the event came from: with the words, where they are evidence of consent.
void tell_origin(Event& event, Origin const& origin);

/// Fills in the names; of several of a kind the last.
void name_subject(Event& event, std::span<Alias const> aliases);

/// The number, if nothing but numbers tells who it is: it may turn out to be somebody else's by then.
std::string only_phone_in(std::span<Alias const> names);

}  // namespace consentry::consent
