#pragma once

#include "keywords/automaton.hpp"
#include "keywords/room.hpp"

namespace consentry::keywords {

/// What a whole text can say: the intents, in their order, and two ways to say opt-out with something beside it. A bit
/// each.
namespace senses {
constexpr Senses of(Intent intent) { return 1u << static_cast<unsigned>(intent); }
inline constexpr Senses mixed = 1u << 6;   ///< STOP beside START or HELP: contradictory.
inline constexpr Senses scoped = 1u << 7;  ///< STOP with "all" or a word for a category, before or behind it.
inline constexpr Senses all = 0xFF;
inline constexpr Senses stops = of(Intent::opt_out) | mixed | scoped;

/// The senses that go on when an intent is said beside them: "ok stop" and "yes, stop" are opt-outs, "no thanks" a no.
constexpr Senses beside(Roles roles)
{
    Senses result = 0;
    if ((roles & roles::courtesy) != 0)
        result |= all;
    if ((roles & roles::of(Intent::acknowledge)) != 0)
        result |= all & ~(of(Intent::acknowledge) | of(Intent::decline));
    if ((roles & roles::of(Intent::affirm)) != 0)
        result |= stops | of(Intent::opt_in) | of(Intent::help);
    if ((roles & roles::of(Intent::opt_in)) != 0)
        result |= of(Intent::affirm) | mixed;
    if ((roles & roles::of(Intent::help)) != 0)
        result |= mixed;
    if ((roles & (roles::article | roles::argument)) != 0)
        result |= scoped;
    return result;
}

/// An emoji that is not heard as a keyword may decorate; only beside a yes it has to agree.
constexpr Senses decorated(Roles roles)
{
    constexpr Roles contrary = roles::of(Intent::opt_out) | roles::of(Intent::decline) | roles::of(Intent::help);
    if ((roles & roles::faint) != 0 || (roles & contrary) == 0)
        return all;
    return stops | of(Intent::decline) | of(Intent::help);
}

}  // namespace senses

}  // namespace consentry::keywords
