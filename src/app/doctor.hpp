#pragma once

#include "app/program.hpp"
#include "consentry/http/transport.hpp"

#include <string>
#include <vector>

/// `consentry doctor`: what stands between Meta and a working consentry, and what to do about each of it.
namespace consentry::app {

enum class Verdict {
    good,     ///< Looked at, and as it should be.
    advice,   ///< Works, but not for long, or not for everybody.
    trouble,  ///< Something is not heard, or not kept.
    unknown,  ///< Could not be looked at.
};

std::string_view name_of(Verdict verdict);  ///< `good`, …

/// One thing that was looked at: how it is and, unless it is good, what to do.
struct Diagnosis {
    Verdict verdict = Verdict::good;
    std::string about;  ///< `token`, `subscription of the app`, `clock`, …
    std::string found;
    std::string remedy;
};

using Diagnoses = std::vector<Diagnosis>;

Diagnosis good(std::string about, std::string found);
Diagnosis advice(std::string about, std::string found, std::string remedy);
Diagnosis trouble(std::string about, std::string found, std::string remedy);
Diagnosis unknown(std::string about, std::string found, std::string remedy);

/// Sends one request and waits: a parameter, so that a test can be the other side.
using Ask = std::function<std::expected<http::Answer, http::TransportError>(http::Outgoing)>;

/// For people, troubles last, where they are read; for programs `{ok, findings: [{verdict, about, found, remedy}]}`.
void print_text(Diagnoses const& all, std::ostream& out);
std::string to_json(Diagnoses const& all);

/// Exit::no if there is any trouble.
Exit exit_for(Diagnoses const& all);

}  // namespace consentry::app
