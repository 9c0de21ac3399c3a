#include "consentry/base/ed25519.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <stdexcept>

namespace consentry {
namespace {

void require(bool success, char const* what)
{
    if (!success)
        throw std::runtime_error(std::string("OpenSSL failed: ") + what);
}

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

unsigned char const* octets(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }

}  // namespace

struct SigningKey::State {
    Key key;
};

SigningKey::SigningKey(std::span<std::uint8_t const, seed_size> seed)
    : state_{std::make_unique<State>(
          Key{EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, seed.data(), seed.size())})}
{
    require(state_->key != nullptr, "no Ed25519 key");
    std::size_t size = public_key_.size();
    require(EVP_PKEY_get_raw_public_key(state_->key.get(), public_key_.data(), &size) == 1, "no public key");
}

SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

SigningKey SigningKey::generate(Random& random)
{
    std::array<std::uint8_t, seed_size> seed{};
    random.fill(seed);
    SigningKey key{seed};
    OPENSSL_cleanse(seed.data(), seed.size());
    return key;
}

Signature SigningKey::sign(std::string_view message) const
{
    Context const context{EVP_MD_CTX_new()};
    Signature signature{};
    std::size_t size = signature.size();
    require(context != nullptr, "out of memory");
    require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) == 1, "sign init");
    require(EVP_DigestSign(context.get(), signature.data(), &size, octets(message), message.size()) == 1, "sign");
    return signature;
}

bool is_signed(std::string_view message, Signature const& signature, PublicKey const& key)
{
    Key const handle{EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, key.data(), key.size())};
    Context const context{EVP_MD_CTX_new()};
    return handle && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) == 1
        && EVP_DigestVerify(context.get(), signature.data(), signature.size(), octets(message), message.size()) == 1;
}

}  // namespace consentry
