#include "app/api_key.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"

#include <array>

namespace consentry::app {

ApiKey make_api_key(Random& random)
{
    std::array<std::uint8_t, 32> octets{};
    random.fill(octets);
    ApiKey made{"ck_" + to_base32(octets), {}};
    made.hash = "sha256:" + to_hex(sha256(made.key));
    return made;
}

}  // namespace consentry::app
