#pragma once

#include "consentry/http/tls.hpp"
#include "http/openssl.hpp"

#include <openssl/ssl.h>

#include <mutex>

namespace consentry::http {

struct TlsIdentity::State {
    std::unique_ptr<SSL_CTX, FreeBy<SSL_CTX_free>> context;
    EventTime ends{};
    std::string client_name;
    bool asks_clients = false;
};

/// The identity that handshakes use from now on: it can be replaced while connections come in.
class TlsSource {
public:
    explicit TlsSource(std::shared_ptr<TlsIdentity const> identity)
        : identity_{std::move(identity)}
    {
    }

    /// Null where the listener speaks plain HTTP.
    std::shared_ptr<TlsIdentity const> current() const
    {
        std::lock_guard const lock{mutex_};
        return identity_;
    }

    void replace(std::shared_ptr<TlsIdentity const> identity)
    {
        std::lock_guard const lock{mutex_};
        identity_ = std::move(identity);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<TlsIdentity const> identity_;
};

}  // namespace consentry::http
