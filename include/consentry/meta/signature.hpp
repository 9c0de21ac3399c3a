#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/result.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::meta {

/// What the header `X-Hub-Signature-256` claims: `sha256=` and 64 hexadecimal digits. An empty header stands for a
/// missing one. Fault::malformed before the body is read, so that a stranger's body costs nothing.
Result<Digest> parse_signature(std::string_view header);

/// Knows whether Meta signed a body: HMAC-SHA256 over the very bytes received, keyed with an app's secret.
/// Any of several secrets may be meant: apps that share a URL, and a rotation. One object per thread.
class Verifier {
public:
    explicit Verifier(std::span<std::string const> secrets);

    /// Which of the secrets signed `body`, counted from 0, or nothing. All are tried and compared in constant time, so
    /// the time taken says neither which one it was nor how near a forgery came.
    std::optional<std::size_t> secret_of(std::string_view body, Digest const& signature);

private:
    std::vector<Hmac> macs_;
};

}  // namespace consentry::meta
