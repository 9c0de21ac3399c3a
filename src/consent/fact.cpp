#include "consentry/consent/fact.hpp"

#include <array>
#include <utility>

namespace consentry::consent {
namespace {

constexpr std::array<std::pair<FactKind, std::string_view>, 8> kinds{{
    {FactKind::opt_out, "opt_out"},
    {FactKind::decline, "decline"},
    {FactKind::hold, "hold"},
    {FactKind::grant, "grant"},
    {FactKind::lift, "lift"},
    {FactKind::meta_stop, "meta_stop"},
    {FactKind::meta_resume, "meta_resume"},
    {FactKind::annulment, "annulment"},
}};

constexpr std::array<std::pair<Authority, std::string_view>, 3> authorities{{
    {Authority::person, "person"},
    {Authority::business, "business"},
    {Authority::reopened, "reopened"},
}};

}  // namespace

bool says_no(FactKind kind)
{
    return kind == FactKind::opt_out || kind == FactKind::decline || kind == FactKind::hold
        || kind == FactKind::meta_stop;
}

std::string_view name_of(FactKind kind) { return kinds[static_cast<std::size_t>(kind)].second; }

std::optional<FactKind> fact_kind_of(std::string_view name)
{
    for (auto const& [kind, text] : kinds) {
        if (text == name)
            return kind;
    }
    return {};
}

std::string_view name_of(Authority authority) { return authorities[static_cast<std::size_t>(authority)].second; }

std::optional<Authority> authority_of(std::string_view name)
{
    for (auto const& [authority, text] : authorities) {
        if (text == name)
            return authority;
    }
    return {};
}

}  // namespace consentry::consent
