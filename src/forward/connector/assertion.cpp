#include "forward/connector/assertion.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/base/json.hpp"
#include "consentry/base/rsa.hpp"

#include <utility>

namespace consentry::forward {
namespace {

using Value = std::expected<std::string, std::string>;

Value header_json(ConnectorAuth const& auth, Lookup const& lookup)
{
    Value const key_id = auth.key_id.fill(lookup);
    if (!key_id)
        return key_id;
    return JsonWriter{}.open().put("alg", "RS256").put("typ", "JWT").put_if_any("kid", *key_id).close().str();
}

Value claims_json(ConnectorAuth const& auth, Lookup const& lookup, Instant now)
{
    JsonWriter json;
    json.open();
    for (auto const& [name, text] : auth.claims) {
        Value const value = text.fill(lookup);
        if (!value)
            return value;
        json.put_if_any(name, *value);
    }
    auto const issued = event_time(now).time_since_epoch();
    return json.put("iat", issued.count()).put("exp", (issued + auth.assertion_lifetime).count()).close().str();
}

}  // namespace

Value assertion(ConnectorAuth const& auth, Lookup const& lookup, Instant now)
{
    Value const pem = auth.private_key.fill(lookup);
    if (!pem)
        return pem;
    Result<RsaKey> const key = RsaKey::from_pem(*pem);
    if (!key)
        return std::unexpected{key.error().detail};
    Value const header = header_json(auth, lookup);
    if (!header)
        return header;
    Value const claims = claims_json(auth, lookup, now);
    if (!claims)
        return claims;
    std::string token = to_base64url(as_octets(*header)) + '.' + to_base64url(as_octets(*claims));
    return token + '.' + to_base64url(as_octets(key->sign(token)));
}

}  // namespace consentry::forward
