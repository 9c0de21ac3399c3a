#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
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
        , bytes_{static_cast<char*>(::operator new(capacity_, page))}
    {
    }

    /// With its pages: as others take its place, each at another spot of it, a crowd that came once would leave the
    /// whole of its buffers behind.
    ~ReadBuffer()
    {
        if (touched_ > 0)
            give_back();
        ::operator delete(bytes_, page);
    }

    ReadBuffer(ReadBuffer const&) = delete;
    ReadBuffer& operator=(ReadBuffer const&) = delete;

    std::span<char const> whole() const { return {bytes_, capacity_}; }
    std::span<char const> pending() const { return {bytes_ + begin_, end_ - begin_}; }
    std::span<char> room() { return {bytes_ + end_, capacity_ - end_}; }
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
        std::size_t const pages = capacity_ / page_octets * page_octets;
        madvise(bytes_, pages, MADV_DONTNEED);  // A refusal changes nothing.
        touched_ = 0;
    }

private:
    static constexpr std::size_t body_room_min = 16 * 1024;
    static constexpr std::size_t touched_max = 16 * 1024;
    static inline std::size_t const page_octets = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    static inline std::align_val_t const page{page_octets};

    void move_pending_to_floor()
    {
        std::memmove(bytes_ + floor_, bytes_ + begin_, end_ - begin_);
        end_ -= begin_ - floor_;
        begin_ = floor_;
    }

    std::size_t const capacity_;
    char* const bytes_;
    std::size_t floor_ = 0;  ///< What stands before it stays.
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t touched_ = 0;
};

}  // namespace consentry::http
