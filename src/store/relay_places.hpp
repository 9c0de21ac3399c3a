#pragma once

#include "consentry/forward/relay_log.hpp"

#include <filesystem>
#include <map>

namespace consentry::store {

/// The file of a relay's place: `demo@bot.place`.
std::filesystem::path place_file(std::filesystem::path const& folder, std::string const& relay);

std::string to_text(forward::RelayPlace const& place);
std::optional<forward::RelayPlace> parse_place(std::string const& text);  ///< Nothing if it is not whole.

/// Every place in a folder, by relay; nothing for one that cannot be read.
std::map<std::string, std::optional<forward::RelayPlace>> places_in(std::filesystem::path const& folder);

}  // namespace consentry::store
