#pragma once

#include "api/call.hpp"

namespace consentry::api {

struct Route;

/// What the `Idempotency-Key` of a call asks for: that it is carried out once, however often it comes.
struct Repeat {
    consent::Request request;
    std::shared_ptr<UnderWay::Ticket> ticket;
    bool is_kept = false;  ///< The answer is kept with the unit that it tells of; else it has to be kept afterwards.
};

/// What is said to a call that came before, or comes while the first is being answered. Nothing: it is to be carried
/// out, and `call.repeat` is set if it carries a key. Only calls that write are looked at.
Result<std::optional<http::Response>> recall(Route const& route, http::Request const& request, Call& call);

/// Has the answer kept with the unit, in the same transaction: both are on disk, or neither is.
void attach_receipt(
    Call const& call, consent::Unit& unit, std::function<http::Response(std::span<consent::Outcome const>)> answer);

/// A Reply that keeps the answer of a call whose work is no unit, as soon as that is done: whoever repeats it after a
/// crash in between has it done again, which does no harm there.
http::Reply keeping(Call const& call, http::Reply reply);

}  // namespace consentry::api
