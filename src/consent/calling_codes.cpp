#include "consent/calling_codes.hpp"

#include <algorithm>
#include <concepts>

// The world's telephone numbering, as far as reading a contact needs it. Calling codes and countries are those of the
// ITU's list of E.164 assignments and certain. Trunk prefixes, first digits and lengths are those of numbers of persons
// (landline and mobile) and of good confidence: they only decide between readings of a number written without a plus,
// where a mistake means a refusal that says "write it with a plus"; a number with a plus is never judged by its length.
// Older forms that WhatsApp accounts still bear (Mexico's 1, Ivory Coast's and Benin's 8 digits) are listed beside the
// present ones, but nobody is expected to write them at home. Codes that are reserved, spare or never used (379, 388,
// 997 …) are absent on purpose.

namespace consentry::consent {
namespace {

consteval std::uint16_t of(std::same_as<int> auto... digits)
{
    return static_cast<std::uint16_t>((0 | ... | (1 << digits)));
}

consteval std::uint16_t between(int fewest, int most)
{
    return static_cast<std::uint16_t>((1 << (most + 1)) - (1 << fewest));
}

constexpr std::string_view any = "1 2 3 4 5 6 7 8 9";
constexpr std::string_view zero_too = "0 1 2 3 4 5 6 7 8 9";
constexpr std::string_view not_one = "2 3 4 5 6 7 8 9";
constexpr bool only_abroad = true;

// Sorted by calling code as text; within one code the largest country first, and each country's plans together.
// clang-format off
constexpr NumberPlan plans[] {
    // Zone 1: the North American plan. Canada and the United States share what no island has; its lists change yearly.
    {"1", "US", "", "1", not_one, of(10)},
    {"1", "CA", "", "1", not_one, of(10)},
    {"1", "AG", "268", "1", not_one, of(10)}, {"1", "AI", "264", "1", not_one, of(10)},
    {"1", "AS", "684", "1", not_one, of(10)}, {"1", "BB", "246", "1", not_one, of(10)},
    {"1", "BM", "441", "1", not_one, of(10)}, {"1", "BS", "242", "1", not_one, of(10)},
    {"1", "DM", "767", "1", not_one, of(10)}, {"1", "DO", "809 829 849", "1", not_one, of(10)},
    {"1", "GD", "473", "1", not_one, of(10)}, {"1", "GU", "671", "1", not_one, of(10)},
    {"1", "JM", "658 876", "1", not_one, of(10)}, {"1", "KN", "869", "1", not_one, of(10)},
    {"1", "KY", "345", "1", not_one, of(10)}, {"1", "LC", "758", "1", not_one, of(10)},
    {"1", "MP", "670", "1", not_one, of(10)}, {"1", "MS", "664", "1", not_one, of(10)},
    {"1", "PR", "787 939", "1", not_one, of(10)}, {"1", "SX", "721", "1", not_one, of(10)},
    {"1", "TC", "649", "1", not_one, of(10)}, {"1", "TT", "868", "1", not_one, of(10)},
    {"1", "VC", "784", "1", not_one, of(10)}, {"1", "VG", "284", "1", not_one, of(10)},
    {"1", "VI", "340", "1", not_one, of(10)},

    // Zone 2: Africa, and islands of the Atlantic.
    {"20", "EG", "", "0", any, between(8, 10)},
    {"211", "SS", "", "0", any, of(9)},
    {"212", "MA", "", "0", "5 6 7 8", of(9)},
    {"212", "EH", "5288 5289", "0", "5 6 7 8", of(9)},
    {"213", "DZ", "", "0", any, between(8, 9)},
    {"216", "TN", "", "", any, of(8)},
    {"218", "LY", "", "0", any, of(9)},
    {"220", "GM", "", "", any, of(7, 9)},
    {"221", "SN", "", "", any, of(9)},
    {"222", "MR", "", "", any, of(8)},
    {"223", "ML", "", "", any, of(8)},
    {"224", "GN", "", "", any, between(8, 9)},
    {"225", "CI", "", "", "0 2", of(10)},
    {"225", "CI", "", "", zero_too, of(8), only_abroad},
    {"226", "BF", "", "", zero_too, of(8)},
    {"227", "NE", "", "", zero_too, of(8)},
    {"228", "TG", "", "", any, of(8)},
    {"229", "BJ", "", "", "01", of(10)},
    {"229", "BJ", "", "", any, of(8), only_abroad},
    {"230", "MU", "", "", any, between(7, 8)},
    {"231", "LR", "", "0", any, between(7, 9)},
    {"232", "SL", "", "0", any, of(8)},
    {"233", "GH", "", "0", any, of(9)},
    {"234", "NG", "", "0", "2 7 8 9", of(10)},
    {"235", "TD", "", "", any, of(8)},
    {"236", "CF", "", "", any, of(8)},
    {"237", "CM", "", "", "2 6", of(9)},
    {"238", "CV", "", "", any, of(7)},
    {"239", "ST", "", "", any, of(7)},
    {"240", "GQ", "", "", any, of(9)},
    {"241", "GA", "", "0", any, of(8)},
    {"241", "GA", "", "0", any, of(7), only_abroad},
    {"241", "GA", "", "0", "0", of(8), only_abroad},
    {"242", "CG", "", "", zero_too, of(9)},
    {"243", "CD", "", "0", any, between(7, 9)},
    {"244", "AO", "", "", any, of(9)},
    {"245", "GW", "", "", any, of(9)},
    {"246", "IO", "", "", any, of(7)},
    {"247", "AC", "", "", any, between(5, 6)},
    {"248", "SC", "", "", any, of(7)},
    {"249", "SD", "", "0", any, of(9)},
    {"250", "RW", "", "0", any, of(9)},
    {"251", "ET", "", "0", any, of(9)},
    {"252", "SO", "", "0", any, between(6, 9)},
    {"253", "DJ", "", "", any, of(8)},
    {"254", "KE", "", "0", any, between(7, 9)},
    {"255", "TZ", "", "0", any, of(9)},
    {"256", "UG", "", "0", any, of(9)},
    {"257", "BI", "", "", any, of(8)},
    {"258", "MZ", "", "", any, between(8, 9)},
    {"260", "ZM", "", "0", any, of(9)},
    {"261", "MG", "", "0", any, of(9)},
    {"262", "RE", "", "0", any, of(9)},
    {"262", "YT", "269 639", "0", any, of(9)},
    {"263", "ZW", "", "0", "7", of(9)},
    {"263", "ZW", "", "0", any, between(5, 10)},
    {"264", "NA", "", "0", any, between(8, 9)},
    {"265", "MW", "", "0", any, of(7, 9)},
    {"266", "LS", "", "", any, of(8)},
    {"267", "BW", "", "", any, between(7, 8)},
    {"268", "SZ", "", "", any, of(8)},
    {"269", "KM", "", "", any, of(7)},
    {"27", "ZA", "", "0", any, of(9)},
    {"290", "SH", "", "", any, between(4, 5)},
    {"290", "TA", "8", "", "8", of(4)},
    {"291", "ER", "", "0", any, of(7)},
    {"297", "AW", "", "", any, of(7)},
    {"298", "FO", "", "", any, of(6)},
    {"299", "GL", "", "", any, of(6)},

    // Zones 3 and 4: Europe. Italy, San Marino and the Vatican dial their landlines' 0 from abroad too.
    {"30", "GR", "", "", "2 6 7 8 9", of(10)},
    {"31", "NL", "", "0", any, of(9)},
    {"32", "BE", "", "0", "4", of(9)},
    {"32", "BE", "", "0", any, of(8)},
    {"33", "FR", "", "0", any, of(9)},
    {"34", "ES", "", "", "5 6 7 8 9", of(9)},
    {"350", "GI", "", "", any, of(8)},
    {"351", "PT", "", "", any, of(9)},
    {"352", "LU", "", "", "6", of(9)},
    {"352", "LU", "", "", "2 3 4 5 7 8 9", between(5, 8)},
    {"353", "IE", "", "0", any, between(7, 9)},
    {"354", "IS", "", "", any, of(7)},
    {"354", "IS", "", "", "3", of(9)},
    {"355", "AL", "", "0", any, between(8, 9)},
    {"356", "MT", "", "", any, of(8)},
    {"357", "CY", "", "", any, of(8)},
    {"358", "FI", "", "0", "4 50", between(8, 10)},
    {"358", "FI", "", "0", any, between(5, 10)},
    {"358", "AX", "18", "0", "18 4 50", between(6, 10)},
    {"359", "BG", "", "0", any, between(7, 9)},
    {"36", "HU", "", "06", any, between(8, 9)},
    {"370", "LT", "", "0", any, of(8)},
    {"371", "LV", "", "", any, of(8)},
    {"372", "EE", "", "", any, between(7, 8)},
    {"373", "MD", "", "0", any, of(8)},
    {"374", "AM", "", "0", any, of(8)},
    {"375", "BY", "", "80", any, of(9)},
    {"376", "AD", "", "", any, of(6)},
    {"376", "AD", "", "", "6", of(9)},
    {"377", "MC", "", "0", any, between(8, 9)},
    {"378", "SM", "", "", "0", of(10)},
    {"378", "SM", "", "", any, of(6, 8)},
    {"380", "UA", "", "0", any, of(9)},
    {"381", "RS", "", "0", any, between(7, 10)},
    {"381", "RS", "", "0", "6", between(8, 9)},
    {"382", "ME", "", "0", any, of(8)},
    {"383", "XK", "", "0", any, between(8, 9)},
    {"385", "HR", "", "0", any, between(8, 9)},
    {"386", "SI", "", "0", any, of(8)},
    {"387", "BA", "", "0", any, between(8, 9)},
    {"389", "MK", "", "0", any, of(8)},
    {"39", "IT", "", "", "3", between(9, 10)},
    {"39", "IT", "", "", "0", between(6, 11)},
    {"39", "VA", "06698", "", "0", of(10)},
    {"40", "RO", "", "0", any, of(9)},
    {"41", "CH", "", "0", any, of(9)},
    {"420", "CZ", "", "", any, of(9)},
    {"421", "SK", "", "0", any, of(9)},
    {"423", "LI", "", "", any, of(7)},
    {"423", "LI", "", "", "6", of(9)},
    {"43", "AT", "", "0", "65 66 67 68 69", between(10, 12)},
    {"43", "AT", "", "0", any, between(5, 13)},
    {"44", "GB", "", "0", any, between(9, 10)},
    {"44", "GG", "1481 7781 7839", "0", any, between(9, 10)},
    {"44", "IM", "1624 7624", "0", any, between(9, 10)},
    {"44", "JE", "1534 7797 7829 7937", "0", any, between(9, 10)},
    {"45", "DK", "", "", any, of(8)},
    {"46", "SE", "", "0", any, between(7, 9)},
    {"47", "NO", "", "", any, of(8)},
    {"47", "SJ", "79", "", any, of(8)},
    {"48", "PL", "", "", any, of(9)},
    {"49", "DE", "", "0", "15 16 17", between(10, 11)},
    {"49", "DE", "", "0", any, between(5, 11)},

    // Zone 5: Latin America.
    {"500", "FK", "", "", any, of(5)},
    {"501", "BZ", "", "", any, of(7)},
    {"502", "GT", "", "", any, of(8)},
    {"503", "SV", "", "", any, of(8)},
    {"504", "HN", "", "", any, of(8)},
    {"505", "NI", "", "", any, of(8)},
    {"506", "CR", "", "", any, of(8)},
    {"507", "PA", "", "", any, between(7, 8)},
    {"508", "PM", "", "0", any, of(6, 9)},
    {"509", "HT", "", "", any, of(8)},
    {"51", "PE", "", "0", any, between(8, 9)},
    {"52", "MX", "", "", not_one, of(10)},
    {"52", "MX", "", "", "1", of(11), only_abroad},
    {"53", "CU", "", "0", any, between(6, 8)},
    {"54", "AR", "", "0", "1 2 3", of(10)},
    {"54", "AR", "", "0", "9", of(11), only_abroad},
    {"55", "BR", "", "0", any, between(10, 11)},
    {"56", "CL", "", "", any, of(9)},
    {"57", "CO", "", "", "3 60", of(10)},
    {"58", "VE", "", "0", any, of(10)},
    {"590", "GP", "", "0", any, of(9)},
    {"590", "BL", "", "0", any, of(9)},
    {"590", "MF", "", "0", any, of(9)},
    {"591", "BO", "", "0", any, of(8)},
    {"592", "GY", "", "", any, of(7)},
    {"593", "EC", "", "0", any, between(8, 9)},
    {"594", "GF", "", "0", any, of(9)},
    {"595", "PY", "", "0", any, between(7, 9)},
    {"596", "MQ", "", "0", any, of(9)},
    {"597", "SR", "", "", any, between(6, 7)},
    {"598", "UY", "", "0", any, of(8)},
    {"599", "CW", "9", "", "9", of(8)},
    {"599", "BQ", "3 4 7", "", "3 4 7", of(7)},

    // Zone 6: South-East Asia and Oceania.
    {"60", "MY", "", "0", any, between(8, 10)},
    {"61", "AU", "", "0", any, of(9)},
    {"61", "CC", "89162", "0", any, of(9)},
    {"61", "CX", "89164", "0", any, of(9)},
    {"62", "ID", "", "0", "8", between(9, 12)},
    {"62", "ID", "", "0", any, between(7, 11)},
    {"63", "PH", "", "0", any, between(9, 10)},
    {"64", "NZ", "", "0", any, between(8, 10)},
    {"65", "SG", "", "", any, of(8)},
    {"66", "TH", "", "0", any, between(8, 9)},
    {"670", "TL", "", "", any, between(7, 8)},
    {"672", "NF", "", "", any, of(6)},
    {"673", "BN", "", "", any, of(7)},
    {"674", "NR", "", "", any, of(7)},
    {"675", "PG", "", "", any, between(7, 8)},
    {"676", "TO", "", "", any, of(5, 7)},
    {"677", "SB", "", "", any, of(5, 7)},
    {"678", "VU", "", "", any, of(5, 7)},
    {"679", "FJ", "", "", any, of(7)},
    {"680", "PW", "", "", any, of(7)},
    {"681", "WF", "", "", any, of(6)},
    {"682", "CK", "", "", any, of(5)},
    {"683", "NU", "", "", "4 5 6 7", of(4)},
    {"683", "NU", "", "", "8", of(7)},
    {"685", "WS", "", "", any, between(5, 7)},
    {"686", "KI", "", "", any, of(5)},
    {"686", "KI", "", "", "7", of(8)},
    {"687", "NC", "", "", any, of(6)},
    {"688", "TV", "", "", any, between(5, 7)},
    {"689", "PF", "", "", any, of(8)},
    {"690", "TK", "", "", "2 3 4 7", between(4, 7)},
    {"691", "FM", "", "", any, of(7)},
    {"692", "MH", "", "1", not_one, of(7)},

    // Zone 7: Russia and Kazakhstan divide the first digits between them.
    {"7", "RU", "", "8", "3 4 5 8 9", of(10)},
    {"7", "KZ", "6 7", "8", "6 7", of(10)},

    // Zone 8: East Asia, and the worldwide services of the 800s.
    {"800", "", "", "", any, of(8)},
    {"808", "", "", "", any, of(8)},
    {"81", "JP", "", "0", any, between(9, 10)},
    {"82", "KR", "", "0", any, between(8, 10)},
    {"84", "VN", "", "0", any, between(9, 10)},
    {"850", "KP", "", "0", any, of(8, 10)},
    {"852", "HK", "", "", any, of(8)},
    {"853", "MO", "", "", any, of(8)},
    {"855", "KH", "", "0", any, between(8, 9)},
    {"856", "LA", "", "0", any, between(8, 10)},
    {"86", "CN", "", "0", any, between(10, 11)},
    {"870", "", "", "", any, of(9)},
    {"878", "", "", "", any, of(12)},
    {"880", "BD", "", "0", "1", of(10)},
    {"880", "BD", "", "0", any, between(7, 10)},
    {"881", "", "", "", any, of(9)},
    {"882", "", "", "", any, between(9, 12)},
    {"883", "", "", "", any, between(9, 12)},
    {"886", "TW", "", "0", any, between(8, 9)},
    {"888", "", "", "", any, of(11)},

    // Zone 9: West, South and Central Asia.
    {"90", "TR", "", "0", any, of(10)},
    {"91", "IN", "", "0", any, of(10)},
    {"92", "PK", "", "0", any, between(9, 10)},
    {"93", "AF", "", "0", any, of(9)},
    {"94", "LK", "", "0", any, of(9)},
    {"95", "MM", "", "0", any, between(6, 10)},
    {"960", "MV", "", "", any, of(7)},
    {"961", "LB", "", "0", any, between(7, 8)},
    {"962", "JO", "", "0", any, between(8, 9)},
    {"963", "SY", "", "0", any, between(8, 9)},
    {"964", "IQ", "", "0", any, between(8, 10)},
    {"965", "KW", "", "", any, of(8)},
    {"966", "SA", "", "0", any, of(9)},
    {"967", "YE", "", "0", any, between(7, 9)},
    {"968", "OM", "", "", any, of(8)},
    {"970", "PS", "", "0", any, between(8, 9)},
    {"971", "AE", "", "0", any, between(8, 9)},
    {"972", "IL", "", "0", any, between(8, 9)},
    {"973", "BH", "", "", any, of(8)},
    {"974", "QA", "", "", any, of(8)},
    {"975", "BT", "", "", any, between(7, 8)},
    {"976", "MN", "", "0", any, between(8, 10)},
    {"977", "NP", "", "0", any, of(8, 10)},
    {"979", "", "", "", any, of(9)},
    {"98", "IR", "", "0", any, of(10)},
    {"992", "TJ", "", "", zero_too, of(9)},
    {"993", "TM", "", "8", any, of(8)},
    {"994", "AZ", "", "0", any, of(9)},
    {"995", "GE", "", "0", any, of(9)},
    {"996", "KG", "", "0", any, of(9)},
    {"998", "UZ", "", "", any, of(9)},
};
// clang-format on

static_assert(std::ranges::is_sorted(plans, {}, &NumberPlan::code));

}  // namespace

std::span<NumberPlan const> plans_of_code(std::string_view code)
{
    auto const found = std::ranges::equal_range(plans, code, {}, &NumberPlan::code);
    return {found.begin(), found.end()};
}

std::span<NumberPlan const> plans_of_country(std::string_view country)
{
    if (country.empty())
        return {};
    auto const first = std::ranges::find(plans, country, &NumberPlan::country);
    auto const last = std::ranges::find_if_not(
        first, std::ranges::end(plans), [&](std::string_view other) { return other == country; }, &NumberPlan::country);
    return {first, last};
}

}  // namespace consentry::consent
