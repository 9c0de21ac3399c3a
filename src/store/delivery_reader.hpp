#pragma once

#include "consentry/forward/delivery_store.hpp"
#include "store/database.hpp"
#include "store/pool.hpp"

namespace consentry::store {

/// Deliveries for people and programs to look at, on read-only connections.
class SqliteDeliveryReader final : public forward::DeliveryReader {
public:
    SqliteDeliveryReader(Location location, std::size_t connections);
    ~SqliteDeliveryReader() override;

    forward::DeliveryPage deliveries(forward::DeliveryQuery const& query) override;
    std::vector<forward::DeliveryView> deliveries_of(std::string_view brand, forward::Seq seq) override;
    std::optional<forward::DeliveryView> delivery_view(forward::DeliveryId id) override;
    std::int64_t dead_count(std::string_view brand, std::string_view destination) override;
    std::optional<Instant> oldest_revocation(std::string_view brand, std::string_view destination) override;
    forward::Seq head(std::string_view brand) override;

private:
    struct Session;
    Pool<Session> sessions_;
};

}  // namespace consentry::store
