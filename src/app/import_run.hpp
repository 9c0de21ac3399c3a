#pragma once

#include "app/import_columns.hpp"
#include "app/import_progress.hpp"
#include "app/import_rejects.hpp"
#include "app/import_target.hpp"

#include <map>

namespace consentry::app {

/// How an import is run.
struct ImportRun {
    std::filesystem::path mark;  ///< Where it is told how far it has come; empty: nowhere.
    std::string task;            ///< What the mark has to be of.
    bool dry_run = false;
    std::size_t told_max = 0;           ///< So many refusals, and changes of a dry run, are told line by line.
    std::function<bool()> interrupted;  ///< Asked between one part and the next.
};

/// What an import came to.
struct ImportReport {
    ImportCounts counts;
    std::uint64_t begun_at_line = 0;                ///< Not 0: it went on where another had been broken off.
    std::map<std::string, std::uint64_t> changes;   ///< Of a dry run: how many, by `unknown -> opted_in`.
    std::map<std::string, std::uint64_t> refusals;  ///< How many, by reason.
    std::optional<Error> broken_off;                ///< Why it did not come to its end.
    bool interrupted = false;
};

/// Takes the rows to where they go, part by part. What is wrong with a row is told with its line, masked, on `err`;
/// changes of a dry run on `out`.
ImportReport import_rows(RowReader& rows, ImportColumns const& columns, ImportTarget& target, ImportRejects& rejects,
    ImportProgress& progress, ImportRun const& run, Terminal const& terminal);

/// The mark that this run goes on from, if a former one has left one.
std::optional<ImportMark> mark_of(ImportRun const& run);

}  // namespace consentry::app
