#pragma once

#include "consentry/base/encoding.hpp"
#include "consentry/base/random.hpp"
#include "consentry/base/result.hpp"

#include <filesystem>

namespace consentry::store {

/// A key that stays outside of the store: a file of one line of base64 for 32 octets, its owner's alone.
struct KeyFile {
    static constexpr std::size_t octets = 32;

    std::string_view noun;  ///< As people call it: `suppression key`.
    std::filesystem::path path;

    /// Fault::not_found: there is no such file.
    Result<Bytes> read() const;

    /// Makes a random key and its file (0600), flushed to disk. Fails rather than to write over a file that is there.
    Result<Bytes> make(Random& random) const;

    /// `the <noun> <path> <why>`.
    std::unexpected<Error> refuse(Fault fault, std::string const& why) const;
};

}  // namespace consentry::store
