#pragma once

#include "consentry/app/config.hpp"
#include "consentry/forward/destination.hpp"
#include "consentry/keywords/pack.hpp"

#include <span>
#include <string>
#include <vector>

namespace consentry::app {

/// Makes a destination one that answers people, with the brand's own texts and those of the packs.
void make_reply(BrandConfig const& brand, DestinationConfig const& config, std::span<keywords::Pack const> packs,
    forward::Destination& destination);

/// The languages of the brand in which a reply has nothing to say to a STOP or a call for help that it answers. None
/// where it is no reply.
std::vector<std::string> languages_without_reply(forward::Destination const& destination);

}  // namespace consentry::app
