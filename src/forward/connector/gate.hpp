#pragma once

#include "forward/connector/template.hpp"
#include "forward/pace.hpp"

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace consentry::forward {

/// Who may ask next, within all limits of an account. No clock and no timer of its own.
class ConnectorGate {
public:
    using Ready = std::move_only_function<void()>;

    /// No answer holds requests back for longer: with the next one the far system can tell how it is.
    static constexpr std::chrono::minutes hold_max{5};

    explicit ConnectorGate(std::map<std::string, ConnectorLimit, std::less<>> const& limits);

    /// Somebody waits for one more request under `default`, and under the limit of that name where there is one.
    void join(std::string_view limit, Ready ready);

    /// The first of those who may go now; its request counts from now. Nothing if nobody may.
    std::optional<Ready> next(Instant now);

    /// When somebody may go, as far as is known; nothing if nobody waits.
    std::optional<Instant> due(Instant now) const;

    /// What an answer to a request under that limit tells: where no more are left, the next waits.
    void note(std::string_view limit, http::Answer const& answer, Instant now);

    void clear() { waiting_.clear(); }

private:
    struct Gate {
        ConnectorLimit limit;
        Pace pace{};
        Instant held_until{};

        Instant next(Instant now) const;
        void note(http::Answer const& answer, Instant now);
    };
    struct Waiting {
        std::string limit;  ///< Empty: only `default`.
        Ready ready;
    };

    Gate const* named(std::string_view limit) const;
    Gate* named(std::string_view limit);

    Gate usual_{};  ///< The limit `default`.
    std::map<std::string, Gate, std::less<>> named_;
    std::list<Waiting> waiting_;
};

}  // namespace consentry::forward
