#pragma once

#include "app/reading.hpp"

namespace consentry::app {

/// What no key can know by itself: that names are unique and lead somewhere, and that settings agree with each other.
/// Fills in the defaults that depend on other keys. Values that were refused are empty and are passed over.
void check_config(Config& config, Reading& reading);

/// The part of it that concerns one brand, which stands at `path`.
void check_brand(BrandConfig& brand, std::string const& path, Reading& reading);

/// The destinations of one brand.
void check_destinations(BrandConfig const& brand, std::string const& path, Reading& reading);

/// One of them that answers people.
void check_reply(DestinationConfig const& destination, std::vector<ScopeConfig> const& scopes, std::string const& path,
    Reading& reading);

/// Tells of every item whose name (as `name_of(item)`) an earlier one has. `key` is the key that holds the name.
template <class Items, class Name>
void check_unique(Items const& items, std::string const& path, std::string_view key, Name name_of, Reading& reading)
{
    for (std::size_t i = 0; i < items.size(); ++i) {
        std::string const name{name_of(items[i])};
        for (std::size_t j = 0; j < i && !name.empty(); ++j) {
            if (name == name_of(items[j])) {
                reading.problem(under(at(path, i), key), '"' + name + "\" stands here a second time",
                    "Remove one or give it another name");
                break;
            }
        }
    }
}

}  // namespace consentry::app
