// Under which names a no counts: for who looks out for messages that are sent in spite of it.
#include "consent/denied_names.hpp"

#include "consentry/consent/variants.hpp"

namespace consentry::consent {
namespace {

class DeniedNames {
public:
    DeniedNames(Records& records, std::string_view portfolio, SubjectNumber subject, Instant now, ApplyContext& context)
        : records_{records}
        , portfolio_{portfolio}
        , subject_{subject}
        , now_{event_time(now)}
        , context_{context}
    {
    }

    void tell(Alias const& name, bool is_over)
    {
        context_.on_denied(portfolio_, name);
        if (is_over)
            tell_holder(name);
        for (Alias const& other : sharing_denials({&name, 1}))
            tell_holder(other);
    }

private:
    /// Few numbers have come to somebody else, or are spelt in two ways: nearly nobody is looked up here.
    void tell_holder(Alias const& name)
    {
        for (Alias const& spelling : spellings_of(name)) {
            auto const holder = records_.subject_of(portfolio_, context_.keys.of_alias(portfolio_, spelling), now_);
            if (!holder || *holder == subject_)
                continue;
            for (SubjectName const& theirs : records_.names_of(*holder))
                context_.on_denied(portfolio_, theirs.alias);
        }
    }

    Records& records_;
    std::string_view portfolio_;
    SubjectNumber subject_;
    EventTime now_;
    ApplyContext& context_;
};

}  // namespace

void tell_denied(
    Records& records, std::string_view portfolio, SubjectNumber subject, Instant now, ApplyContext& context)
{
    if (!context.on_denied)
        return;
    DeniedNames denied{records, portfolio, subject, now, context};
    for (SubjectName const& name : records.names_of(subject))
        denied.tell(name.alias, name.until.has_value());
}

void tell_denied(
    Records& records, std::string_view portfolio, Standing const& standing, Instant now, ApplyContext& context)
{
    if (!context.on_denied)
        return;
    DeniedNames denied{records, portfolio, standing.subject, now, context};
    for (Alias const& name : standing.aliases)
        denied.tell(name, false);
}

}  // namespace consentry::consent
