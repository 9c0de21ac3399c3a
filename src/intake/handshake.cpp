#include "consentry/meta/handshake.hpp"

#include "consentry/intake/intake.hpp"

namespace consentry::intake {

Result<Digest> claimed_signature(std::string_view header)
{
    auto claimed = meta::parse_signature(header);
    if (!claimed)
        return fail(Fault::unauthentic, claimed.error().detail);
    return claimed;
}

Result<std::string> answer_handshake(Brands const& brands, std::string_view brand, std::string_view query)
{
    Brand const* const only = brand.empty() ? nullptr : brands.find(brand);
    return meta::answer_handshake(query, only ? only->verify_tokens : brands.verify_tokens());
}

}  // namespace consentry::intake
