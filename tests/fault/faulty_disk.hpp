#pragma once

#include <sqlite3.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <string>

namespace consentry::test {

/// What goes wrong, and how the system tells it.
enum class Trouble { write_fails, disk_is_full, flush_fails, read_fails };
enum class Lasts { once, from_then_on };

/// A file system for SQLite, on top of the real one, that fails when it is told to, and whose power can be cut: then
/// what was not flushed is partly gone.
class FaultyDisk {
public:
    FaultyDisk();
    FaultyDisk(FaultyDisk const&) = delete;
    FaultyDisk& operator=(FaultyDisk const&) = delete;
    ~FaultyDisk();

    /// The name under which SQLite knows it.
    std::string const& name() const { return name_; }

    /// From now on `steps` operations of the kind succeed, then one fails, or all from there on. With `flush_fails`
    /// writes go well and only their flush does not.
    void fail_after(int steps, Trouble trouble, Lasts lasts);

    /// The program is killed: whatever its connections still try, nothing changes any more. The system goes on and
    /// keeps what was written, flushed or not.
    void kill();

    /// Everything works again.
    void heal();

    /// Whether the trouble came.
    bool has_failed() const { return failed_; }

    /// What was written since its file's last flush stays or goes, sector by sector. No file may be open.
    void cut_power(std::mt19937& random);

private:
    struct File;
    struct Methods;
    friend struct Methods;

    int judge(Trouble operation);
    void note_opened(std::string const& path);
    void note_flushed(std::string const& path);
    void note_removed(std::string const& path);

    std::string name_;
    sqlite3_vfs vfs_{};
    sqlite3_vfs* real_ = nullptr;

    std::mutex mutex_;
    bool killed_ = false;
    int steps_left_ = -1;
    Trouble trouble_ = Trouble::write_fails;
    Lasts lasts_ = Lasts::once;
    std::atomic<bool> failed_ = false;
    std::map<std::string, std::string> flushed_;  ///< What would survive, by path.
};

}  // namespace consentry::test
