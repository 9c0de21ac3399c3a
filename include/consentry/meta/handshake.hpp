#pragma once

#include "consentry/base/result.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace consentry::meta {

inline constexpr std::size_t challenge_octets_max = 1024;  ///< Meta sends ten digits; the text is a stranger's.

/// Answers Meta's GET when a callback URL is set: `query` is what stands behind the `?`, undecoded. The answer is the
/// challenge, to be sent back byte for byte as `text/plain` with 200. Fault::forbidden if the token is none of ours,
/// Fault::malformed if the request is no handshake at all.
Result<std::string> answer_handshake(std::string_view query, std::span<std::string const> verify_tokens);

}  // namespace consentry::meta
