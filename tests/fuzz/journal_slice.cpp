#include "fuzz/fuzz.hpp"

#include "store/journal_slice.hpp"

using namespace consentry;
using namespace consentry::store;

/// Whatever stands in a file: records come in order, and a whole one is written as it was.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text = fuzz::text_of(data, size);
    std::size_t from = 0;
    for (SliceRecord const& record : read_slice(text)) {
        fuzz::require(record.offset >= from && record.offset < text.size(), "records come in order");
        from = record.offset + 1;
        if (!record.trouble.empty())
            continue;
        auto const again = read_slice(written(record.record));
        fuzz::require(again.size() == 1 && again[0].trouble.empty(), "what was read can be written");
        fuzz::require(again[0].record.body == record.record.body && again[0].record.gaps == record.record.gaps,
            "and is read the same");
    }
    return 0;
}
