#include "app/steering.hpp"

#include <algorithm>
#include <utility>

namespace consentry::app {
namespace {

std::unexpected<Error> refusal()
{
    return fail(Fault::conflict,
        "a relay passes on webhooks as they came, and tries each until it is taken: it can be paused and resumed, and "
        "nothing else can be asked of it");
}

}  // namespace

bool Steering::is_relay(std::string_view brand, std::string_view name) const
{
    return std::ranges::any_of(
        relays_.status(), [&](forward::RelayStatus const& one) { return one.brand == brand && one.name == name; });
}

void Steering::halt(std::string brand, std::string name, bool halted, Answered done)
{
    if (is_relay(brand, name))
        relays_.halt(std::move(brand), std::move(name), halted, std::move(done));
    else
        events_.halt(std::move(brand), std::move(name), halted, std::move(done));
}

void Steering::retry_all(std::string brand, std::string name, Answered done)
{
    if (is_relay(brand, name))
        return done(refusal());
    events_.retry_all(std::move(brand), std::move(name), std::move(done));
}

void Steering::replay(std::string brand, std::string name, forward::ReplayRange range, Begun done)
{
    if (is_relay(brand, name))
        return done(refusal());
    events_.replay(std::move(brand), std::move(name), range, std::move(done));
}

void Steering::snapshot(std::string brand, std::string name, Begun done)
{
    if (is_relay(brand, name))
        return done(refusal());
    events_.snapshot(std::move(brand), std::move(name), std::move(done));
}

void Steering::test(std::string brand, std::string name, std::string contact, Tested done)
{
    if (is_relay(brand, name))
        return done(refusal());
    events_.test(std::move(brand), std::move(name), std::move(contact), std::move(done));
}

}  // namespace consentry::app
