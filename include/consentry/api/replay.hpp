#pragma once

#include "consentry/consent/ledger.hpp"
#include "consentry/intake/brands.hpp"
#include "consentry/intake/journal.hpp"

namespace consentry::api {

/// What going through the journal came to.
struct Replayed {
    std::size_t settled = 0;    ///< Records of which nothing is left to act on.
    std::size_t waiting = 0;    ///< Records that are still not understood as a whole.
    std::size_t untrusted = 0;  ///< Records that no secret has signed which the configuration still names.
    std::size_t events = 0;     ///< Entries that were made.
    std::string trouble;        ///< Why something could not be kept now, or all was broken off; else empty.
};

/// Hears every webhook of the journal once more, under the brands as they are now, at the time when it first came. What
/// is in the ledger already is not entered again. One after the other, so that whoever writes now is never kept waiting
/// by more than one of them; `stop` breaks it off between two. Waits for the ledger: not for a socket's thread.
Replayed replay(
    intake::Journal& journal, std::shared_ptr<intake::Brands const> const& brands, consent::Ledger& ledger,
    std::function<bool()> const& stop = [] { return false; });

}  // namespace consentry::api
