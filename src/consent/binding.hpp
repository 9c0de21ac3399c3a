#pragma once

#include "consentry/consent/decide.hpp"

namespace consentry::consent {

/// What an answer can be taken to answer.
enum class Reach {
    anything,   ///< YES or NO: whatever is open.
    campaigns,  ///< A campaign's own word that is no answer otherwise: the campaigns that name it.
    quoted,     ///< An acknowledgement: the message it quotes, or nothing.
};

/// An answer, as far as finding its question needs it.
struct AnswerToBind {
    EventTime at;
    std::string_view number;                ///< Where it was sent; campaigns are of a number.
    std::string_view folded;                ///< As typed; campaigns may name their words. Empty for a button.
    bool has_context = false;               ///< It quotes a message.
    std::optional<PrivateKey> context_key;  ///< That message.
    Reach reach = Reach::anything;
    bool came_first = false;  ///< It was here before the question was known.
};

/// The question an answer belongs to: by the message it quotes, else the only scope with an open question, be it a
/// prompt of this person or a campaign. Nothing if there is none or more than one scope is open. Open means asked
/// before and not expired at the answer's own time; of the same second is taken for before, unless the answer came
/// first and quotes nothing: a question told now, without a time, must not catch a YES that was said to something else
/// a moment ago.
std::optional<PromptNote> question_of(
    Policy const& policy, std::span<Prompt const> prompts, AnswerToBind const& answer);

/// A campaign of that number, open at that time, whose words hold `folded`.
Campaign const* campaign_of(Policy const& policy, std::string_view number, EventTime at, std::string_view folded);

/// Whether any question is open that the answer, which quotes nothing, could belong to.
bool any_open(Policy const& policy, std::span<Prompt const> prompts, AnswerToBind const& answer);

}  // namespace consentry::consent
