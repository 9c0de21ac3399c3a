#pragma once

#include "consentry/consent/event.hpp"
#include "forward/connector/telling.hpp"
#include "forward/connector/template.hpp"

#include <deque>
#include <map>
#include <string>

namespace consentry::forward {

/// What a lookup of a step has found.
struct Found {
    std::vector<Record> records;
    bool more = false;  ///< There are others that were not looked at.
};

using FoundByStep = std::map<std::string, Found, std::less<>>;

/// What the placeholders of a template stand for, at one moment of one delivery.
class ConnectorValues {
public:
    ConnectorValues(ConnectorTarget const& target, consent::Event const& event, Destination const& destination);

    ConnectorValues(ConnectorValues const&) = delete;
    ConnectorValues& operator=(ConnectorValues const&) = delete;

    /// For those who fill texts; good as long as this lives.
    Lookup lookup() const
    {
        return [this](std::string_view name) { return (*this)(name); };
    }

    void tell(Telling const& telling) { telling_ = &telling; }
    void look_in(FoundByStep const& found) { found_ = &found; }
    void use(JsonValue token) { token_ = std::move(token); }

    /// The record of a step that is being worked on; null: its first.
    void take(std::string step, Record const* record);

    /// docs/connectors.md lists the names. The error tells what there is not.
    std::expected<std::string, std::string> operator()(std::string_view name) const;

    /// What a map has for the status and scope that are told, for `{ "$map" = … }`. Good as long as this lives.
    std::expected<JsonShape const*, std::string> fragment(std::string_view map) const;

    /// Whether what was asked for last and not found was the entry of a map: that is for nobody to mend.
    bool lacks_entry() const { return lacks_entry_; }

private:
    using Value = std::expected<std::string, std::string>;

    Value of_contact(std::string_view name) const;
    Value of_event(std::string_view name) const;
    Value of_steps(std::string_view name) const;
    Value of_map(std::string_view name) const;
    Value of_token(std::string_view name) const;

    ConnectorTarget const& target_;
    consent::Event const& event_;
    Destination const& destination_;
    Telling const* telling_ = nullptr;
    FoundByStep const* found_ = nullptr;
    JsonValue token_{};
    std::string step_{};
    Record const* record_ = nullptr;
    mutable bool lacks_entry_ = false;
    mutable std::deque<JsonShape> own_entries_;  ///< Of the configuration's maps, as shapes.
};

/// `base`, `config.X` and `secret.X`, which are the same at every moment. `url`: the configuration's, in place of the
/// template's base; empty if it has none.
std::expected<std::string, std::string> configured_value(
    ConnectorTarget const& target, std::string_view url, std::string_view name);

}  // namespace consentry::forward
