// Whether a message of the business went to somebody who had said no.
#include "consentry/consent/decide.hpp"

#include <algorithm>
#include <iterator>

namespace consentry::consent {
namespace {

/// What had been said when the message was sent. Of the same second a no came too late for the sender, and anything
/// else in time. What was taken back since was never said.
std::vector<Fact> said_before(EventTime sent, std::span<Fact const> facts)
{
    std::vector<Fact> said;
    std::ranges::copy_if(facts, std::back_inserter(said), [&](Fact const& fact) {
        bool const is_of_that_second = fact.at == sent && !says_no(fact.kind);
        return fact.at < sent || is_of_that_second || fact.kind == FactKind::annulment;
    });
    return said;
}

/// What a person had denied when a message was sent to them.
class DeniedThen {
public:
    DeniedThen(Policy const& policy, Standing const& standing, Send const& send, EventTime sent)
        : policy_{policy}
        , standing_{standing}
        , number_{send.number}
        , sent_{sent}
    {
        standing_.facts = said_before(sent, standing.facts);
        standing_.left_behind = said_before(sent, standing.left_behind);
        standing_.shared = said_before(sent, standing.shared);
        considered_ = standing_.considered();
    }

    /// The no by which the last of the scopes that the message may be of was denied; nothing if one of them was not.
    /// It names the scope that it denies, or all.
    std::optional<Fact> of(std::optional<Category> category) const
    {
        std::optional<Fact> last;
        bool any = false;
        for (Scope const& scope : policy_.scopes) {
            if (category && scope.category != *category)
                continue;
            any = true;
            auto denial = of_scope(scope);
            if (!denial)
                return {};
            if (!last || denial->at > last->at)
                last = std::move(denial);
        }
        return any ? last : of_everything();
    }

private:
    std::optional<Fact> of_scope(Scope const& scope) const
    {
        Permission const found = permission(scope, standing_, considered_, {.number = number_}, sent_);
        Fact const* basis = is_denial(found.state) ? found.basis : nullptr;
        // Who has not opted in is not asked for it there, and may have said no in WhatsApp itself.
        if (!basis && scope.meta_marketing)
            basis = meta_stop(considered_, number_);
        if (!basis)
            return {};
        Fact denial = *basis;
        if (denial.scope != every_scope)
            denial.scope = scope.name;
        return denial;
    }

    std::optional<Fact> of_everything() const
    {
        Verdict const found = fold(considered_, every_scope, sent_);
        return is_denial(found.state) ? std::optional{*found.basis} : std::nullopt;
    }

    Policy const& policy_;
    Standing standing_;
    std::vector<Fact> considered_;
    std::string_view number_;
    EventTime sent_;
};

}  // namespace

std::vector<Draft> decide(Policy const& policy, Standing const& standing, Send const& send, Instant now)
{
    EventTime const sent = std::min(send.at, event_time(now));
    auto const denial = DeniedThen{policy, standing, send, sent}.of(send.category);
    if (!denial)
        return {};
    Draft draft;
    draft.type = EventType::violated;
    draft.scope = denial->scope;
    draft.timestamp = sent;
    draft.violation = ViolationNote{send.category, denial->at, denial->event};
    return {std::move(draft)};
}

}  // namespace consentry::consent
