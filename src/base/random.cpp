#include "consentry/base/random.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace consentry {

SystemRandom::~SystemRandom() { OPENSSL_cleanse(block_, sizeof block_); }

void SystemRandom::fill(std::span<std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        if (used_ == sizeof block_) {
            if (RAND_bytes(block_, sizeof block_) != 1)
                throw std::runtime_error("the system's random generator gave nothing");
            used_ = 0;
        }
        std::size_t const count = std::min(bytes.size(), sizeof block_ - used_);
        std::copy_n(block_ + used_, count, bytes.begin());
        // What was handed out may become a key: it does not stay here.
        OPENSSL_cleanse(block_ + used_, count);
        used_ += count;
        bytes = bytes.subspan(count);
    }
}

}  // namespace consentry
