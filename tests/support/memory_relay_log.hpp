#pragma once

#include "consentry/forward/relay_log.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace consentry::test {

/// A relay log in memory, which keeps at once, or refuses. A position is ten times an ordinal.
struct MemoryRelayLog final : forward::RelayLog {
    static constexpr forward::RelayPosition step = 10;

    std::vector<std::optional<forward::RelayBody>> bodies;  ///< Nothing where one was dropped or damaged.
    std::map<std::string, forward::RelayPlace> places;
    forward::RelayPosition dropped_before = 0;
    bool full = false;
    bool loses_places = false;  ///< Takes places and forgets them, as a crash before the flush does.
    std::size_t reads = 0;

    void keep(forward::RelayBody body, Done done) override
    {
        if (full)
            return done(fail(Fault::unavailable, "the relay log cannot be written: no room"));
        bodies.emplace_back(std::move(body));
        done({});
    }

    forward::RelayPlace open(std::string const& relay) override
    {
        return places.try_emplace(relay, forward::RelayPlace{end().position, end().ordinal, false, {}}).first->second;
    }

    void settle(std::string const& relay, forward::RelayPlace place, Done done) override
    {
        if (full)
            return done(fail(Fault::unavailable, "a relay's place is not kept: no room"));
        if (!loses_places)
            places[relay] = std::move(place);
        done({});
    }

    void keep_only(std::span<std::string const> relays) override
    {
        std::erase_if(
            places, [&](auto const& entry) { return std::ranges::find(relays, entry.first) == relays.end(); });
    }

    std::optional<forward::RelayRecord> read(forward::RelayPosition from) override
    {
        ++reads;
        for (std::size_t i = (from + step - 1) / step; i < bodies.size(); ++i) {
            if (bodies[i])
                return forward::RelayRecord{i * step, (i + 1) * step, i, *bodies[i]};
        }
        return {};
    }

    forward::RelayEnd end() const override { return {bodies.size() * step, bodies.size()}; }
    forward::RelayPosition begin() const override { return dropped_before; }

    /// What is too old goes: so many bodies from the front.
    void drop_first(std::size_t count)
    {
        std::fill_n(bodies.begin(), count, std::nullopt);
        dropped_before = count * step;
    }
};

}  // namespace consentry::test
