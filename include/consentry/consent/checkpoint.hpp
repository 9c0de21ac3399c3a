#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/ed25519.hpp"
#include "consentry/base/result.hpp"
#include "consentry/base/time.hpp"
#include "consentry/consent/fact.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace consentry::consent {

/// What a brand's ledger was at one moment, signed: whoever keeps it elsewhere finds out if the ledger is ever another
/// up to that place, or ends before it.
struct Checkpoint {
    std::string brand;
    Seq count = 0;          ///< It covers the entries 1 to `count`.
    Digest head{};          ///< The hash of the last of them.
    Digest root{};          ///< Of the Merkle tree over the hashes of all of them.
    EventTime at{};         ///< When it was made.
    std::string key{};      ///< The id of the key that signed it.
    Signature signature{};  ///< Over `signed_text`.

    bool operator==(Checkpoint const&) const = default;
};

/// A brand has a checkpoint whenever its ledger reaches a multiple of this many entries.
inline constexpr Seq checkpoint_entries = 1'024;

/// The short name of a public key: the first 16 hex digits of its SHA-256.
std::string key_id(PublicKey const& key);

/// What is signed: the line without its last word and the blank before that.
std::string signed_text(Checkpoint const& checkpoint);

/// One line of eight words: `consentry-checkpoint/1 BRAND COUNT HEAD ROOT TIME KEY SIGNATURE`.
std::string to_line(Checkpoint const& checkpoint);

/// The line read back. Fault::malformed unless it is written exactly as to_line() writes it.
Result<Checkpoint> parse_checkpoint(std::string_view line);

/// `{brand, count, head, root, at, key, signature, line}`.
std::string to_json(Checkpoint const& checkpoint);

/// Fills in key and signature.
void sign(Checkpoint& checkpoint, SigningKey const& key);

/// Whether the key is the one it names, and has signed it.
bool is_signed_by(Checkpoint const& checkpoint, PublicKey const& key);

/// A public key as people copy it: 32 octets in base64.
std::string to_text(PublicKey const& key);
std::optional<PublicKey> public_key_of(std::string_view text);

}  // namespace consentry::consent
