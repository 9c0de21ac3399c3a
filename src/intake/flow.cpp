// Replies of WhatsApp flows: only what the configuration names is looked at, whatever else a form asks.
#include "intake/readings.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace consentry::intake {
namespace {

/// A ticked box, as flows tell it: a boolean, or the words that forms use for one.
bool is_ticked(boost::json::value const& value)
{
    if (value.is_bool())
        return value.get_bool();
    if (!value.is_string())
        return false;
    constexpr std::array<std::string_view, 3> words{"true", "yes", "on"};
    return std::ranges::find(words, std::string_view{value.get_string()}) != words.end();
}

consent::Reading yes_to(FlowField const& field, boost::json::value const& answer)
{
    consent::Reading reading;
    reading.intent = consent::Intent::affirm;
    reading.addressed = true;
    reading.scopes = {field.scope};
    reading.wording = field.wording;
    reading.match = {field.field, "und", "id", "flow/" + field.field, "own", boost::json::serialize(answer)};
    return reading;
}

}  // namespace

std::vector<consent::Reading> readings_of_flow(Brand const& brand, std::string_view response_json)
{
    std::vector<consent::Reading> readings;
    if (brand.flow_fields.empty())
        return readings;
    boost::system::error_code error;
    boost::json::value const response = boost::json::parse(response_json, error);
    if (error || !response.is_object())
        return readings;
    for (FlowField const& field : brand.flow_fields) {
        boost::json::value const* const value = response.get_object().if_contains(field.field);
        if (value && is_ticked(*value))
            readings.push_back(yes_to(field, *value));
    }
    return readings;
}

}  // namespace consentry::intake
