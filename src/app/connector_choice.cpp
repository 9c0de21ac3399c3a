#include "app/connector_choice.hpp"

#include "app/reading.hpp"
#include "app/vocabulary.hpp"

#include <algorithm>
#include <system_error>

namespace consentry::app {
namespace {

constexpr std::string_view ending = ".toml";

/// Each destination with a connector, and the path by which the configuration knows it.
template <class Visit>
void for_each_use(Config const& config, Visit visit)
{
    for (std::size_t b = 0; b < config.brands.size(); ++b) {
        std::string const brand = under(at("brand", b), "destination");
        auto const& destinations = config.brands[b].destinations;
        for (std::size_t d = 0; d < destinations.size(); ++d) {
            if (has_connector(destinations[d]))
                visit(config.brands[b], destinations[d], at(brand, d));
        }
    }
}

/// What to write in the place of a kind that is none: one that is built in, or has a file.
std::string remedy_for(std::string const& kind, std::vector<std::string> const& found)
{
    std::vector<std::string_view> known = built_in_kinds();
    known.insert(known.end(), found.begin(), found.end());
    return choose(kind, known) + (found.empty() ? "; there is no connector in that folder: set [connectors] path" : "");
}

class ConnectorLoading {
public:
    ConnectorLoading(ConnectorFolder const& folder, std::filesystem::path const& config_file, KeyLines const& lines,
        std::vector<Finding>& problems)
        : folder_{folder}
        , config_file_{config_file}
        , lines_{lines}
        , problems_{problems}
    {
    }

    Connector load(std::string const& kind, std::string const& path)
    {
        auto const file = folder_.path / (kind + std::string{ending});
        auto const text = folder_.contents(file);
        if (!text) {
            tell_missing(kind, path, text.error());
            return {};
        }
        auto read = forward::read_connector(kind, *text);
        if (read)
            return *std::move(read);
        for (forward::ConnectorProblem const& problem : read.error())
            problems_.push_back({file, {problem.line, problem.key, problem.reason, problem.remedy}});
        return {};
    }

private:
    void tell_missing(std::string const& kind, std::string const& path, Error const& error)
    {
        std::vector<std::string> const found = folder_.names();
        bool const is_there = std::ranges::find(found, kind) != found.end();
        std::string const reason
            = is_there ? error.detail : "there is no connector \"" + kind + "\" in " + folder_.path.string();
        std::string const remedy = is_there ? "Let consentry read it" : remedy_for(kind, found);
        problems_.push_back({config_file_, problem_at(under(path, "kind"), lines_, reason, remedy)});
    }

    ConnectorFolder const& folder_;
    std::filesystem::path const& config_file_;
    KeyLines const& lines_;
    std::vector<Finding>& problems_;
};

std::vector<std::string> names_in(std::filesystem::path const& folder)
{
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator entry{folder, error}; !error && entry != decltype(entry){};
        entry.increment(error)) {
        if (entry->path().extension() == ending)
            names.push_back(entry->path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace

ConnectorFolder folder_on_disk(std::filesystem::path const& path)
{
    return {path, [path] { return names_in(path); }, contents_of};
}

bool has_connector(DestinationConfig const& destination)
{
    auto const built_in = built_in_kinds();
    return std::ranges::find(built_in, destination.kind) == built_in.end();
}

Connectors load_connectors(Config const& config, std::filesystem::path const& config_file, KeyLines const& lines,
    ConnectorFolder const& folder, std::vector<Finding>& problems)
{
    Connectors connectors;
    ConnectorLoading loading{folder, config_file, lines, problems};
    for_each_use(config, [&](BrandConfig const&, DestinationConfig const& destination, std::string const& path) {
        if (!connectors.contains(destination.kind))
            connectors.emplace(destination.kind, loading.load(destination.kind, path));
    });
    std::erase_if(connectors, [](auto const& one) { return !one.second; });
    return connectors;
}

std::shared_ptr<forward::ConnectorTarget const> connector_target_of(
    DestinationConfig const& destination, Connector const& connector)
{
    forward::ConnectorTarget target;
    target.connector = connector;
    target.settings = destination.settings;
    target.secrets = destination.credentials;
    target.maps = destination.maps;
    target.scopes = destination.scopes;
    target.opts_in_several = destination.opts_in_several.value_or(forward::needs_of(*connector).opts_in_several);
    return std::make_shared<forward::ConnectorTarget const>(forward::with_defaults(std::move(target)));
}

std::vector<Problem> problems_with(
    Config const& config, KeyLines const& lines, std::span<forward::Destination const> destinations)
{
    std::vector<Problem> problems;
    for_each_use(config, [&](BrandConfig const& brand, DestinationConfig const& entry, std::string const& path) {
        auto const found = std::ranges::find_if(destinations, [&](forward::Destination const& destination) {
            return destination.brand == brand.name && destination.name == entry.name;
        });
        if (found == destinations.end() || !found->connector || !found->policy)
            return;
        for (forward::ConnectorProblem const& problem : forward::problems_of(*found->connector, *found->policy))
            problems.push_back(problem_at(under(path, problem.key), lines, problem.reason, problem.remedy));
    });
    return problems;
}

}  // namespace consentry::app
