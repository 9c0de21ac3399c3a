#pragma once

#include "consentry/base/random.hpp"

#include <string>

namespace consentry::app {

/// A key for the API, and what the configuration keeps of it.
struct ApiKey {
    std::string key;   ///< `ck_` and 52 characters: 256 random bits that survive being read aloud.
    std::string hash;  ///< `sha256:` and hex, over the whole key.
};

ApiKey make_api_key(Random& random);

}  // namespace consentry::app
