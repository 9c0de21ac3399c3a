#include "consentry/meta/signature.hpp"

#include "consentry/base/encoding.hpp"

#include <algorithm>

namespace consentry::meta {

Result<Digest> parse_signature(std::string_view header)
{
    constexpr std::string_view prefix = "sha256=";
    Digest digest{};
    if (header.empty())
        return fail(Fault::malformed, "the header X-Hub-Signature-256 is missing");
    if (!header.starts_with(prefix) || header.size() != prefix.size() + 2 * digest.size())
        return fail(Fault::malformed, "the header X-Hub-Signature-256 is not sha256= and 64 hexadecimal digits");
    auto const octets = from_hex(header.substr(prefix.size()));
    if (!octets)
        return fail(Fault::malformed, "the header X-Hub-Signature-256 is not sha256= and 64 hexadecimal digits");
    std::ranges::copy(as_octets(*octets), digest.begin());
    return digest;
}

Verifier::Verifier(std::span<std::string const> secrets)
    : macs_(secrets.begin(), secrets.end())
{
}

std::optional<std::size_t> Verifier::secret_of(std::string_view body, Digest const& signature)
{
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < macs_.size(); ++i) {
        if (equal_in_constant_time(macs_[i]({body}), signature) && !found)
            found = i;
    }
    return found;
}

}  // namespace consentry::meta
