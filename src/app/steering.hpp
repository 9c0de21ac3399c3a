#pragma once

#include "consentry/forward/relays.hpp"
#include "consentry/forward/steering.hpp"

namespace consentry::app {

/// What people ask of destinations, whoever sends to them: relays can be paused and nothing else.
class Steering final : public forward::Steering {
public:
    /// Both outlive it.
    Steering(forward::Steering& events, forward::Relays& relays)
        : events_{events}
        , relays_{relays}
    {
    }

    void retry(forward::DeliveryId id, Answered done) override { events_.retry(id, std::move(done)); }
    void retry_all(std::string brand, std::string name, Answered done) override;
    void halt(std::string brand, std::string name, bool halted, Answered done) override;
    void replay(std::string brand, std::string name, forward::ReplayRange range, Begun done) override;
    void snapshot(std::string brand, std::string name, Begun done) override;
    void test(std::string brand, std::string name, std::string contact, Tested done) override;
    std::vector<forward::DestinationStatus> status() const override { return events_.status(); }

private:
    bool is_relay(std::string_view brand, std::string_view name) const;

    forward::Steering& events_;
    forward::Relays& relays_;
};

}  // namespace consentry::app
