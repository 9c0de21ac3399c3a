#include "app/store_choice.hpp"

#include "app/brand_rules.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace consentry::app {

void add_store_options(CLI::App& command, StoreOptions& options)
{
    command.add_option("--config", options.config, "The configuration, which names the store");
    command.add_option("--brand", options.brand, "The brand; needed where there is more than one");
    command.add_flag("--json", options.json, "Print JSON");
}

std::filesystem::path signing_key_of(Config const& config)
{
    if (!config.signing.empty())
        return config.signing;
    std::filesystem::path const& neighbour
        = config.suppression.file.empty() ? config.store.file : config.suppression.file;
    return neighbour.parent_path() / "consentry-signing.key";
}

store::Options store_options_of(Config const& config)
{
    store::Options options;
    options.path = config.store.file;
    options.suppression_key = config.suppression.file;
    options.signing_key = signing_key_of(config);
    return options;
}

Exit exit_for(Fault fault)
{
    switch (fault) {
    case Fault::malformed: return Exit::usage;
    case Fault::unauthentic:
    case Fault::forbidden:
    case Fault::not_found:
    case Fault::braked:
    case Fault::conflict: return Exit::no;
    case Fault::unprocessable:
    case Fault::too_large:
    case Fault::busy:
    case Fault::unavailable: return Exit::failed;
    }
    return Exit::failed;
}

std::unique_ptr<store::StoreView> open_view(Config const& config, Terminal const& terminal, Exit& exit)
{
    auto view = store::StoreView::open(store_options_of(config));
    if (!view) {
        terminal.err << "consentry: " << view.error().detail << '\n';
        exit = exit_for(view.error().fault);
        return {};
    }
    exit = Exit::done;
    return std::move(*view);
}

std::optional<OpenedStore> open_store(StoreOptions const& options, Terminal const& terminal, Exit& exit)
{
    exit = Exit::usage;
    auto config = load_choice(options.config, terminal);
    if (!config)
        return {};
    BrandConfig const* const brand = brand_in(*config, options.brand, terminal);
    if (!brand)
        return {};
    auto view = open_view(*config, terminal, exit);
    if (!view)
        return {};
    consent::Policy policy = policy_of(*brand);
    return OpenedStore{std::move(*config), std::move(policy), std::move(view)};
}

}  // namespace consentry::app
