#include "http/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace consentry::http::test {
namespace {

constexpr long day = 86'400;

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
    X509_gmtime_adj(X509_getm_notBefore(certificate), seconds > day ? day : -7200);
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

/// Sends the answer along, if there is one.
int staple(SSL* ssl, void* text)
{
    auto const& stapled = *static_cast<std::string const*>(text);
    if (stapled.empty())
        return SSL_TLSEXT_ERR_NOACK;
    void* const copy = OPENSSL_memdup(stapled.data(), stapled.size());
    SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(stapled.size()));
    return SSL_TLSEXT_ERR_OK;
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

Authority::Authority(std::string name, Authority const* above, long seconds)
    : own_{make(name, seconds, above ? &above->own_ : nullptr, true)}
    , is_root_{above == nullptr}
{
    std::string path = std::filesystem::temp_directory_path() / "consentry-ca-XXXXXX";
    int const descriptor = mkstemp(path.data());
    require(descriptor >= 0);
    std::FILE* const out = fdopen(descriptor, "w");
    require(out != nullptr && PEM_write_X509(out, own_.certificate.get()) == 1 && std::fclose(out) == 0);
    file_ = path;
}

Authority::~Authority() { std::filesystem::remove(file_); }

Identity Authority::issue(std::string const& name, long seconds) const
{
    Identity made = make(name, seconds, &own_, false);
    if (!is_root_)
        made.between.emplace_back(X509_dup(own_.certificate.get()));
    return made;
}

std::string Authority::list_of_revoked(std::vector<X509 const*> const& revoked, long seconds) const
{
    std::unique_ptr<X509_CRL, FreeWith<X509_CRL, X509_CRL_free>> const list{X509_CRL_new()};
    std::unique_ptr<ASN1_TIME, FreeWith<ASN1_TIME, ASN1_TIME_free>> const begin{X509_gmtime_adj(nullptr, -7200)};
    std::unique_ptr<ASN1_TIME, FreeWith<ASN1_TIME, ASN1_TIME_free>> const end{X509_gmtime_adj(nullptr, seconds)};
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(own_.certificate.get()));
    X509_CRL_set1_lastUpdate(list.get(), begin.get());
    X509_CRL_set1_nextUpdate(list.get(), end.get());
    for (X509 const* const one : revoked) {
        X509_REVOKED* const entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, const_cast<ASN1_INTEGER*>(X509_get0_serialNumber(one)));
        X509_REVOKED_set_revocationDate(entry, begin.get());
        require(X509_CRL_add0_revoked(list.get(), entry) == 1);
    }
    require(X509_CRL_sign(list.get(), own_.key.get(), EVP_sha256()) > 0);
    std::unique_ptr<BIO, FreeWith<BIO, BIO_free_all>> const out{BIO_new(BIO_s_mem())};
    require(PEM_write_bio_X509_CRL(out.get(), list.get()) == 1);
    char* text = nullptr;
    long const size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string Authority::answer_about(X509 const* certificate, bool revoked) const
{
    std::unique_ptr<OCSP_BASICRESP, FreeWith<OCSP_BASICRESP, OCSP_BASICRESP_free>> const answers{OCSP_BASICRESP_new()};
    std::unique_ptr<ASN1_TIME, FreeWith<ASN1_TIME, ASN1_TIME_free>> const begin{X509_gmtime_adj(nullptr, -60)};
    std::unique_ptr<ASN1_TIME, FreeWith<ASN1_TIME, ASN1_TIME_free>> const end{X509_gmtime_adj(nullptr, 3600)};
    std::unique_ptr<OCSP_CERTID, FreeWith<OCSP_CERTID, OCSP_CERTID_free>> const id{
        OCSP_cert_to_id(nullptr, certificate, own_.certificate.get())};
    int const status = revoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD;
    require(OCSP_basic_add1_status(answers.get(), id.get(), status, OCSP_REVOKED_STATUS_KEYCOMPROMISE,
                revoked ? begin.get() : nullptr, begin.get(), end.get())
        != nullptr);
    require(OCSP_basic_sign(answers.get(), own_.certificate.get(), own_.key.get(), EVP_sha256(), nullptr, 0) == 1);
    std::unique_ptr<OCSP_RESPONSE, FreeWith<OCSP_RESPONSE, OCSP_RESPONSE_free>> const whole{
        OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, answers.get())};
    unsigned char* octets = nullptr;
    int const size = i2d_OCSP_RESPONSE(whole.get(), &octets);
    require(size > 0);
    std::string der{reinterpret_cast<char const*>(octets), static_cast<std::size_t>(size)};
    OPENSSL_free(octets);
    return der;
}

Identity self_signed(std::string const& name) { return make(name, 3600, nullptr, false); }

TlsPeer::TlsPeer(int descriptor, Identity const& identity)
    : stapled_{identity.stapled}
    , context_{SSL_CTX_new(TLS_server_method())}
{
    require(SSL_CTX_use_certificate(context_.get(), identity.certificate.get()) == 1
        && SSL_CTX_use_PrivateKey(context_.get(), identity.key.get()) == 1);
    for (Certificate const& one : identity.between)
        require(SSL_CTX_add1_chain_cert(context_.get(), one.get()) == 1);
    require(SSL_CTX_set_max_proto_version(context_.get(), identity.newest) == 1);
    SSL_CTX_set_tlsext_status_arg(context_.get(), &stapled_);
    SSL_CTX_set_tlsext_status_cb(context_.get(), staple);
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
