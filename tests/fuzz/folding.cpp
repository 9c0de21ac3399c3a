#include "fuzz/fuzz.hpp"

#include "consentry/keywords/folding.hpp"
#include "consentry/keywords/matcher.hpp"
#include "consentry/keywords/pack.hpp"

#include <memory>
#include <vector>

using namespace consentry;
using namespace consentry::keywords;

namespace {

Matcher const& all_packs()
{
    static auto const matcher = [] {
        auto const packs = load_packs(CONSENTRY_SOURCE_DIR "/keywords");
        fuzz::require(packs.has_value(), "the packs are good");
        auto built = Matcher::build(*packs, {});
        fuzz::require(built.has_value(), "the packs make a matcher");
        return std::make_unique<Matcher>(std::move(*built));
    }();
    return *matcher;
}

}  // namespace

/// Whatever somebody writes: folding it twice changes nothing, no more is made of it than NFKC can, and what is read in
/// the text is read in its folded form as far as that is a message of its own.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text = fuzz::text_of(data, size);
    std::string const once = folded(text);
    fuzz::require(folded(once) == once, "folding what is folded changes nothing");
    fuzz::require(once.size() <= 64 + text_bytes_max * 20, "a text grows by no more than NFKC makes of it");
    Scratch scratch;
    std::vector<Reading> readings;
    all_packs().match(text, scratch, readings);
    for (Reading const& reading : readings)
        fuzz::require(!reading.rule.empty(), "a reading tells its rule");
    return 0;
}
