#include "faulty_disk.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <new>

namespace consentry::test {
namespace {

std::string content_of(std::string const& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator{file}, {}};
}

}  // namespace

/// An open file: ours in front, the real one behind it in the same piece of memory.
struct FaultyDisk::File {
    sqlite3_file base;
    FaultyDisk* disk;
    std::string* path;

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

/// The functions SQLite calls. All but those that write, flush, cut and read only pass on.
struct FaultyDisk::Methods {
    static File* file(sqlite3_file* base) { return reinterpret_cast<File*>(base); }
    static sqlite3_file* real(sqlite3_file* base) { return file(base)->real(); }
    static FaultyDisk* disk(sqlite3_vfs* vfs) { return static_cast<FaultyDisk*>(vfs->pAppData); }
    static sqlite3_vfs* real(sqlite3_vfs* vfs) { return disk(vfs)->real_; }

    static int close(sqlite3_file* base)
    {
        int const code = real(base)->pMethods->xClose(real(base));
        delete file(base)->path;
        return code;
    }

    static int read(sqlite3_file* base, void* to, int size, sqlite3_int64 offset)
    {
        int const code = file(base)->disk->judge(Trouble::read_fails);
        return code != SQLITE_OK ? code : real(base)->pMethods->xRead(real(base), to, size, offset);
    }

    static int write(sqlite3_file* base, void const* from, int size, sqlite3_int64 offset)
    {
        int const code = file(base)->disk->judge(Trouble::write_fails);
        if (code != SQLITE_OK) {
            // What fails may have got half of its way.
            real(base)->pMethods->xWrite(real(base), from, size / 2, offset);
            return code;
        }
        return real(base)->pMethods->xWrite(real(base), from, size, offset);
    }

    static int truncate(sqlite3_file* base, sqlite3_int64 size)
    {
        int const code = file(base)->disk->judge(Trouble::write_fails);
        return code != SQLITE_OK ? code : real(base)->pMethods->xTruncate(real(base), size);
    }

    static int sync(sqlite3_file* base, int)
    {
        int const code = file(base)->disk->judge(Trouble::flush_fails);
        if (code != SQLITE_OK)
            return code;
        // The real disk need not wait: what a power cut leaves is decided here.
        file(base)->disk->note_flushed(*file(base)->path);
        return SQLITE_OK;
    }

    static int size(sqlite3_file* base, sqlite3_int64* size)
    {
        return real(base)->pMethods->xFileSize(real(base), size);
    }
    static int lock(sqlite3_file* base, int level) { return real(base)->pMethods->xLock(real(base), level); }
    static int unlock(sqlite3_file* base, int level) { return real(base)->pMethods->xUnlock(real(base), level); }
    static int check_lock(sqlite3_file* base, int* held)
    {
        return real(base)->pMethods->xCheckReservedLock(real(base), held);
    }
    static int control(sqlite3_file* base, int op, void* argument)
    {
        return real(base)->pMethods->xFileControl(real(base), op, argument);
    }
    static int sector(sqlite3_file* base) { return real(base)->pMethods->xSectorSize(real(base)); }
    static int device(sqlite3_file* base) { return real(base)->pMethods->xDeviceCharacteristics(real(base)); }
    static int shm_map(sqlite3_file* base, int region, int size, int extend, void volatile** memory)
    {
        return real(base)->pMethods->xShmMap(real(base), region, size, extend, memory);
    }
    static int shm_lock(sqlite3_file* base, int offset, int count, int flags)
    {
        return real(base)->pMethods->xShmLock(real(base), offset, count, flags);
    }
    static void shm_barrier(sqlite3_file* base) { real(base)->pMethods->xShmBarrier(real(base)); }
    static int shm_unmap(sqlite3_file* base, int remove) { return real(base)->pMethods->xShmUnmap(real(base), remove); }

    static sqlite3_io_methods const* table()
    {
        static sqlite3_io_methods const methods{2, close, read, write, truncate, sync, size, lock, unlock, check_lock,
            control, sector, device, shm_map, shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};
        return &methods;
    }

    static int open(sqlite3_vfs* vfs, char const* path, sqlite3_file* base, int flags, int* out_flags)
    {
        if (path)
            disk(vfs)->note_opened(path);
        File* const opened = new (base) File{};
        int const code = real(vfs)->xOpen(real(vfs), path, opened->real(), flags, out_flags);
        if (opened->real()->pMethods) {
            opened->disk = disk(vfs);
            opened->path = new std::string{path ? path : ""};
            opened->base.pMethods = table();
        }
        return code;
    }

