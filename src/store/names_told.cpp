// The names of the store, for who has to know them without asking it.
#include "store/names_told.hpp"

namespace consentry::store {
namespace {

template <class Take>
void each_name(Database& database, std::string const& which, Take take)
{
    database
        .prepare("SELECT alias.subject, portfolio.name, alias.kind, alias.value FROM alias "
                 "JOIN subject ON subject.id = alias.subject JOIN portfolio ON portfolio.id = subject.portfolio "
            + which)
        .each([&](Row row) {
            if (auto const kind = consent::alias_kind_of(row.text(2)))
                take(row.integer(0), row.text(1), consent::Alias{*kind, std::string{row.text(3)}});
        });
}

void tell_denied(Database& database, intake::KnownNames& known)
{
    std::string const of_denied
        = "WHERE alias.subject IN (SELECT subject FROM fact WHERE kind IN ('opt_out', 'decline', 'hold', 'meta_stop'))";
    known.expect_denied(static_cast<std::size_t>(database.integer("SELECT count(*) FROM alias " + of_denied)));
    each_name(database, of_denied, [&](consent::SubjectNumber, std::string_view portfolio, consent::Alias const& name) {
        known.deny(portfolio, name.kind, name.value);
    });
}

/// The names of one person after another.
class People {
public:
    explicit People(intake::KnownNames& known)
        : known_{known}
    {
    }

    void take(consent::SubjectNumber subject, std::string_view portfolio, consent::Alias name)
    {
        if (subject != subject_)
            end();
        subject_ = subject;
        portfolio_ = portfolio;
        known_.add(portfolio, name.kind, name.value);
        names_.push_back(std::move(name));
    }

    /// Whoever has a number of somebody who said no is asked about under every name.
    void end()
    {
        known_.relate(portfolio_, names_);
        names_.clear();
    }

private:
    intake::KnownNames& known_;
    consent::SubjectNumber subject_ = 0;
    std::string portfolio_;
    std::vector<consent::Alias> names_;
};

}  // namespace

void tell_names(Database& database, intake::KnownNames& known)
{
    tell_denied(database, known);
    People people{known};
    each_name(database, "ORDER BY alias.subject",
        [&](consent::SubjectNumber subject, std::string_view portfolio, consent::Alias name) {
            people.take(subject, portfolio, std::move(name));
        });
    people.end();
}

}  // namespace consentry::store
