#pragma once

#include "app/program.hpp"
#include "consentry/consent/proof.hpp"
#include "consentry/store/verify.hpp"

namespace consentry::app {

/// `consentry verify BUNDLE`: the file has to hold a proof of one subject. Needs neither configuration nor store. Where
/// checkpoints are expected it has to rest on one of them. Exit code 1 if anything does not fit, 2 if it is no proof.
Exit verify_proof_file(
    std::string const& file, store::Expectations const& expectations, bool as_json, Terminal const& terminal);

}  // namespace consentry::app
