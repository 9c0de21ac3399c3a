#pragma once

#include "app/row_reader.hpp"
#include "consentry/consent/told.hpp"

namespace consentry::app {

/// Which column of a file tells what, and what holds where a row does not tell it.
class ImportColumns {
public:
    /// `maps` are `COLUMN=MEMBER` as given on the command line. A column of a member's own name needs none; case and
    /// blanks around it do not matter. Fault::malformed if one names no member.
    static Result<ImportColumns> of(std::vector<std::string> const& maps, consent::Told usual);

    /// What is wrong with the row as a whole: a member that is told twice, or is no text. Empty if nothing is.
    std::string trouble(FileRow const& row) const;

    /// What the row tells. A state as `export` writes it: what is not allowed there, and is not over or unknown, is an
    /// opt-out here.
    consent::Told told(FileRow const& row) const;

    /// Whether there is nothing in it that could be taken in: an exported state that is over, or was never one.
    static bool says_nothing(consent::Told const& told) { return told.state == "expired" || told.state == "unknown"; }

    /// Fault::malformed if the head lacks a column that has to be there, or a column that is mapped, or tells one thing
    /// in two columns.
    Result<void> suit(std::vector<std::string> const& names) const;

    /// The columns that tell nothing we read, joined with commas.
    std::string ignored(std::vector<std::string> const& names) const;

private:
    struct Map {
        std::string column;
        std::string consent::Told::* member;
    };

    std::string consent::Told::* member_of(std::string_view column) const;
    std::string_view told_twice(std::vector<std::string> const& names) const;

    std::vector<Map> maps_;
    consent::Told usual_;
};

}  // namespace consentry::app
