#pragma once

#include "consentry/app/config_file.hpp"
#include "consentry/forward/destination.hpp"
#include "consentry/forward/relays.hpp"
#include "consentry/http/tls.hpp"
#include "consentry/intake/brands.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace consentry::app {

/// A problem or warning and the file it stands in: the configuration, or one that it leads to.
struct Finding {
    std::filesystem::path file;
    Problem problem;
};

/// All that a configuration leads to, loaded and checked: its packs, its certificates. A reload replaces it as a whole.
struct Setup {
    Config config;
    std::shared_ptr<intake::Brands const> brands;
    std::vector<forward::Destination> destinations;
    std::vector<forward::RelayDestination> relays;
    std::shared_ptr<http::TlsIdentity const> public_tls;  ///< Null: plain HTTP.
    std::shared_ptr<http::TlsIdentity const> admin_tls;
    std::shared_ptr<http::Trust const> trust;  ///< Whom destinations are verified by.
};

/// What came of loading one: a setup if there is no problem.
struct LoadedSetup {
    std::filesystem::path file;
    std::optional<Setup> setup{};
    std::vector<Finding> problems{};
    std::vector<Finding> warnings{};
};

/// Loads the configuration and everything that it names, but the store.
LoadedSetup load_setup(std::filesystem::path const& file);

/// The keys in which `next` differs from `running` though only a start can change them.
std::vector<std::string> keys_of_a_start(Config const& running, Config const& next);

}  // namespace consentry::app
