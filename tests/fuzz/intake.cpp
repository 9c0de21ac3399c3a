#include "fuzz/fuzz.hpp"

#include "unit/intake/ear.hpp"

using namespace consentry;
using namespace consentry::intake;

namespace {

std::string said(Received const& received)
{
    std::string text = std::to_string(received.items);
    for (consent::Matter const& matter : received.unit.matters)
        text += "/" + std::to_string(matter.what.index());
    for (Gap const gap : received.gaps)
        text.append(",").append(name_of(gap));
    return text;
}

}  // namespace

/// A signed body of anything: it is heard the same twice, whoever it is about has a name, and a body that nobody signed
/// is not even parsed.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static Ear ear;
    std::string_view const body = fuzz::text_of(data, size);
    auto const first = ear.receive(body);
    auto const second = ear.receive(body);
    fuzz::require(first && second && said(*first) == said(*second), "the same body says the same twice");
    fuzz::require(!ear.receive(body, "another secret"), "an unsigned body says nothing");
    for (consent::Matter const& matter : first->unit.matters) {
        if (auto const* const signal = std::get_if<consent::Signal>(&matter.what))
            fuzz::require(!signal->who.empty(), "a signal is somebody's");
    }
    fuzz::require(first->complete || first->gaps.contains(Gap::broken_body), "a broken body is for the journal");
    return 0;
}
