#pragma once

#include "consentry/app/config.hpp"
#include "consentry/base/result.hpp"
#include "consentry/intake/brands.hpp"

/// The configuration of a brand in the terms of those who judge by it.
namespace consentry::app {

std::vector<keywords::OwnWord> own_words(BrandConfig const& config);

/// The rules of consent; aliases and the words of campaigns folded.
consent::Policy policy_of(BrandConfig const& config);

/// A brand ready to hear. Malformed if its own words cannot be matched.
Result<intake::Brand> brand_of(BrandConfig const& config, std::span<keywords::Pack const> packs);

}  // namespace consentry::app
