#pragma once

#include "consent/entering.hpp"

namespace consentry::consent {

/// A number that changes hands: what the news of it means for those who had the new number before, and for what was
/// said under either number before the news came. What was said under a number alone is of whoever had it then.
class ChangeOfHands {
public:
    /// `naming` may as well be no change of number: then nothing follows.
    ChangeOfHands(Records& records, Matter const& matter, Naming const& naming, Instant now, ApplyContext& context);

    /// Who was known under the new number before, and is somebody else, has it no more. To be called first.
    Outcome end_former_holders();

    /// What others said under the numbers alone is taken back for whom it was taken to be of, and entered for whom it
    /// is of. To be called when the change is entered.
    Outcome give_words_back();

    /// Whether somebody else's words are theirs, so that they are no stranger.
    bool is_heard() const { return is_heard_; }

private:
    bool is_former_holder(SubjectNumber subject, Alias const& phone);
    bool said_something_before(SubjectNumber subject);
    void look_for_earlier_words(Alias const& phone);
    std::vector<SubjectNumber> movers();

    Records& records_;
    Matter const& matter_;
    Naming const& naming_;
    Instant now_;
    ApplyContext& context_;
    std::vector<Alias> old_phones_;
    std::vector<Alias> new_phones_;
    std::vector<SubjectNumber> to_look_through_;  ///< Those of whom something may be somebody else's word.
    bool is_heard_ = false;
};

}  // namespace consentry::consent
