#pragma once

#include "consentry/forward/delivery_store.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace consentry::store {

/// The forwarder's side of the store: reads on a connection of its own, writes behind the units of the writer.
class SqliteDeliveryStore final : public forward::DeliveryStore {
public:
    /// `writer` outlives it. The tables have to be there.
    SqliteDeliveryStore(Location const& location, Writer& writer);
    ~SqliteDeliveryStore() override;

    forward::Place open(std::string_view brand, std::string_view destination) override;
    std::vector<forward::Delivery> unsettled(forward::DestinationNumber destination) override;
    std::vector<forward::Seq> settled_after(forward::DestinationNumber destination, forward::Seq after) override;
    std::vector<forward::FeedPlace> feeds(forward::DestinationNumber destination) override;
    std::optional<std::pair<forward::DestinationNumber, forward::FeedPlace>> feed(
        forward::DestinationNumber number) override;
    void add_feed(forward::DestinationNumber destination, forward::Feed feed, Begun done) override;
    void end_feed(forward::DestinationNumber number, Done done) override;
    std::vector<forward::LedgerEntry> entries(
        std::string_view brand, forward::Feed const& feed, forward::Seq after, std::size_t limit) override;
    std::vector<forward::Delivery> dead(
        forward::DestinationNumber destination, forward::Seq after, std::size_t limit) override;
    std::optional<forward::LedgerEntry> entry(std::string_view brand, forward::Seq seq) override;
    std::vector<forward::SubjectNumber> subjects_of(
        std::string_view brand, std::span<forward::Seq const> seqs) override;
    std::optional<forward::Delivery> delivery(forward::DeliveryId id) override;
    void settle(forward::Settlement settlement, Done done) override;
    void halt(forward::DestinationNumber destination, bool halted, Done done) override;
    void prune(Instant before, Pruned done) override;

private:
    struct Statements;

    std::optional<forward::Place> known_place(std::string_view brand, std::string_view destination);

    Database database_;
    Writer& writer_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace consentry::store
