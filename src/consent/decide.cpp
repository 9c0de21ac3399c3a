#include "consentry/consent/decide.hpp"

#include "consent/binding.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/consent/choosing.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

/// One signal being decided: what every draft of it shares.
class Deciding {
public:
    Deciding(Policy const& policy, Standing const& standing, Signal const& signal, SignalKeys const& keys, Instant now)
        : policy_{policy}
        , standing_{standing}
        , signal_{signal}
        , keys_{keys}
        , at_{std::min(signal.at, event_time(now))}
    {
    }

    std::vector<Draft> drafts() &&
    {
        reading_ = choose(policy_, standing_, signal_, at_);
        bool const speaks_for_itself = reading_ && (reading_->intent == Intent::opt_out || reading_->addressed);
        if (!speaks_for_itself && campaign_of(policy_, signal_.number, at_, typed()))
            decide_campaign_word();
        else if (reading_)
            decide_reading();
        return std::move(drafts_);
    }

private:
    void decide_reading()
    {
        switch (reading_->intent) {
        case Intent::opt_out: return decide_opt_out();
        case Intent::opt_in: return decide_start();
        case Intent::affirm:
        case Intent::acknowledge:
        case Intent::decline: return decide_answer(reading_->intent);
        case Intent::help: draft(EventType::help, ""); return;
        case Intent::meta_stop: return decide_meta_stop();
        case Intent::meta_resume: return resume();
        case Intent::meta_signup: return decide_sign_up();
        }
    }

    void decide_opt_out()
    {
        if (waits_for_a_person(*reading_, signal_.who))
            return decide_hold();
        std::vector<std::string> scopes = reading_->scopes;
        if (scopes.empty() || policy_.stop_reaches_all)
            scopes = {std::string{every_scope}};
        // Which message it answers tells how well that one was received.
        auto const asked = question_of(policy_, standing_.prompts, to_bind(Reach::anything));
        for (std::string const& scope : scopes) {
            Draft& made = draft(EventType::opted_out, scope);
            made.fact = fact(FactKind::opt_out, scope);
            made.prompt = asked;
        }
    }

    /// A hold covers marketing, unless the text names everything.
    void decide_hold()
    {
        auto const names = [&](std::string_view scope) {
            return std::ranges::find(reading_->scopes, scope) != reading_->scopes.end();
        };
        std::vector<std::string> scopes;
        if (names(every_scope))
            scopes.emplace_back(every_scope);
        for (Scope const& scope : policy_.scopes) {
            bool const is_meant = reading_->scopes.empty() || names(scope.name);
            if (scope.category == Category::marketing && is_meant)
                scopes.push_back(scope.name);
        }
        for (std::string const& scope : scopes) {
            Draft& made = draft(EventType::held, scope);
            made.fact = fact(FactKind::hold, scope);
            if (reading_->scopes.empty() && !reading_->names_unknown)
                made.match->reach = every_scope;
        }
        // Where there is no marketing there is nothing to hold, but what may have been an opt-out is not lost.
        if (scopes.empty())
            draft(EventType::unmatched, "");
    }

    void decide_start()
    {
        // To lift a STOP by mistake is worse than to wait for a clear word.
        if (reading_->weak) {
            draft(EventType::unmatched, "");
            return;
        }
        std::vector<std::string> scopes = reading_->scopes;
        if (scopes.empty())
            scopes = {std::string{every_scope}};
        for (std::string const& scope : scopes)
            draft(EventType::lifted, scope).fact = fact(FactKind::lift, scope);
        grant_start_scopes(scopes);
    }

    /// Only what was asked somewhere, word for word, can be granted; and only what was meant.
    void grant_start_scopes(std::vector<std::string> const& meant)
    {
        if (policy_.start_wording.empty())
            return;
        bool const everything = std::ranges::find(meant, every_scope) != meant.end();
        for (std::string const& scope : policy_.start_scopes) {
            if (everything || std::ranges::find(meant, scope) != meant.end())
                grant(scope, policy_.start_wording);
        }
    }

    /// Only what was typed can be a campaign's word: a button may bear the same word and mean something else.
    std::string_view typed() const
    {
        return signal_.source == Source::whatsapp_button ? std::string_view{} : std::string_view{signal_.folded};
    }

    AnswerToBind to_bind(Reach reach) const
    {
        return {at_, signal_.number, typed(), signal_.context_id.has_value(), keys_.context, reach};
    }

    /// A word that a campaign asked for is an answer, whatever else it would be.
    void decide_campaign_word()
    {
        bool const says_yes = reading_ && reading_->intent == Intent::affirm;
        bool const says_no = reading_ && reading_->intent == Intent::decline;
        Intent const intent = says_no ? Intent::decline : Intent::affirm;
        bind(intent, says_yes || says_no ? Reach::anything : Reach::campaigns);
    }

