#include "fuzz/fuzz.hpp"

#include "consentry/keywords/matcher.hpp"
#include "consentry/keywords/pack.hpp"

#include <span>

using namespace consentry;
using namespace consentry::keywords;

/// A pack is refused with a reason and a remedy for each problem, or is one that can be matched by.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const pack = parse_pack(fuzz::text_of(data, size), "es.toml");
    if (!pack) {
        fuzz::require(!pack.error().empty(), "a refusal has a problem");
        for (PackProblem const& problem : pack.error())
            fuzz::require(!problem.reason.empty() && !problem.remedy.empty(), "a problem says what to do");
        return 0;
    }
    auto const matcher = Matcher::build(std::span{&*pack, 1}, {});
    fuzz::require(matcher || !matcher.error().detail.empty(), "a pack that cannot be matched by says why");
    return 0;
}
