#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace consentry::api {

/// What a key may do; each role may do what the one before it may.
enum class Role { reader, writer, admin };

/// Who may call the admin API. The key itself is not kept, only its SHA-256.
struct Key {
    std::string name;
    Role role = Role::reader;
    Digest hash{};
    std::vector<std::string> brands;
    bool may_reopen = false;
};

/// The key that an `Authorization: Bearer …` header carries, compared in constant time against every one;
/// Fault::unauthentic if it is none of them.
Result<Key const*> authenticate(std::vector<Key> const& keys, std::string_view authorization);

}  // namespace consentry::api
