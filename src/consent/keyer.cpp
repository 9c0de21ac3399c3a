// The keyed hashes that stand for names, items and messages in the tables.
#include "consentry/base/encoding.hpp"
#include "consentry/consent/apply.hpp"

#include <algorithm>

namespace consentry::consent {

std::optional<PrivateKey> private_key_of(std::string_view hex)
{
    auto const octets = from_hex(hex);
    PrivateKey key{};
    if (!octets || octets->size() != key.size())
        return {};
    std::ranges::copy(as_octets(*octets), key.begin());
    return key;
}

PrivateKey Keyer::of(std::string_view kind, std::string_view a, std::string_view b, std::string_view c)
{
    // A zero byte between the parts: only the last can hold one, so no two ways of cutting give the same bytes.
    constexpr std::string_view cut{"\0", 1};
    Digest const digest = hmac_({kind, cut, a, cut, b, cut, c});
    PrivateKey key{};
    std::copy_n(digest.begin(), key.size(), key.begin());
    return key;
}

PrivateKey Keyer::of_item(std::string_view brand, std::string_view number, std::string_view identity, EventTime stamped)
{
    PrivateKey key = of("item", brand, number, identity);
    auto seconds = static_cast<std::uint32_t>(stamped.time_since_epoch().count());
    if (seconds == 0)
        return key;
    for (std::size_t i = 4; i-- > 0; seconds >>= 8)
        key[i] = static_cast<std::uint8_t>(seconds & 0xff);
    return key;
}

PrivateKey Keyer::of_alias(std::string_view portfolio, Alias const& alias)
{
    // A phone number is the same line for everybody, a user id only means something within its portfolio; subjects
    // belong to a portfolio in either case.
    return of("alias", portfolio, name_of(alias.kind), alias.value);
}

PrivateKey Keyer::of_message(std::string_view message_id) { return of("message", message_id, {}, {}); }

}  // namespace consentry::consent
