#include "consentry/consent/wording.hpp"

namespace consentry::consent {

Digest digest_of(Wording const& wording)
{
    using namespace std::literals;
    return Sha256{}({wording.scope, "\0"sv, wording.version, "\0"sv, wording.language, "\0"sv, wording.text});
}

}  // namespace consentry::consent
