#pragma once

#include "store/verification.hpp"

namespace consentry::store {

/// Holds the wordings that are kept against the entries that name them.
class VerifyWordings {
public:
    /// Reads what is kept, and tells what is wrong with it by itself.
    explicit VerifyWordings(Verifying& verifying);

    /// The next entry of the walk.
    void see(std::string const& brand, consent::Event const& event);

    /// All entries were seen.
    void end();

private:
    struct First {
        std::string brand;
        consent::Seq seq = 0;
    };

    void see_row(Row row);

    Verifying& verifying_;
    std::map<std::string, std::string> kept_;  ///< By digest, in hex: what people call it. As of the walk's beginning.
    std::map<std::string, First> named_;       ///< By digest: the first entry that names it.
};

}  // namespace consentry::store
