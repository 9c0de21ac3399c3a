#include "consentry/store/backup.hpp"

#include "store/erasure_list.hpp"
#include "store/lock.hpp"
#include "store/schema.hpp"
#include "store/suppression_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace consentry::store {
namespace {

namespace fs = std::filesystem;

/// Versions are numbers that every JSON reader keeps exactly: 53 bits, 40 of them for the place of an entry.
constexpr std::int64_t epoch_max = (std::int64_t{1} << 13) - 1;

void flush(fs::path const& path, int flags)
{
    int const descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    bool const flushed = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    if (!flushed)
        throw fs::filesystem_error{"cannot be flushed", path, std::error_code{errno, std::generic_category()}};
}

fs::path folder_of(fs::path const& path) { return path.has_parent_path() ? path.parent_path() : fs::path{"."}; }

void flush_name(fs::path const& path) { flush(folder_of(path), O_RDONLY | O_DIRECTORY); }

std::int64_t epoch_of(Database const& database)
{
    return database.integer("SELECT CAST(value AS INTEGER) FROM installation WHERE key = 'epoch'");
}

/// Reads the file as a start would.
Result<BackupReport> inspected(fs::path const& file)
{
    Database database{{file, {}}, Access::read};
    if (Result<void> const whole = inspect(database); !whole)
        return std::unexpected(whole.error());
    if (database.integer("SELECT count(*) FROM pragma_quick_check(1) WHERE quick_check <> 'ok'") != 0)
        return fail(Fault::unprocessable, file.string() + " is damaged");
    return BackupReport{
        file, fs::file_size(file), database.integer("SELECT count(*) FROM entry"), epoch_of(database), 0, {}};
}

/// A copy that is this process's alone until it has its name.
class Unfinished {
public:
    explicit Unfinished(fs::path path)
        : path_{std::move(path)}
    {
        remove();
    }
    Unfinished(Unfinished const&) = delete;
    Unfinished& operator=(Unfinished const&) = delete;
    ~Unfinished() { remove(); }

    fs::path const& path() const { return path_; }

    void finish(fs::path const& name)
    {
        flush(path_, O_RDONLY);
        fs::rename(path_, name);
        flush_name(name);
    }

private:
    void remove() const
    {
        std::error_code ignored;
        for (char const* const suffix : {"", "-wal", "-shm", "-journal"})
            fs::remove(path_.string() + suffix, ignored);
    }

    fs::path path_;
};

/// The name under which the store that is there is kept, so that nothing is lost by a restore of the wrong backup.
fs::path set_aside(fs::path const& store)
{
    for (int i = 1;; ++i) {
        fs::path const name = store.string() + ".before-restore-" + std::to_string(i);
        if (fs::exists(name))
            continue;
        // What is in its log belongs to it.
        for (char const* const suffix : {"-wal", "-shm", ""}) {
            if (fs::exists(store.string() + suffix))
                fs::rename(store.string() + suffix, name.string() + suffix);
        }
        return name;
    }
}

/// The epoch of a store that may be broken: 0 if it cannot be read.
std::int64_t epoch_if_readable(fs::path const& file)
try {
    return epoch_of(Database{{file, {}}, Access::read});
} catch (StoreError const&) {
    return 0;
}

std::int64_t days_since_2026(EventTime now)
{
    using namespace std::chrono;
    return std::max<std::int64_t>((floor<days>(now) - sys_days{year{2026} / January / 1}).count(), 0);
}

/// Returns how many were erased once more.
Result<int> prepare_copy(Options const& options, fs::path const& copy, std::int64_t epoch)
{
    Database database{{copy, {}}, Access::write};
    migrate(database);
    Result<Bytes> const key = open_suppression_key(database, options.suppression_key);
    if (!key)
        return std::unexpected(key.error());
    database.prepare("UPDATE installation SET value = ?1 WHERE key = 'epoch'").run(std::to_string(epoch));
    int const erased = erase_again(database, options.path, *key);
    database.settle_log();
    return erased;
}

std::unexpected<Error> trouble(std::exception const& error) { return fail(Fault::unavailable, error.what()); }

}  // namespace

Result<BackupReport> backup(Options const& options, fs::path const& to)
try {
    if (!fs::exists(options.path))
        return fail(Fault::not_found, "there is no store at " + options.path.string());
    if (fs::exists(to))
        return fail(Fault::conflict, to.string() + " is there already; name a file that is not");
    if (Result<void> const ours = recognise({options.path, {}}); !ours)
        return std::unexpected(ours.error());
    Unfinished copy{to.string() + ".unfinished"};
    {
        // Made before SQLite writes to it, so that nobody else can read it at any time.
        int const made = ::open(copy.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (made < 0)
            return fail(Fault::unavailable, copy.path().string() + " cannot be made; see to the folder and its rights");
        ::close(made);
        Database source{{options.path, {}}, Access::read};
        source.prepare("VACUUM INTO ?1").run(copy.path().string());
    }
    Result<BackupReport> report = inspected(copy.path());
    if (!report)
        return report;
    copy.finish(to);
    report->file = to;
    return report;
} catch (StoreError const& error) {
    return trouble(error);
} catch (fs::filesystem_error const& error) {
    return trouble(error);
}

Result<BackupReport> restore(Options const& options, fs::path const& from, bool replace, EventTime now)
try {
    Result<Lock> const lock = Lock::take(options.path);
    if (!lock)
        return std::unexpected(lock.error());
    bool const is_there = fs::exists(options.path);
    if (is_there && !replace)
        return fail(Fault::conflict,
            "there is a store at " + options.path.string() + "; with --force it is set aside, not lost");
    if (!fs::exists(from))
        return fail(Fault::not_found, "there is no backup at " + from.string());
    if (Result<void> const ours = recognise({from, {}}); !ours)
        return std::unexpected(ours.error());
    Unfinished copy{options.path.string() + ".unfinished"};
    fs::copy_file(from, copy.path());
    fs::permissions(copy.path(), fs::perms::owner_read | fs::perms::owner_write);
    std::int64_t const before = is_there ? epoch_if_readable(options.path) : 0;
    std::int64_t const epoch = std::max({epoch_if_readable(copy.path()) + 1, before + 1, days_since_2026(now)});
    if (epoch > epoch_max)
        return fail(Fault::unprocessable, "the store has been restored too often: versions are used up");
    Result<int> const prepared = prepare_copy(options, copy.path(), epoch);
    if (!prepared)
        return std::unexpected(prepared.error());
    Result<BackupReport> report = inspected(copy.path());
    if (!report)
        return report;
    report->erased_again = *prepared;
    if (is_there)
        report->set_aside = set_aside(options.path);
    copy.finish(options.path);
    report->file = options.path;
    return report;
} catch (std::exception const& error) {
    return trouble(error);
}

}  // namespace consentry::store
