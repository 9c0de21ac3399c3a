#pragma once

#include "consentry/base/result.hpp"
#include "consentry/consent/fact.hpp"
#include "consentry/consent/policy.hpp"
#include "consentry/consent/signal.hpp"

#include <functional>

namespace consentry::consent {

/// Which way a change of consent goes.
enum class Direction { opt_outs, opt_ins };

std::string_view name_of(Direction direction);
std::optional<Direction> direction_of(std::string_view name);

/// Whether changes from there are counted: what Meta's status codes and the business's own systems tell. A person's own
/// words, and their setting in WhatsApp itself, are never braked.
bool is_braked(Source source);

/// Whether a change is counted of who has these facts. A list of people of whom nothing was ever said is how a business
/// begins: it changes nobody's consent.
bool is_counted(Source source, std::span<Fact const> facts);

/// With which source its changes are counted. Whoever writes says itself whether a row is of a list, a command or a
/// program, so these share one brake: else each further name would be worth as much again.
Source counted_as(Source source);

/// What one source has changed of late in one direction, and whether that was too much. One of each brand, source and
/// direction.
struct Brake {
    EventTime window{};                   ///< When the window began that is counted in.
    std::int64_t counted = 0;             ///< Changes in it,
    std::int64_t before = 0;              ///< and in the one before.
    std::optional<EventTime> held_since;  ///< It holds since then; nothing passes until somebody releases it.
    std::int64_t stopped = 0;             ///< Changes that did not pass since.
    std::int64_t expected = 0;            ///< So many pass uncounted, because somebody has said that they come,
    EventTime expected_until{};           ///< until then.
    std::string released_by{};            ///< Who released it last, and why.
    std::string reason{};

    bool operator==(Brake const&) const = default;
};

/// A brake of a brand, and what it is of.
struct BrakeView {
    Source source = Source::api;
    Direction direction = Direction::opt_outs;
    Brake brake;
};

/// Somebody answers for what a source does: it may go on, and so many more changes of it are expected.
struct BrakeRelease {
    Source source = Source::api;
    Direction direction = Direction::opt_outs;
    std::int64_t expected = 0;
    std::chrono::seconds expected_for{};
    std::string actor;
    std::string reason;
};

/// How much the source has changed within the length of a window, told from two windows.
std::int64_t recent(Brake const& brake, BrakeBounds const& bounds, EventTime now);

/// Counts one more change. False if it must not pass: the brake holds, or takes hold with it, because more than
/// `bounds` allow have changed lately and more than their share of the brand's people. `subjects` counts those; it is
/// asked only where it matters.
bool pass(Brake& brake, BrakeBounds const& bounds, Direction direction, std::function<std::int64_t()> const& subjects,
    EventTime now);

/// What the source of a change is told that did not pass: Fault::braked, and how to go on.
Error brake_holds(Source source, Direction direction);

/// Lets it go, and begins to count anew.
void release(Brake& brake, BrakeRelease const& release, EventTime now);

}  // namespace consentry::consent
