#pragma once

#include "consentry/base/encoding.hpp"
#include "consentry/consent/checkpoint.hpp"

#include <vector>

namespace consentry::consent {

/// A key of an installation as it introduces itself, and as the key before it endorses it. Whoever trusts a key can
/// trust those that follow from it.
struct KeyStatement {
    PublicKey key{};
    EventTime since{};
    std::string former;   ///< The id of the key before it; empty: the first, or the one before is not owned to.
    Signature own{};      ///< By the key itself, over `signed_text`.
    Bytes endorsement{};  ///< By the key before it, likewise; empty where that is lost.

    bool operator==(KeyStatement const&) const = default;
};

/// `consentry-key/1 ID PUBLIC_KEY SINCE FORMER`, with `-` for no former key.
std::string signed_text(KeyStatement const& statement);

/// The statement of a new key; `former` signs it too, if it is still there.
KeyStatement introduce(SigningKey const& key, EventTime since, std::string former_id, SigningKey const* former);

/// Whether the key says this of itself.
bool is_own(KeyStatement const& statement);

/// Whether the key `former` endorses it.
bool is_endorsed(KeyStatement const& statement, PublicKey const& former);

/// Of `all`, those that follow from `trusted` by endorsements, itself included.
std::vector<PublicKey> trusted_with(PublicKey const& trusted, std::vector<KeyStatement> const& all);

}  // namespace consentry::consent
