#pragma once

#include "consentry/consent/data_reads.hpp"
#include "store/writer.hpp"

namespace consentry::store {

/// Notes wait in memory until the next flush(), which writes them behind whatever is more urgent.
class SqliteDataReads final : public consent::DataReads {
public:
    /// So many wait at most; more are counted as lost.
    static constexpr std::size_t waiting_max = 100'000;

    /// Null instead of a writer: for who only looks.
    SqliteDataReads(Location location, std::string suppression_key, Writer* writer);
    ~SqliteDataReads() override;

    void note(consent::DataRead read) noexcept override;
    consent::DataReadPage reads(consent::Policy const& policy, consent::DataReadQuestion const& question) override;

    /// Writes what waits; waits for it. What could not be written waits on.
    Result<void> flush();

    std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

private:
    Location location_;
    std::string suppression_key_;
    Writer* writer_;
    std::mutex mutex_;
    std::vector<consent::DataRead> waiting_;
    std::atomic<std::uint64_t> lost_ = 0;
};

}  // namespace consentry::store
