#pragma once

#include "app/store_choice.hpp"
#include "consentry/consent/told.hpp"

#include <functional>
#include <span>

namespace consentry::app {

/// What became of one row, or would.
struct ImportedRow {
    enum class Kind { kept, unchanged, refused };

    Kind kind = Kind::unchanged;
    std::string why{};     ///< Of one that was refused.
    std::string before{};  ///< Of a dry run: the state of its scope,
    std::string after{};   ///< and what it would be.
};

/// Where rows go: a running server, or the store itself where none runs.
class ImportTarget {
public:
    virtual ~ImportTarget() = default;

    /// What became of each row, in order, when all are on disk. Rows that are handed over again change nothing twice.
    /// Fails if they could not be kept, or may not be; some then may have been.
    /// Fault::braked if the brake holds: those who said yes in a row of them stay as they were, those who said no are
    /// held, and the same rows count once it is released.
    virtual Result<std::vector<ImportedRow>> take(std::span<consent::Told const> rows) = 0;

    /// Announces so many changes to the brake, and to whoever reads of it.
    virtual Result<void> expect(std::size_t changes, std::string const& reason) = 0;
};

/// How rows are to be judged.
struct ImportRules {
    std::string brand{};
    bool dry_run = false;     ///< Nothing is written.
    bool may_reopen = false;  ///< Rows with evidence may outrank a person's no.
};

/// What an import says where the brake has taken hold in the middle of it.
std::string import_is_held(std::string_view direction);

/// How many rows are handed over at once.
inline constexpr std::size_t import_rows_max = 1'000;

/// The admin listener of a running server. It is asked again while it is busy, or away for a moment.
std::unique_ptr<ImportTarget> import_there(std::string admin, std::string key, ImportRules rules);

/// The store, under its lock; a dry run only looks and works beside a server.
Result<std::unique_ptr<ImportTarget>> import_here(Config const& config, ImportRules const& rules);

}  // namespace consentry::app
