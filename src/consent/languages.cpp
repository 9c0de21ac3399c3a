#include "consentry/consent/languages.hpp"

#include <algorithm>
#include <array>

namespace consentry::consent {
namespace {

struct Place {
    std::string_view calling_code;
    std::string_view country;  ///< ISO 3166 alpha-2, as user ids begin with it.
    std::array<std::string_view, 3> languages;
};

// Only the languages whose words are known to collide need a place here; a missing one breaks no tie.
constexpr std::array<Place, 62> places{{
    {"1", "US", {"en", "es"}},
    {"1", "CA", {"en", "fr"}},
    {"7", "RU", {"ru"}},
    {"7", "KZ", {"ru", "kk"}},
    {"20", "EG", {"ar"}},
    {"27", "ZA", {"en", "af", "zu"}},
    {"30", "GR", {"el"}},
    {"31", "NL", {"nl"}},
    {"32", "BE", {"nl", "fr", "de"}},
    {"33", "FR", {"fr"}},
    {"34", "ES", {"es", "ca"}},
    {"36", "HU", {"hu"}},
    {"39", "IT", {"it"}},
    {"40", "RO", {"ro"}},
    {"41", "CH", {"de", "fr", "it"}},
    {"43", "AT", {"de"}},
    {"44", "GB", {"en"}},
    {"45", "DK", {"da"}},
    {"46", "SE", {"sv"}},
    {"47", "NO", {"nb"}},
    {"48", "PL", {"pl"}},
    {"49", "DE", {"de"}},
    {"51", "PE", {"es"}},
    {"52", "MX", {"es"}},
    {"54", "AR", {"es"}},
    {"55", "BR", {"pt"}},
    {"56", "CL", {"es"}},
    {"57", "CO", {"es"}},
    {"58", "VE", {"es"}},
    {"60", "MY", {"ms", "en", "zh"}},
    {"61", "AU", {"en"}},
    {"62", "ID", {"id"}},
    {"63", "PH", {"fil", "en"}},
    {"65", "SG", {"en", "zh", "ms"}},
    {"66", "TH", {"th"}},
    {"81", "JP", {"ja"}},
    {"82", "KR", {"ko"}},
    {"84", "VN", {"vi"}},
    {"86", "CN", {"zh"}},
    {"90", "TR", {"tr"}},
    {"91", "IN", {"hi", "en", "bn"}},
    {"92", "PK", {"ur", "en"}},
    {"98", "IR", {"fa"}},
    {"212", "MA", {"ar", "fr"}},
    {"213", "DZ", {"ar", "fr"}},
    {"216", "TN", {"ar", "fr"}},
    {"234", "NG", {"en", "ha"}},
    {"254", "KE", {"en", "sw"}},
    {"351", "PT", {"pt"}},
    {"353", "IE", {"en", "ga"}},
    {"358", "FI", {"fi", "sv"}},
    {"359", "BG", {"bg"}},
    {"380", "UA", {"uk", "ru"}},
    {"381", "RS", {"sr"}},
    {"385", "HR", {"hr"}},
    {"420", "CZ", {"cs"}},
    {"421", "SK", {"sk"}},
    {"852", "HK", {"zh", "en"}},
    {"966", "SA", {"ar"}},
    {"971", "AE", {"ar", "en"}},
    {"972", "IL", {"he", "ar"}},
    {"593", "EC", {"es"}},
}};

std::span<std::string_view const> filled(std::array<std::string_view, 3> const& languages)
{
    auto const end = std::ranges::find(languages, std::string_view{});
    return {languages.begin(), static_cast<std::size_t>(end - languages.begin())};
}

}  // namespace

std::span<std::string_view const> languages_of(Alias const& alias)
{
    bool const is_phone = alias.kind == AliasKind::phone;
    std::string_view const key = is_phone ? calling_code(alias.value) : std::string_view{alias.value}.substr(0, 2);
    auto const member = is_phone ? &Place::calling_code : &Place::country;
    auto const place = std::ranges::find(places, key, member);
    if (key.empty() || place == places.end())
        return {};
    return filled(place->languages);
}

bool under_fcc_rules(Alias const& alias)
{
    return alias.kind == AliasKind::phone ? calling_code(alias.value) == "1" : alias.value.starts_with("US.");
}

}  // namespace consentry::consent
