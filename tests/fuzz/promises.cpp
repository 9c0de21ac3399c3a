#include "fuzz/fuzz.hpp"

#include "consentry/keywords/promises.hpp"

#include <memory>
#include <vector>

using namespace consentry;
using namespace consentry::keywords;

namespace {

struct Everything {
    std::vector<Pack> packs;
    Matcher matcher;
    Promises promises;
};

Everything const& everything()
{
    static auto const all = [] {
        auto packs = load_packs(CONSENTRY_SOURCE_DIR "/keywords");
        fuzz::require(packs.has_value(), "the packs are good");
        auto built = Matcher::build(*packs);
        fuzz::require(built.has_value(), "the packs make a matcher");
        Promises promises{*packs};
        return std::make_unique<Everything>(std::move(*packs), std::move(*built), std::move(promises));
    }();
    return *all;
}

}  // namespace

/// Whatever a template says: what is promised stands in it, and can be heard or not.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text = fuzz::text_of(data, std::min<std::size_t>(size, 2048));
    for (Promise const& promise : everything().promises.in(text, everything().matcher)) {
        fuzz::require(!promise.word.empty(), "a promise has a word");
        fuzz::require(!promise.sentence.empty(), "a promise stands in a sentence");
        static_cast<void>(everything().matcher.way_out(promise.purpose));
    }
    return 0;
}
