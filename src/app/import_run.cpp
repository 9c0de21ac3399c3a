#include "app/import_run.hpp"

#include "app/shown.hpp"
#include "consentry/base/log.hpp"

#include <ostream>

namespace consentry::app {
namespace {

constexpr std::size_t part_octets_max = 1024 * 1024;  // Well within what a server takes in one request.

/// One part: rows, and those of them that tell something.
struct Part {
    std::vector<FileRow> rows;
    std::vector<consent::Told> told;
    std::vector<std::size_t> places;  ///< Of each that tells something, among the rows.
};

class Importing {
public:
    Importing(RowReader& rows, ImportColumns const& columns, ImportTarget& target, ImportRejects& rejects,
        ImportProgress& progress, ImportRun const& run, Terminal const& terminal)
        : rows_{rows}
        , columns_{columns}
        , target_{target}
        , rejects_{rejects}
        , progress_{progress}
        , run_{run}
        , terminal_{terminal}
    {
    }

    ImportReport operator()()
    {
        if (auto const mark = mark_of(run_)) {
            report_.counts = mark->counts;
            report_.begun_at_line = mark->line;
        }
        for (Part part = next_part(); !part.rows.empty(); part = next_part()) {
            auto const outcomes = part.told.empty() ? std::vector<ImportedRow>{} : target_.take(part.told);
            if (!outcomes) {
                report_.broken_off = outcomes.error();
                break;
            }
            settle(part, *outcomes);
            leave_mark();
            progress_.tell(report_.counts, taken_, rows_.offset(), std::chrono::steady_clock::now());
            if (run_.interrupted()) {
                report_.interrupted = true;
                break;
            }
        }
        progress_.wipe();
        if (!report_.broken_off && !report_.interrupted && !run_.mark.empty()) {
            std::error_code error;
            std::filesystem::remove(run_.mark, error);
        }
        return std::move(report_);
    }

private:
    Part next_part()
    {
        Part part;
        FileRow row;
        std::size_t octets = 0;
        while (part.rows.size() < import_rows_max && octets < part_octets_max && rows_.next(row)) {
            octets += row.raw.size();
            if (row.trouble.empty() && rows_.names().empty())  // A head is looked at once, JSON line by line.
                row.trouble = columns_.trouble(row);
            if (row.trouble.empty()) {
                consent::Told told = columns_.told(row);
                row.says_nothing = ImportColumns::says_nothing(told);
                if (!row.says_nothing) {
                    part.told.push_back(std::move(told));
                    part.places.push_back(part.rows.size());
                }
            }
            part.rows.push_back(std::move(row));
        }
        return part;
    }

    void settle(Part const& part, std::vector<ImportedRow> const& outcomes)
    {
        std::size_t next = 0;
        for (std::size_t i = 0; i < part.rows.size(); ++i) {
            ++report_.counts.rows;
            ++taken_;
            if (next < part.places.size() && part.places[next] == i) {
                settle(part.rows[i], part.told[next], outcomes[next]);
                ++next;
            } else if (part.rows[i].says_nothing)
                ++report_.counts.unchanged;
            else
                refuse(part.rows[i], part.rows[i].trouble);
        }
    }

    void settle(FileRow const& row, consent::Told const& told, ImportedRow const& outcome)
    {
        switch (outcome.kind) {
        case ImportedRow::Kind::refused: return refuse(row, outcome.why);
        case ImportedRow::Kind::unchanged: ++report_.counts.unchanged; return;
        case ImportedRow::Kind::kept: ++report_.counts.kept; break;
        }
        if (!run_.dry_run)
            return;
        std::string const change = outcome.before == outcome.after ? outcome.after + ", until later"
                                                                   : outcome.before + " -> " + outcome.after;
        ++report_.changes[change];
        if (changes_told_++ < run_.told_max)
            terminal_.out << "line " << row.line << "  " << shown(masked(told.contact)) << "  " << shown(told.scope)
                          << ": " << change << '\n';
    }

    void refuse(FileRow const& row, std::string const& why)
    {
        ++report_.counts.refused;
        if (report_.refusals.size() < reasons_max || report_.refusals.contains(why))
            ++report_.refusals[why];
        if (!run_.dry_run)
            rejects_.add(row, why, rows_);
        if (refusals_told_++ >= run_.told_max)
            return;
        progress_.wipe();
        terminal_.err << "line " << row.line << ": " << shown(why) << '\n';
    }

    /// A folder that cannot be written costs the going on, not the import.
    void leave_mark()
    {
        std::uint64_t const rejects = run_.dry_run ? 0 : rejects_.flush();
        if (run_.mark.empty() || mark_failed_)
            return;
        mark_failed_ = !write_mark(run_.mark, {run_.task, rows_.offset(), rows_.line(), rejects, report_.counts});
        if (!mark_failed_)
            return;
        progress_.wipe();
        terminal_.err << "consentry: " << run_.mark.string()
                      << " cannot be written: broken off, this import begins at its first row again\n";
    }

    static constexpr std::size_t reasons_max = 100;

    RowReader& rows_;
    ImportColumns const& columns_;
    ImportTarget& target_;
    ImportRejects& rejects_;
    ImportProgress& progress_;
    ImportRun const& run_;
    Terminal const& terminal_;
    ImportReport report_;
    std::uint64_t taken_ = 0;
    std::size_t changes_told_ = 0;
    std::size_t refusals_told_ = 0;
    bool mark_failed_ = false;
};

}  // namespace

ImportReport import_rows(RowReader& rows, ImportColumns const& columns, ImportTarget& target, ImportRejects& rejects,
    ImportProgress& progress, ImportRun const& run, Terminal const& terminal)
{
    return Importing{rows, columns, target, rejects, progress, run, terminal}();
}

std::optional<ImportMark> mark_of(ImportRun const& run)
{
    if (run.mark.empty())
        return {};
    auto mark = read_mark(run.mark);
    return mark && mark->task == run.task ? mark : std::nullopt;
}

}  // namespace consentry::app
