#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

namespace consentry::http::test {

template <class T, void (*Free)(T*)>
struct FreeWith {
    void operator()(T* held) const { Free(held); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509, X509_free>>;

/// A key and the certificate that goes with it, and those that a receiver sends along.
struct Identity {
    Key key;
    Certificate certificate;
    std::vector<Certificate> between{};
    std::string stapled{};  ///< An answer of the authority's responder, sent to whoever asks for it.
    int newest = 0;         ///< Protocol that its owner speaks; 0: any.
};

/// An authority made for one test, and a file that has its certificate for as long as it lives.
class Authority {
public:
    /// Its own, or one that stands below another. For the next `seconds`, or only the last ones if negative.
    explicit Authority(
        std::string name = "an authority of one test", Authority const* above = nullptr, long seconds = 3600);
    Authority(Authority const&) = delete;
    Authority& operator=(Authority const&) = delete;
    ~Authority();

    std::string const& file() const { return file_; }

    /// Good for `name`, as a subjectAltName entry has it: `DNS:localhost`, `IP:127.0.0.1`. For the next `seconds`, or
    /// only the last ones if negative.
    Identity issue(std::string const& name, long seconds = 3600) const;

    /// Its list of revoked certificates, in PEM, good as long as it says.
    std::string list_of_revoked(std::vector<X509 const*> const& revoked, long seconds = 3600) const;

    /// Its responder's answer about a certificate, in DER.
    std::string answer_about(X509 const* certificate, bool revoked) const;

    X509 const* certificate() const { return own_.certificate.get(); }

private:
    Identity own_;
    bool is_root_;
    std::string file_;
};

/// Signed by nobody but itself.
Identity self_signed(std::string const& name);

/// The receiver's end of one TLS connection over a connected socket; blocking.
class TlsPeer {
public:
    TlsPeer(int descriptor, Identity const& identity);

    bool shake_hands();
    std::string server_name() const;  ///< As the client asked for it (SNI); empty if it did not.
    std::string read_message();       ///< Up to the end of the body by its Content-Length; empty at the end.
    void send(std::string const& bytes);
    void close();  ///< With a close_notify.

private:
    std::string stapled_;
    std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX, SSL_CTX_free>> context_;
    std::unique_ptr<SSL, FreeWith<SSL, SSL_free>> ssl_;
};

}  // namespace consentry::http::test
