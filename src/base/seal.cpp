#include "consentry/base/seal.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace consentry {
namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

void require(bool success, char const* what)
{
    if (!success)
        throw std::runtime_error(std::string("OpenSSL failed: ") + what);
}

Context context()
{
    Context made{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
    require(made != nullptr, "out of memory");
    return made;
}

unsigned char* octets(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
unsigned char const* octets(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }

}  // namespace

std::string seal(Digest const& key, std::string_view plain, Random& random)
{
    std::string sealed(nonce_size + plain.size() + tag_size, '\0');
    random.fill({octets(sealed), nonce_size});
    Context const cipher = context();
    require(EVP_EncryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key.data(), octets(sealed), nullptr) == 1, "seal");
    int written = 0;
    require(EVP_EncryptUpdate(
                cipher.get(), octets(sealed) + nonce_size, &written, octets(plain), static_cast<int>(plain.size()))
            == 1,
        "seal");
    unsigned char* const tag = octets(sealed) + nonce_size + plain.size();
    require(EVP_EncryptFinal_ex(cipher.get(), tag, &written) == 1, "seal");
    require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag) == 1, "seal");
    return sealed;
}

std::optional<std::string> unseal(Digest const& key, std::string_view sealed)
{
    if (sealed.size() < nonce_size + tag_size)
        return {};
    std::string_view const secret = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
    std::string tag{sealed.substr(sealed.size() - tag_size)};
    Context const cipher = context();
    require(EVP_DecryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key.data(), octets(sealed), nullptr) == 1, "unseal");
    std::string plain(secret.size(), '\0');
    int written = 0;
    require(
        EVP_DecryptUpdate(cipher.get(), octets(plain), &written, octets(secret), static_cast<int>(secret.size())) == 1,
        "unseal");
    require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, octets(tag)) == 1, "unseal");
    unsigned char rest[tag_size];
    if (EVP_DecryptFinal_ex(cipher.get(), rest, &written) != 1)
        return {};
    return plain;
}

}  // namespace consentry
