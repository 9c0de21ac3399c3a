#pragma once

#include "app/choice.hpp"
#include "app/setup.hpp"
#include "consentry/forward/connector.hpp"

#include <map>
#include <memory>
#include <span>

/// The connectors that a configuration names: found, read, and asked whether they get what they need.
namespace consentry::app {

using Connector = std::shared_ptr<forward::ConnectorTemplate const>;
using Connectors = std::map<std::string, Connector, std::less<>>;  ///< By name; those that could be read.

/// Where connectors are found. Parameters, so that a test needs no disk.
struct ConnectorFolder {
    std::filesystem::path path;
    std::function<std::vector<std::string>()> names;  ///< Of the connectors that are there.
    std::function<Result<std::string>(std::filesystem::path const& file)> contents;
};

ConnectorFolder folder_on_disk(std::filesystem::path const& path);

/// Whether the destination speaks another system's language.
bool has_connector(DestinationConfig const& destination);

/// Every connector that a destination names, read once. Problems are those of `config_file`, in the line of the kind,
/// and of the connectors' own files.
Connectors load_connectors(Config const& config, std::filesystem::path const& config_file, KeyLines const& lines,
    ConnectorFolder const& folder, std::vector<Finding>& problems);

/// The destination's use of its connector, with all defaults.
std::shared_ptr<forward::ConnectorTarget const> connector_target_of(
    DestinationConfig const& destination, Connector const& connector);

/// What keeps destinations from working with their connectors, in the lines of the configuration.
std::vector<Problem> problems_with(
    Config const& config, KeyLines const& lines, std::span<forward::Destination const> destinations);

}  // namespace consentry::app
