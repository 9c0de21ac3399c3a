#include "http/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace consentry::http::test {
namespace {

void require(bool holds)
{
    if (!holds)
        throw std::runtime_error{"OpenSSL refused to make a certificate"};
}

void extend(X509* certificate, X509* issuer, int what, std::string const& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
    require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

/// A certificate for a new key, signed by `issuer`, or by itself if there is none.
Identity make(std::string const& name, long seconds, Identity const* issuer, bool authority)
{
    Identity made{Key{EVP_EC_gen("P-256")}, Certificate{X509_new()}};
    require(made.key && made.certificate);
    X509* const certificate = made.certificate.get();
    X509* const signer = issuer ? issuer->certificate.get() : certificate;
    static long serial = 0;
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -7200);
    X509_gmtime_adj(X509_getm_notAfter(certificate), seconds);
    X509_set_pubkey(certificate, made.key.get());
    auto const* const common = reinterpret_cast<unsigned char const*>(name.data());
    X509_NAME_add_entry_by_txt(
        X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, common, static_cast<int>(name.size()), -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));
    extend(certificate, signer, NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!authority)
        extend(certificate, signer, NID_subject_alt_name, name);
    require(X509_sign(certificate, (issuer ? issuer->key : made.key).get(), EVP_sha256()) > 0);
    return made;
}

std::size_t length_of_message(std::string const& message)
{
    constexpr std::string_view name = "Content-Length: ";
    std::size_t const end = message.find("\r\n\r\n");
    std::size_t const at = message.find(name);
    if (end == std::string::npos)
        return std::string::npos;
    return end + 4 + (at < end ? std::stoul(message.substr(at + name.size())) : 0);
}

}  // namespace

Authority::Authority()
    : own_{make("an authority of one test", 3600, nullptr, true)}
{
    std::string path = std::filesystem::temp_directory_path() / "consentry-ca-XXXXXX";
    int const descriptor = mkstemp(path.data());
    require(descriptor >= 0);
    std::FILE* const out = fdopen(descriptor, "w");
    require(out != nullptr && PEM_write_X509(out, own_.certificate.get()) == 1 && std::fclose(out) == 0);
    file_ = path;
}

Authority::~Authority() { std::filesystem::remove(file_); }

Identity Authority::issue(std::string const& name, long seconds) const { return make(name, seconds, &own_, false); }

Identity self_signed(std::string const& name) { return make(name, 3600, nullptr, false); }

TlsPeer::TlsPeer(int descriptor, Identity const& identity)
    : context_{SSL_CTX_new(TLS_server_method())}
{
    require(SSL_CTX_use_certificate(context_.get(), identity.certificate.get()) == 1
        && SSL_CTX_use_PrivateKey(context_.get(), identity.key.get()) == 1);
    ssl_.reset(SSL_new(context_.get()));
    require(ssl_ && SSL_set_fd(ssl_.get(), descriptor) == 1);
}

bool TlsPeer::shake_hands() { return SSL_accept(ssl_.get()) == 1; }

std::string TlsPeer::server_name() const
{
    char const* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    return name ? name : "";
}

std::string TlsPeer::read_message()
{
    std::string message;
    std::array<char, 4096> bytes;
    while (message.size() < length_of_message(message)) {
        int const count = SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (count <= 0)
            return {};
        message.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return message;
}

void TlsPeer::send(std::string const& bytes)
{
    require(SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size()));
}

void TlsPeer::close() { SSL_shutdown(ssl_.get()); }

}  // namespace consentry::http::test
