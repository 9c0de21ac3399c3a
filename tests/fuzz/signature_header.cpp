#include "fuzz/fuzz.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/meta/signature.hpp"

#include <algorithm>
#include <string>

using namespace consentry;

/// What is accepted is `sha256=` and 64 hexadecimal digits, and nothing else; it is read as it stands.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const header = fuzz::text_of(data, size);
    auto const digest = meta::parse_signature(header);
    if (!digest) {
        fuzz::require(!digest.error().detail.empty(), "a refusal says why");
        return 0;
    }
    std::string lower{header};
    std::ranges::transform(
        lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
    fuzz::require(lower == "sha256=" + to_hex(*digest), "an accepted header is the digest in hex");
    return 0;
}
