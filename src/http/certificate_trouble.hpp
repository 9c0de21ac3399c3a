#pragma once

#include <openssl/x509.h>

#include <string>

namespace consentry::http {

/// What is wrong with the certificate that is being looked at, and what to do, as part of a sentence: "its certificate
/// ended on …; …". `host` is whom it should be of.
std::string certificate_trouble(X509_STORE_CTX* chain, std::string const& host);

/// The same for a certificate whose own authority says so in the answer that came with it.
std::string revoked_by_answer();

}  // namespace consentry::http
