#include "consentry/api/keys.hpp"

#include "consentry/http/message.hpp"

namespace consentry::api {

Result<Key const*> authenticate(std::vector<Key> const& keys, std::string_view authorization)
{
    constexpr std::string_view scheme = "Bearer ";
    if (authorization.size() <= scheme.size() || !http::equal_names(authorization.substr(0, scheme.size()), scheme))
        return fail(Fault::unauthentic, "send `Authorization: Bearer <key>`; `consentry keys new` makes a key");
    Digest const hash = sha256(authorization.substr(scheme.size()));
    Key const* found = nullptr;
    for (Key const& key : keys) {
        if (equal_in_constant_time(key.hash, hash))
            found = &key;
    }
    if (!found)
        return fail(Fault::unauthentic, "this key is not configured; see [[api.key]]");
    return found;
}

}  // namespace consentry::api
