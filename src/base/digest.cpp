#include "consentry/base/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdexcept>

namespace consentry {
namespace {

void require(bool success, char const* what)
{
    if (!success)
        throw std::runtime_error(std::string("OpenSSL failed: ") + what);
}

/// Fetching an algorithm by name is the slow part of OpenSSL 3, so it is done once for the process.
EVP_MD const* sha256_algorithm()
{
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    require(algorithm != nullptr, "no SHA256");
    return algorithm;
}

EVP_MAC* hmac_algorithm()
{
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    require(algorithm != nullptr, "no HMAC");
    return algorithm;
}

}  // namespace

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();

    State() { require(context != nullptr, "out of memory"); }
    State(State const&) = delete;
    State& operator=(State const&) = delete;
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256()
    : state_{std::make_unique<State>()}
{
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Digest Sha256::operator()(std::initializer_list<std::string_view> parts)
{
    require(EVP_DigestInit_ex2(state_->context, sha256_algorithm(), nullptr) == 1, "digest init");
    for (std::string_view const part : parts)
        require(EVP_DigestUpdate(state_->context, part.data(), part.size()) == 1, "digest update");
    Digest digest{};
    require(EVP_DigestFinal_ex(state_->context, digest.data(), nullptr) == 1, "digest final");
    return digest;
}

struct Hmac::State {
    EVP_MAC_CTX* context;

    explicit State(EVP_MAC_CTX* made)
        : context{made}
    {
        require(context != nullptr, "out of memory");
    }
    State(State const&) = delete;
    State& operator=(State const&) = delete;
    ~State() { EVP_MAC_CTX_free(context); }
};

Hmac::Hmac(std::string_view key)
    : state_{std::make_unique<State>(EVP_MAC_CTX_new(hmac_algorithm()))}
{
    char name[] = "SHA256";
    OSSL_PARAM const params[]{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
    // A key of no length must not be taken for "keep the old key", which a null pointer means.
    auto const* const octets = reinterpret_cast<unsigned char const*>(key.empty() ? "" : key.data());
    require(EVP_MAC_init(state_->context, octets, key.size(), params) == 1, "hmac key");
}

Hmac::~Hmac() = default;
Hmac::Hmac(Hmac const& other)
    : state_{std::make_unique<State>(EVP_MAC_CTX_dup(other.state_->context))}
{
}
Hmac::Hmac(Hmac&&) noexcept = default;
Hmac& Hmac::operator=(Hmac&&) noexcept = default;

Digest Hmac::operator()(std::initializer_list<std::string_view> parts)
{
    require(EVP_MAC_init(state_->context, nullptr, 0, nullptr) == 1, "hmac init");
    for (std::string_view const part : parts)
        require(EVP_MAC_update(state_->context, reinterpret_cast<unsigned char const*>(part.data()), part.size()) == 1,
            "hmac update");
    Digest digest{};
    std::size_t size = 0;
    require(EVP_MAC_final(state_->context, digest.data(), &size, digest.size()) == 1, "hmac final");
    return digest;
}

Digest sha256(std::string_view message)
{
    thread_local Sha256 hash;  // To make one costs as much as a short message.
    return hash({message});
}

std::optional<std::array<std::uint8_t, 16>> md5(std::string_view message)
{
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "MD5", nullptr);
    std::array<std::uint8_t, 16> digest{};
    if (algorithm == nullptr)
        return {};
    require(EVP_Digest(message.data(), message.size(), digest.data(), nullptr, algorithm, nullptr) == 1, "MD5");
    return digest;
}

bool equal_in_constant_time(std::span<std::uint8_t const> a, std::span<std::uint8_t const> b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace consentry
