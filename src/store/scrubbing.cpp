#include "store/scrubbing.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <bit>
#include <vector>

namespace consentry::store {
namespace {

constexpr std::size_t file_header = 100;
constexpr std::size_t least_page = 512;

std::size_t two_octets(std::span<std::uint8_t const> page, std::size_t at)
{
    return static_cast<std::size_t>(page[at]) << 8 | page[at + 1];
}

/// Trees have inner pages and leaves, with keys that are numbers or not.
bool is_of_tree(std::uint8_t kind) { return kind == 2 || kind == 5 || kind == 10 || kind == 13; }
bool is_leaf(std::uint8_t kind) { return kind == 10 || kind == 13; }

/// A file of the system's, in front of the octets that the system's own file system needs for it.
struct File {
    sqlite3_file base;

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }
sqlite3_vfs* system_of(sqlite3_vfs* own) { return static_cast<sqlite3_vfs*>(own->pAppData); }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }

int read(sqlite3_file* file, void* to, int count, sqlite3_int64 at)
{
    return real(file)->pMethods->xRead(real(file), to, count, at);
}

/// In the mode in which we run, what is written to the database file is whole pages that are moved there from the log.
int write(sqlite3_file* file, void const* from, int count, sqlite3_int64 at)
{
    auto const size = static_cast<std::size_t>(count);
    bool const is_page = size >= least_page && std::has_single_bit(size) && at % count == 0;
    if (!is_page)
        return real(file)->pMethods->xWrite(real(file), from, count, at);
    thread_local std::vector<std::uint8_t> page;
    auto const* const octets = static_cast<std::uint8_t const*>(from);
    page.assign(octets, octets + size);
    scrub_page(page, at == 0);
    return real(file)->pMethods->xWrite(real(file), page.data(), count, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) { return real(file)->pMethods->xTruncate(real(file), size); }
int sync(sqlite3_file* file, int flags) { return real(file)->pMethods->xSync(real(file), flags); }
int size_of(sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); }
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int is_reserved(sqlite3_file* file, int* result)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), result);
}
int control(sqlite3_file* file, int what, void* with)
{
    return real(file)->pMethods->xFileControl(real(file), what, with);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** to)
{
    return real(file)->pMethods->xShmMap(real(file), region, size, extend, to);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags)
{
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void order_shared(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap_shared(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

// Version 2: the database file is not mapped into memory, so that every page passes here.
constexpr sqlite3_io_methods methods{2, close, read, write, truncate, sync, size_of, lock, unlock, is_reserved, control,
    sector_size, characteristics, map_shared, lock_shared, order_shared, unmap_shared, nullptr, nullptr};

/// The log and all else is the system's own.
int open(sqlite3_vfs* own, sqlite3_filename name, sqlite3_file* file, int flags, int* granted)
{
    sqlite3_vfs* const system = system_of(own);
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
        return system->xOpen(system, name, file, flags, granted);
    auto* const ours = reinterpret_cast<File*>(file);
    int const code = system->xOpen(system, name, ours->real(), flags, granted);
    ours->base.pMethods = ours->real()->pMethods ? &methods : nullptr;
    return code;
}

sqlite3_vfs made_of(sqlite3_vfs* system)
{
    sqlite3_vfs own = *system;
    own.szOsFile = static_cast<int>(sizeof(File)) + system->szOsFile;
    own.pNext = nullptr;
    own.zName = "consentry-scrubbing";
    own.pAppData = system;
    own.xOpen = open;
    // What is told who asks is the system's; the rest does not look at whom it was called for.
    own.xDelete = [](sqlite3_vfs* vfs, char const* name, int flush) {
        return system_of(vfs)->xDelete(system_of(vfs), name, flush);
    };
    own.xAccess = [](sqlite3_vfs* vfs, char const* name, int flags, int* result) {
        return system_of(vfs)->xAccess(system_of(vfs), name, flags, result);
    };
    own.xFullPathname = [](sqlite3_vfs* vfs, char const* name, int size, char* path) {
        return system_of(vfs)->xFullPathname(system_of(vfs), name, size, path);
    };
    return own;
}

}  // namespace

void scrub_page(std::span<std::uint8_t> page, bool is_first)
{
    std::size_t const header = is_first ? file_header : 0;
    std::uint8_t const kind = page[header];
    if (!is_of_tree(kind))
        return;
    std::size_t const begin = header + (is_leaf(kind) ? 8 : 12) + 2 * two_octets(page, header + 3);
    std::size_t const told = two_octets(page, header + 5);
    std::size_t const end = told == 0 ? 65'536 : told;
    if (begin > end || end > page.size())
        return;  // Damaged: not ours to make worse.
    std::ranges::fill(page.subspan(begin, end - begin), std::uint8_t{0});
    // Then the holes between cells, which are listed in order.
    std::size_t last = 0;
    for (std::size_t at = two_octets(page, header + 1); at > last && at + 4 <= page.size(); at = two_octets(page, at)) {
        std::size_t const size = two_octets(page, at + 2);
        if (size < 4 || at + size > page.size())
            return;
        std::ranges::fill(page.subspan(at + 4, size - 4), std::uint8_t{0});
        last = at;
    }
}

char const* scrubbing_file_system()
{
    static sqlite3_vfs own = made_of(sqlite3_vfs_find(nullptr));
    static int const registered = sqlite3_vfs_register(&own, 0);
    return registered == SQLITE_OK ? own.zName : nullptr;
}

}  // namespace consentry::store