    static int remove(sqlite3_vfs* vfs, char const* path, int sync_folder)
    {
        int const code = disk(vfs)->judge(Trouble::write_fails);
        if (code != SQLITE_OK)
            return code;
        disk(vfs)->note_removed(path);
        return real(vfs)->xDelete(real(vfs), path, sync_folder);
    }
    static int access(sqlite3_vfs* vfs, char const* path, int flags, int* result)
    {
        return real(vfs)->xAccess(real(vfs), path, flags, result);
    }
    static int full_path(sqlite3_vfs* vfs, char const* path, int size, char* to)
    {
        return real(vfs)->xFullPathname(real(vfs), path, size, to);
    }
    static int randomness(sqlite3_vfs* vfs, int size, char* to) { return real(vfs)->xRandomness(real(vfs), size, to); }
    static int sleep(sqlite3_vfs* vfs, int microseconds) { return real(vfs)->xSleep(real(vfs), microseconds); }
    static int time(sqlite3_vfs* vfs, double* now) { return real(vfs)->xCurrentTime(real(vfs), now); }
    static int error(sqlite3_vfs* vfs, int size, char* to) { return real(vfs)->xGetLastError(real(vfs), size, to); }
    static int time64(sqlite3_vfs* vfs, sqlite3_int64* now) { return real(vfs)->xCurrentTimeInt64(real(vfs), now); }
};

FaultyDisk::FaultyDisk()
{
    static std::atomic<int> made = 0;
    name_ = "faulty-" + std::to_string(++made);
    real_ = sqlite3_vfs_find(nullptr);
    vfs_.iVersion = 2;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.mxPathname = real_->mxPathname;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.xOpen = Methods::open;
    vfs_.xDelete = Methods::remove;
    vfs_.xAccess = Methods::access;
    vfs_.xFullPathname = Methods::full_path;
    vfs_.xRandomness = Methods::randomness;
    vfs_.xSleep = Methods::sleep;
    vfs_.xCurrentTime = Methods::time;
    vfs_.xGetLastError = Methods::error;
    vfs_.xCurrentTimeInt64 = Methods::time64;
    sqlite3_vfs_register(&vfs_, 0);
}

FaultyDisk::~FaultyDisk() { sqlite3_vfs_unregister(&vfs_); }

void FaultyDisk::fail_after(int steps, Trouble trouble, Lasts lasts)
{
    std::scoped_lock const lock{mutex_};
    steps_left_ = steps;
    trouble_ = trouble;
    lasts_ = lasts;
    failed_ = false;
}

void FaultyDisk::kill()
{
    std::scoped_lock const lock{mutex_};
    killed_ = true;
}

void FaultyDisk::heal()
{
    std::scoped_lock const lock{mutex_};
    killed_ = false;
    steps_left_ = -1;
}

int FaultyDisk::judge(Trouble operation)
{
    std::scoped_lock const lock{mutex_};
    if (killed_)
        return SQLITE_IOERR;
    Trouble const kind = trouble_ == Trouble::disk_is_full ? Trouble::write_fails : trouble_;
    if (steps_left_ < 0 || operation != kind || steps_left_-- > 0)
        return SQLITE_OK;
    failed_ = true;
    steps_left_ = lasts_ == Lasts::once ? -1 : 0;
    switch (trouble_) {
    case Trouble::write_fails: return SQLITE_IOERR_WRITE;
    case Trouble::disk_is_full: return SQLITE_FULL;
    case Trouble::flush_fails: return SQLITE_IOERR_FSYNC;
    case Trouble::read_fails: return SQLITE_IOERR_READ;
    }
    return SQLITE_IOERR;
}

/// What is in a file before anybody here wrote to it is safe.
void FaultyDisk::note_opened(std::string const& path)
{
    std::scoped_lock const lock{mutex_};
    flushed_.try_emplace(path, content_of(path));
}

void FaultyDisk::note_removed(std::string const& path)
{
    std::scoped_lock const lock{mutex_};
    flushed_.erase(path);
}

void FaultyDisk::note_flushed(std::string const& path)
{
    std::scoped_lock const lock{mutex_};
    flushed_[path] = content_of(path);
}

void FaultyDisk::cut_power(std::mt19937& random)
{
    constexpr std::size_t sector = 512;
    std::scoped_lock const lock{mutex_};
    for (auto const& [path, flushed] : flushed_) {
        if (!std::filesystem::exists(path))
            continue;
        std::string content = content_of(path);
        std::string old = flushed;
        old.resize(std::max(old.size(), content.size()));
        content.resize(old.size());
        for (std::size_t at = 0; at < content.size(); at += sector) {
            if (random() % 2 == 0)
                std::copy_n(old.begin() + static_cast<std::ptrdiff_t>(at), std::min(sector, content.size() - at),
                    content.begin() + static_cast<std::ptrdiff_t>(at));
        }
        std::ofstream{path, std::ios::binary} << content;
    }
    flushed_.clear();
}

}  // namespace consentry::test
