#include "fuzz/fuzz.hpp"

#include "consentry/base/random.hpp"
#include "consentry/consent/entry.hpp"
#include "consentry/consent/event.hpp"

using namespace consentry;
using namespace consentry::consent;

/// The fields of an entry, a line break, and what is personal in it. What is read is written again, and read the same.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text = fuzz::text_of(data, size);
    std::size_t const first = std::min(text.find('\n'), text.size());
    std::size_t const second = std::min(text.find('\n', std::min(first + 1, text.size())), text.size());
    Entry entry;
    entry.fields = text.substr(0, first);
    entry.personal.who = first < text.size() ? text.substr(first + 1, second - first - 1) : std::string_view{};
    entry.personal.said = second < text.size() ? text.substr(second + 1) : std::string_view{};
    auto const event = read_entry(entry);
    if (!event) {
        fuzz::require(!event.error().detail.empty(), "a refusal says why");
        return 0;
    }
    SystemRandom random;
    Entry const again = EntryWriter{random}.write(*event, first_link);
    auto const same = read_entry(again);
    fuzz::require(same.has_value(), "what was read can be written");
    fuzz::require(to_json(*same, TextPolicy::full) == to_json(*event, TextPolicy::full), "and is read the same");
    return 0;
}
