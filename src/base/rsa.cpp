#include "consentry/base/rsa.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <stdexcept>

namespace consentry {
namespace {

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

void require(bool success, char const* what)
{
    if (!success)
        throw std::runtime_error(std::string("OpenSSL failed: ") + what);
}

unsigned char const* octets(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }

/// Without it OpenSSL would ask for a passphrase on the terminal.
int no_passphrase(char*, int, int, void* asked)
{
    *static_cast<bool*>(asked) = true;
    return -1;
}

std::unexpected<Error> refuse(std::string detail)
{
    ERR_clear_error();  // What went wrong here must not be told of what the same thread does next.
    return fail(Fault::malformed, std::move(detail));
}

}  // namespace

struct RsaKey::State {
    Key key;
};

RsaKey::RsaKey(std::unique_ptr<State> state)
    : state_{std::move(state)}
{
}

RsaKey::~RsaKey() = default;
RsaKey::RsaKey(RsaKey&&) noexcept = default;
RsaKey& RsaKey::operator=(RsaKey&&) noexcept = default;

Result<RsaKey> RsaKey::from_pem(std::string_view pem)
{
    std::unique_ptr<BIO, FreeBio> const source{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    require(source != nullptr, "out of memory");
    bool locked = false;
    Key key{PEM_read_bio_PrivateKey(source.get(), nullptr, no_passphrase, &locked)};
    if (locked)
        return refuse("the private key has a passphrase; give one without");
    if (!key)
        return refuse("the private key is no PEM that can be read: it begins with a line -----BEGIN PRIVATE KEY----- "
                      "or -----BEGIN RSA PRIVATE KEY-----, and keeps its line breaks");
    if (EVP_PKEY_is_a(key.get(), "RSA") != 1)
        return refuse("the private key is not of RSA");
    if (EVP_PKEY_get_bits(key.get()) < bits_min)
        return refuse("the private key is too short: RS256 wants " + std::to_string(bits_min) + " bits at least");
    return RsaKey{std::make_unique<State>(std::move(key))};
}

Bytes RsaKey::sign(std::string_view message) const
{
    std::unique_ptr<EVP_MD_CTX, FreeContext> const context{EVP_MD_CTX_new()};
    require(context != nullptr, "out of memory");
    require(EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, state_->key.get(), nullptr) == 1,
        "sign init");
    std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(state_->key.get()));
    Bytes signature(size, '\0');
    require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, octets(message),
                message.size())
            == 1,
        "sign");
    signature.resize(size);
    return signature;
}

}  // namespace consentry
