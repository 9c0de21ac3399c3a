#pragma once

#include "app/choice.hpp"
#include "consentry/consent/policy.hpp"
#include "consentry/store/store.hpp"

#include <memory>

namespace consentry::app {

/// What a command that looks into the store is given: `--config`, `--brand`, `--json`.
struct StoreOptions {
    std::string config;
    std::string brand;
    bool json = false;
};

/// The store and the rules of the brand that a command asks about. Works beside a running server.
struct OpenedStore {
    Config config;
    consent::Policy policy;
    std::unique_ptr<store::StoreView> view;
};

/// Adds the options above to a command.
void add_store_options(CLI::App& command, StoreOptions& options);

/// The store of a configuration, to look into. What is wrong is told on `err` and `exit` says of which kind it is.
std::unique_ptr<store::StoreView> open_view(Config const& config, Terminal const& terminal, Exit& exit);

/// Opens what the options name. What is wrong is told on `err` and `exit` says of which kind it is.
std::optional<OpenedStore> open_store(StoreOptions const& options, Terminal const& terminal, Exit& exit);

/// The file of the key that signs checkpoints: the configured one, else one beside the suppression key, where the
/// program may write, or beside the store.
std::filesystem::path signing_key_of(Config const& config);

/// Where the store of a configuration lies, and its keys.
store::Options store_options_of(Config const& config);

/// The exit code of a failed step.
Exit exit_for(Fault fault);

}  // namespace consentry::app
