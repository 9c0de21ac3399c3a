#include "consentry/intake/brands.hpp"

#include <algorithm>

namespace consentry::intake {

Brands::Brands(std::vector<Brand> brands)
    : brands_{std::move(brands)}
{
    for (Brand const& brand : brands_) {
        relays_ = relays_ || !brand.relays.empty();
        for (std::string const& secret : brand.app_secrets) {
            auto const known = std::ranges::find(secrets_, secret);
            auto const index = static_cast<std::size_t>(known - secrets_.begin());
            if (known == secrets_.end()) {
                secrets_.push_back(secret);
                brands_of_secret_.emplace_back();
            }
            brands_of_secret_[index].push_back(&brand);
        }
        for (std::string const& number : brand.numbers)
            brands_of_number_[number].push_back(&brand);
        for (Brand const& other : brands_) {
            if (&other != &brand && other.policy->portfolio == brand.policy->portfolio)
                siblings_[&brand].push_back(other.policy);
        }
        siblings_[&brand];
    }
}

Brand const* Brands::find(std::string_view name) const
{
    auto const found = std::ranges::find_if(brands_, [&](Brand const& brand) { return brand.policy->brand == name; });
    return found == brands_.end() ? nullptr : &*found;
}

std::vector<std::string> Brands::verify_tokens() const
{
    std::vector<std::string> tokens;
    for (Brand const& brand : brands_)
        tokens.insert(tokens.end(), brand.verify_tokens.begin(), brand.verify_tokens.end());
    return tokens;
}

Addressees Brands::addressees(std::size_t secret, std::string_view number) const
{
    std::vector<Brand const*> const& trusted = brands_of_secret_[secret];
    auto const listed = brands_of_number_.find(number);
    if (listed != brands_of_number_.end()) {
        Addressees result;
        std::ranges::copy_if(listed->second, std::back_inserter(result.brands),
            [&](Brand const* brand) { return std::ranges::find(trusted, brand) != trusted.end(); });
        result.foreign = result.brands.empty();
        return result;
    }
    Addressees unrestricted;
    std::ranges::copy_if(
        trusted, std::back_inserter(unrestricted.brands), [](Brand const* brand) { return brand->numbers.empty(); });
    if (!unrestricted.brands.empty())
        return unrestricted;
    return {trusted, false, false};
}

std::vector<std::shared_ptr<consent::Policy const>> const& Brands::siblings(Brand const& brand) const
{
    return siblings_.at(&brand);
}

}  // namespace consentry::intake
