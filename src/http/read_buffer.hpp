#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

namespace consentry::http {

/// The bytes of a connection that were read and not yet parsed. Large enough for a webhook to arrive in one read, and
/// never initialised, so that a connection holds only the pages its requests have touched: one, for most.
///
/// The header of the request in hand stays where it is; its body may be overwritten once it was copied.
class ReadBuffer {
public:
    explicit ReadBuffer(std::size_t header_bytes_max)
        : capacity_{std::max<std::size_t>(64 * 1024, 2 * (header_bytes_max + body_room_min))}
        , bytes_{std::make_unique_for_overwrite<char[]>(capacity_)}
    {
    }

    std::span<char const> whole() const { return {bytes_.get(), capacity_}; }
    std::span<char const> pending() const { return {bytes_.get() + begin_, end_ - begin_}; }
    std::span<char> room() { return {bytes_.get() + end_, capacity_ - end_}; }
    void parsed(std::size_t count) { begin_ += count; }

    void added(std::size_t count)
    {
        end_ += count;
        touched_ = std::max(touched_, end_);
    }

    /// Bytes of the request in hand so far, parsed or not.
    std::size_t taken() const { return end_ - floor_; }
    std::size_t taken_and_parsed() const { return begin_ - floor_; }

    /// A new request begins with what is pending. Moves it to the front when the room behind it gets short.
    void begin_request()
    {
        floor_ = 0;
        if (begin_ == end_ || begin_ > capacity_ / 2)
            move_pending_to_floor();
        floor_ = begin_;
    }

    /// All that was parsed so far must stay, until the next request begins.
    void keep_parsed() { floor_ = begin_; }

    /// Makes room behind what must stay; false if the pending bytes take all of it.
    bool make_room()
    {
        if (begin_ == end_ || room().size() < body_room_min / 4)
            move_pending_to_floor();
        return end_ < capacity_;
    }

    /// A large request has left more pages behind than an idle connection should hold.
    bool holds_much() const { return touched_ > touched_max; }

    /// Gives those pages back to the system; they come again, empty, when they are needed. Nothing may be pending.
    void give_back()
    {
        auto const page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
        auto const begin = reinterpret_cast<std::uintptr_t>(bytes_.get());
        auto const first = (begin + page - 1) / page * page;
        auto const last = (begin + capacity_) / page * page;
        madvise(bytes_.get() + (first - begin), last - first, MADV_DONTNEED);  // A refusal changes nothing.
        touched_ = 0;
    }

private:
    static constexpr std::size_t body_room_min = 16 * 1024;
    static constexpr std::size_t touched_max = 16 * 1024;

    void move_pending_to_floor()
    {
        std::memmove(bytes_.get() + floor_, bytes_.get() + begin_, end_ - begin_);
        end_ -= begin_ - floor_;
        begin_ = floor_;
    }

    std::size_t const capacity_;
    std::unique_ptr<char[]> const bytes_;
    std::size_t floor_ = 0;  ///< What stands before it stays.
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t touched_ = 0;
};

}  // namespace consentry::http
