#include "forward/connector/values.hpp"

#include "consentry/consent/contact.hpp"
#include "forward/connector/filters.hpp"

#include <utility>

namespace consentry::forward {
namespace {

using Value = std::expected<std::string, std::string>;

/// `config.shop` becomes `shop` where `prefix` is `config.`; empty if it is something else.
std::string_view behind(std::string_view prefix, std::string_view name)
{
    return name.starts_with(prefix) ? name.substr(prefix.size()) : std::string_view{};
}

Value missing(std::string_view name) { return std::unexpected{"there is no " + std::string{name}}; }

Value in(ConnectorTarget::Values const& values, std::string_view name)
{
    auto const found = values.find(name);
    return found == values.end() ? Value{std::string{}} : Value{found->second};
}

JsonShape const* entry_of(ConnectorMap::Entries const& entries, std::string_view name)
{
    auto const found = entries.find(name);
    return found == entries.end() ? nullptr : &found->second;
}

JsonShape const* entry_of(ConnectorMap const& map, Telling const& telling)
{
    if (auto const both = map.by_both.find(telling.scope); both != map.by_both.end()) {
        if (auto const* const entry = entry_of(both->second, telling.status))
            return entry;
    }
    if (auto const* const entry = entry_of(map.by_scope, telling.scope))
        return entry;
    if (auto const* const entry = entry_of(map.by_status, telling.status))
        return entry;
    return map.fallback ? &*map.fallback : nullptr;
}

}  // namespace

/// What was not given is empty: a template is not read unless what it needs is.
Value configured_value(ConnectorTarget const& target, std::string_view url, std::string_view name)
{
    if (auto const setting = behind("config.", name); !setting.empty())
        return in(target.settings, setting);
    if (auto const secret = behind("secret.", name); !secret.empty())
        return in(target.secrets, secret);
    if (name != "base")
        return missing(name);
    if (!url.empty())
        return std::string{url};
    auto const given
        = [&target](std::string_view of) { return of == "base" ? missing(of) : configured_value(target, {}, of); };
    return target.connector->base.fill(given, Escape::url);
}

ConnectorValues::ConnectorValues(
    ConnectorTarget const& target, consent::Event const& event, Destination const& destination)
    : target_{target}
    , event_{event}
    , destination_{destination}
{
}

void ConnectorValues::take(std::string step, Record const* record)
{
    step_ = std::move(step);
    record_ = record;
}

Value ConnectorValues::operator()(std::string_view name) const
{
    lacks_entry_ = false;
    if (name == "brand")
        return destination_.brand;
    if (name == "subject")
        return event_.subject;
    if (auto const part = behind("event.", name); !part.empty())
        return of_event(part);
    if (auto const part = behind("steps.", name); !part.empty())
        return of_steps(part);
    if (auto const part = behind("map.", name); !part.empty())
        return of_map(part);
    if (auto const part = behind("token.", name); !part.empty())
        return of_token(part);
    if (name == "base" || name.starts_with("config.") || name.starts_with("secret."))
        return configured_value(target_, destination_.url, name);
    return of_contact(name);
}

Value ConnectorValues::of_contact(std::string_view name) const
{
    if (!telling_)
        return missing(name);
    if (name == "status")
        return std::string{telling_->status};
    if (name == "scope")
        return telling_->scope;
    if (name == "scope.category")
        return std::string{consent::name_of(telling_->category)};
    if (name == "occurred_at")
        return rfc3339(telling_->since);
    if (name == "contact.e164")
        return '+' + telling_->digits;
    if (name == "contact.digits")
        return telling_->digits;
    if (name == "contact.national")
        return std::string{consent::national_digits(telling_->digits)};
    if (name == "contact.masked")
        return filtered("masked", {}, '+' + telling_->digits);
    return missing(name);
}

Value ConnectorValues::of_event(std::string_view name) const
{
    if (name == "id")
        return event_.id;
    if (name == "type")
        return std::string{consent::name_of(event_.type)};
    if (name == "source")
        return std::string{consent::name_of(event_.source)};
    if (name == "text")
        return consent::text_goes_out(event_, destination_.text) ? event_.text : std::string{};
    return missing("event." + std::string{name});
}

Value ConnectorValues::of_steps(std::string_view name) const
{
    auto const dot = name.find('.');
    std::string_view const step = name.substr(0, dot);
    std::string_view const value = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
    Record const* record = step == step_ ? record_ : nullptr;
    if (auto const found = found_ ? found_->find(step) : FoundByStep::const_iterator{};
        !record && found_ && found != found_->end() && !found->second.records.empty())
        record = &found->second.records.front();
    if (!record)
        return missing("steps." + std::string{name});
    auto const found = record->find(value);
    return found == record->end() ? Value{std::string{}} : Value{found->second};
}

std::expected<JsonShape const*, std::string> ConnectorValues::fragment(std::string_view name) const
{
    if (!telling_)
        return std::unexpected{"there is no map." + std::string{name}};
    if (auto const own = target_.maps.find(name); own != target_.maps.end()) {
        if (auto const entry = own->second.find(telling_->scope); entry != own->second.end()) {
            auto text = ConnectorText::parse(entry->second);
            if (!text)
                return std::unexpected{text.error()};
            return &own_entries_.emplace_back(JsonShape{.kind = JsonShape::Kind::text, .text = *std::move(text)});
        }
    }
    auto const map = target_.connector->maps.find(name);
    JsonShape const* const entry = map == target_.connector->maps.end() ? nullptr : entry_of(map->second, *telling_);
    lacks_entry_ = entry == nullptr;
    if (lacks_entry_)
        return std::unexpected{"the map \"" + std::string{name} + "\" has no entry for the scope " + telling_->scope
            + " and the status " + std::string{telling_->status}};
    return entry;
}

/// In a text a map's entry has to be one value.
Value ConnectorValues::of_map(std::string_view name) const
{
    auto const entry = fragment(name);
    if (!entry)
        return std::unexpected{entry.error()};
    using Kind = JsonShape::Kind;
    Kind const kind = (*entry)->kind;
    if (kind != Kind::text && kind != Kind::number && kind != Kind::flag)
        return std::unexpected{"map." + std::string{name} + " is no single value"};
    return (*entry)->text.fill(lookup());
}

Value ConnectorValues::of_token(std::string_view name) const
{
    JsonValue const* const value = token_.find(name);
    auto text = value ? scalar_of(*value) : std::nullopt;
    return text ? Value{*std::move(text)} : missing("token." + std::string{name});
}

}  // namespace consentry::forward
