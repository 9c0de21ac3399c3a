#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace consentry::store {

/// How the writer is doing, for health and metrics. Counts are since the start.
struct WriterStatus {
    std::uint64_t commits = 0;
    std::uint64_t units_kept = 0;
    std::uint64_t units_failed = 0;  ///< Answered Fault::unavailable or Fault::busy.
    std::size_t queued = 0;          ///< Units waiting now.
    int log_pages = 0;               ///< Pages in the write-ahead log after the last commit.
    std::string trouble;             ///< Why the last commit failed; empty when all is well.
};

}  // namespace consentry::store
