#include "fuzz/fuzz.hpp"

#include "store/relay_frame.hpp"

using namespace consentry;
using namespace consentry::store;

/// Whatever stands in a segment: frames do not overlap, and a whole one is written as it was.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const contents = fuzz::text_of(data, size);
    std::size_t from = 0;
    while (true) {
        std::size_t const at = next_frame(contents, from);
        fuzz::require(at >= from && at <= contents.size(), "frames come in order");
        if (at == contents.size())
            return 0;
        auto const record = unframed(contents.substr(at));
        auto const length = frame_size(contents.substr(at));
        fuzz::require(record && length && at + *length <= contents.size(), "a frame is whole");
        fuzz::require(framed(record->what, record->ordinal) == contents.substr(at, *length), "it is written as it was");
        from = at + *length;
    }
}
