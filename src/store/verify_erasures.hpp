#pragma once

#include "store/verify_names.hpp"

namespace consentry::store {

/// Those who were erased: nothing leads to them, their names stay suppressed, and once they are purged nothing personal
/// of them is left.
class VerifyErasures {
public:
    explicit VerifyErasures(Verifying& verifying);

    static bool tells_one(SubjectEvents const& events);

    void see(VerifiedSubject const& subject, SubjectEvents const& events);

private:
    void see_row(VerifiedSubject const& subject, EventTime erased_at);
    void see_suppressed(VerifiedSubject const& subject, std::string const& name, EventTime erased_at);
    void see_names_set_aside(VerifiedSubject const& subject, SubjectEvents const& events);
    bool any(Statement& of_subject, VerifiedSubject const& subject);
    void problem(VerifiedSubject const& subject, std::string_view sentence);

    Verifying& verifying_;
    StandingRows rows_;
    Statement erasure_;
    Statement names_set_aside_;
    Statement any_name_;
    Statement any_unlinked_;
    Statement any_name_set_aside_;
    Statement any_personal_;
};

}  // namespace consentry::store
