#pragma once

#include "consentry/base/result.hpp"
#include "consentry/base/time.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace consentry::http {

/// Where a listener's identity is, and whose clients it takes. All files are PEM.
struct TlsFiles {
    std::filesystem::path certificate;  ///< The listener's own, then those between it and its authority.
    std::filesystem::path key;          ///< Not encrypted.
    std::filesystem::path client_ca;    ///< Authorities of clients, one or several; empty: no client is asked.
    std::string client_name;            ///< The common name a client's certificate must bear, whole; empty: any.
};

/// A listener's identity, loaded and checked. Immutable; connections and threads share it.
class TlsIdentity {
public:
    struct State;
    explicit TlsIdentity(std::unique_ptr<State> state);  ///< Use load_tls().
    ~TlsIdentity();

    EventTime ends() const;  ///< When the listener's certificate is no longer valid.
    State const& state() const { return *state_; }

private:
    std::unique_ptr<State> state_;
};

/// Loads what the files hold. Malformed, with a sentence that names the file and what to do, if one cannot be read, is
/// no PEM, or the key is not that of the certificate.
Result<std::shared_ptr<TlsIdentity const>> load_tls(TlsFiles const& files);

/// Whom our own requests believe. All files are PEM.
struct TrustFiles {
    std::filesystem::path ca_file;   ///< Authorities, instead of the system's; empty: the system's.
    std::filesystem::path crl_file;  ///< Lists of revoked certificates, one or several; empty: nobody looks for them.
                                     ///< Else one of every authority of a chain is needed.
};

/// Loaded and checked. Immutable; connections share it.
class Trust {
public:
    struct State;
    explicit Trust(std::unique_ptr<State> state);  ///< Use load_trust().
    ~Trust();

    /// When the first of the lists of revoked certificates is no longer good; nothing if there is none, or no end.
    std::optional<EventTime> lists_end() const;
    State& state() const { return *state_; }

private:
    std::unique_ptr<State> state_;
};

/// Malformed, with a sentence that names the file and what to do, if one cannot be read or is not what it should be.
Result<std::shared_ptr<Trust const>> load_trust(TrustFiles const& files);

}  // namespace consentry::http
