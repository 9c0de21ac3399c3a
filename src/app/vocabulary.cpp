#include "app/vocabulary.hpp"

namespace consentry::app {
namespace {

/// Two letters and a blank each, in order.
constexpr std::string_view countries
    = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
      "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
      "FR "
      "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT "
      "JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY "
      "MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM "
      "PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST "
      "SV SX SY SZ "
      "TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

}  // namespace

bool is_country(std::string_view code)
{
    for (std::size_t i = 0; i < countries.size(); i += 3) {
        if (countries.substr(i, 2) == code)
            return true;
    }
    return false;
}

std::vector<std::string_view> event_patterns()
{
    return {"*", "consent.*", "consent.opted_out", "consent.opted_in", "consent.declined", "consent.lifted",
        "consent.held", "consent.released", "consent.undone", "consent.expired", "consent.prompted",
        "consent.unmatched", "consent.violated", "consent.snapshot", "preference.*", "preference.stopped",
        "preference.resumed", "keyword.*", "keyword.help", "unchanged", "subject.*", "subject.linked",
        "subject.renumbered", "subject.merged", "subject.erased", "system.*", "system.alarm"};
}

std::vector<std::string_view> built_in_kinds() { return {"webhook", "relay", "reply"}; }

std::vector<std::string_view> signals() { return {"opt_out", "opt_in", "affirm", "acknowledge", "decline", "help"}; }

}  // namespace consentry::app