    void decide_answer(Intent intent)
    {
        if (!reading_->addressed)
            return bind(intent, intent == Intent::acknowledge ? Reach::quoted : Reach::anything);
        for (std::string const& scope : reading_->scopes)
            answer(intent, scope, reading_->wording, quoted_question(scope));
    }

    /// The question of that scope whose message the button stood in.
    std::optional<PromptNote> quoted_question(std::string_view scope) const
    {
        auto prompt = keys_.context ? question_of(policy_, standing_.prompts, to_bind(Reach::quoted)) : std::nullopt;
        if (prompt && prompt->scope != scope)
            prompt.reset();
        return prompt;
    }

    void bind(Intent intent, Reach reach)
    {
        AnswerToBind const unbound = to_bind(reach);
        if (auto const prompt = question_of(policy_, standing_.prompts, unbound))
            answer(intent, prompt->scope, prompt->wording, prompt);
        else if (intent == Intent::affirm && policy_.unprompted_yes_opts_in && is_unprompted(unbound))
            grant_start_scopes({std::string{every_scope}});
        else if (reach == Reach::anything)
            wait_for_question(intent);
        else if (reach == Reach::campaigns)
            draft(EventType::unmatched, "");  // Kept as said, but no YES to what may be asked later.
    }

    /// Nothing was asked; two open questions, or a quoted message that we do not know, are something else.
    bool is_unprompted(AnswerToBind const& unbound) const
    {
        return !unbound.has_context && !any_open(policy_, standing_.prompts, unbound);
    }

    void answer(
        Intent intent, std::string const& scope, std::string const& wording, std::optional<PromptNote> const& prompt)
    {
        Draft& made = intent == Intent::decline ? deny(scope) : grant(scope, wording);
        made.prompt = prompt;
        made.wording = wording;
    }

    Draft& deny(std::string const& scope)
    {
        Draft& made = draft(EventType::declined, scope);
        made.fact = fact(FactKind::decline, scope);
        return made;
    }

    Draft& grant(std::string const& scope, std::string const& wording)
    {
        Draft& made = draft(EventType::opted_in, scope);
        made.fact = fact(FactKind::grant, scope);
        made.fact->valid_until = policy_.end_of_grant(scope, at_);
        made.wording = wording;
        return made;
    }

    void wait_for_question(Intent intent)
    {
        AnswerNote note{intent, reading_ ? reading_->match.language : std::string{}, {}, 0};
        if (keys_.context)
            note.context_key = to_hex(*keys_.context);
        draft(EventType::unmatched, "").answer = std::move(note);
    }

    /// A failed status repeats what the setting has said already; the setting itself is always entered.
    void decide_meta_stop()
    {
        // Known is what a stop of this time or later says: an older one may yet turn out to have been taken back.
        bool const known = std::ranges::any_of(standing_.facts, [&](Fact const& fact) {
            return fact.kind == FactKind::meta_stop && fact.number == signal_.number && fact.at >= at_;
        });
        if (known && signal_.source == Source::meta_status)
            return;
        draft(EventType::preference_stopped, "").fact = fact(FactKind::meta_stop, "");
    }

    void resume() { draft(EventType::preference_resumed, "").fact = fact(FactKind::meta_resume, ""); }

    void decide_sign_up()
    {
        resume();
        for (Scope const& scope : policy_.scopes) {
            if (scope.meta_marketing)
                grant(scope.name, "");
        }
    }

    Fact fact(FactKind kind, std::string scope) const
    {
        Fact fact;
        fact.kind = kind;
        fact.scope = std::move(scope);
        fact.at = at_;
        if (kind == FactKind::meta_stop || kind == FactKind::meta_resume)
            fact.number = signal_.number;
        return fact;
    }

    Draft& draft(EventType type, std::string scope)
    {
        Draft& made = drafts_.emplace_back();
        made.type = type;
        made.scope = std::move(scope);
        made.timestamp = at_;
        if (reading_)
            made.match = reading_->match;
        return made;
    }

    Policy const& policy_;
    Standing const& standing_;
    Signal const& signal_;
    SignalKeys const& keys_;
    EventTime at_;
    Reading const* reading_ = nullptr;
    std::vector<Draft> drafts_;
};

}  // namespace

std::vector<Draft> decide(
    Policy const& policy, Standing const& standing, Signal const& signal, SignalKeys const& keys, Instant now)
{
    return Deciding{policy, standing, signal, keys, now}.drafts();
}

}  // namespace consentry::consent
