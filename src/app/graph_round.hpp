#pragma once

#include "app/graph_api.hpp"
#include "consentry/base/clock.hpp"

namespace consentry::app {

/// The doctor's round through what the Graph API tells of one brand: what all the examinations of it share.
struct GraphRound {
    BrandConfig const& brand;
    std::string const& public_url;  ///< Where the webhooks should come to; empty if nobody said.
    Clock const& clock;
    GraphApi api;
    std::string app_id{};  ///< Of the configuration, else the token's; empty if neither tells.
    Diagnoses found{};

    void add(Diagnosis diagnosis)
    {
        diagnosis.about = "brand " + brand.name + ": " + diagnosis.about;
        found.push_back(std::move(diagnosis));
    }
};

/// The text of a value, or the digits of a number: Meta writes ids in either way. Empty if there is none.
inline std::string text_of(JsonValue const* value) { return value == nullptr ? std::string{} : value->text; }

/// The elements of the member `name`; none if there is no such list.
inline std::vector<JsonValue> elements_of(JsonValue const& object, std::string_view name)
{
    JsonValue const* const list = object.find(name);
    return list == nullptr ? std::vector<JsonValue>{} : list->items;
}

/// Each account (WABA): whether the app is subscribed to it, where its webhooks go, and which numbers it has.
void examine_accounts(GraphRound& round);

}  // namespace consentry::app
