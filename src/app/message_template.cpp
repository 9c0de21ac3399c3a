#include "app/message_template.hpp"

#include <algorithm>
#include <cctype>
#include <span>

namespace consentry::app {
namespace {

std::string in_case(std::string_view text, int (*convert)(int))
{
    std::string result{text};
    std::ranges::transform(
        result, result.begin(), [&](char c) { return static_cast<char>(convert(static_cast<unsigned char>(c))); });
    return result;
}

/// Those of a list that may not be there.
std::span<JsonValue const> items_of(JsonValue const* list)
{
    return list ? std::span<JsonValue const>{list->items} : std::span<JsonValue const>{};
}

void replace_all(std::string& text, std::string const& what, std::string_view with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

void fill_numbered(std::string& text, JsonValue const& values)
{
    for (std::size_t i = 0; i < values.items.size(); ++i)
        replace_all(text, "{{" + std::to_string(i + 1) + "}}", values.items[i].text);
}

void fill_named(std::string& text, JsonValue const& values)
{
    for (JsonValue const& value : values.items)
        replace_all(text, "{{" + std::string{value.text_at({"param_name"})} + "}}", value.text_at({"example"}));
}

/// Puts the examples that Meta demands into the text: `body_text` holds a list of lists, `header_text` a list.
std::string filled(std::string text, JsonValue const* examples)
{
    for (JsonValue const& list : items_of(examples)) {
        if (list.name.ends_with("_named_params"))
            fill_named(text, list);
        else if (list.name.ends_with("_text") && !list.items.empty())
            fill_numbered(text, list.items.front().kind == JsonValue::Kind::list ? list.items.front() : list);
    }
    return text;
}

void read_components(JsonValue const& holder, std::string const& where, MessageTemplate& result)
{
    JsonValue const* const components = holder.find("components");
    for (JsonValue const& component : items_of(components)) {
        if (std::string_view const text = component.text_at({"text"}); !text.empty())
            result.parts.push_back({where + in_case(component.text_at({"type"}), std::tolower),
                filled(std::string{text}, component.find("example"))});
        if (JsonValue const* const buttons = component.find("buttons"))
            for (JsonValue const& button : buttons->items)
                result.buttons.push_back(
                    {in_case(button.text_at({"type"}), std::toupper), std::string{button.text_at({"text"})}});
        if (JsonValue const* const cards = component.find("cards"))
            for (std::size_t i = 0; i < cards->items.size(); ++i)
                read_components(cards->items[i], "card " + std::to_string(i + 1) + ' ', result);
    }
}

void gather(JsonValue const& value, SavedTemplates& saved, bool is_last)
{
    if (JsonValue const* const components = value.find("components");
        components && components->kind == JsonValue::Kind::list) {
        MessageTemplate& made = saved.templates.emplace_back();
        made.name = value.text_at({"name"});
        made.language = value.text_at({"language"});
        made.category = value.text_at({"category"});
        read_components(value, "", made);
    } else if (value.kind == JsonValue::Kind::list)
        for (JsonValue const& item : value.items)
            gather(item, saved, is_last);
    else if (JsonValue const* const page = value.find("data")) {
        gather(*page, saved, is_last);
        if (is_last && saved.trouble.empty() && !value.text_at({"paging", "next"}).empty())
            saved.trouble
                = "is not the last page: Meta names another one under paging.next. Fetch that as well, and give "
                  "all of them";
    } else if (std::string_view const error = value.text_at({"error", "message"}); !error.empty())
        saved.trouble = "is an error of Meta's: " + std::string{error};
}

}  // namespace

std::string MessageTemplate::title() const
{
    std::string const shown = name.empty() ? "a template without a name" : name;
    return language.empty() ? shown : shown + " (" + language + ')';
}

bool MessageTemplate::is_marketing() const { return in_case(category, std::toupper) == "MARKETING"; }

SavedTemplates templates_in(std::string_view json)
{
    SavedTemplates saved;
    std::vector<JsonValue> const values = parse_saved_json(json);
    for (JsonValue const& value : values)  // Of pages that somebody put together the last one tells whether it is.
        gather(value, saved, &value == &values.back());
    if (!saved.templates.empty() || !saved.trouble.empty())
        return saved;
    auto const strict = parse_json(json);
    saved.trouble = strict ? "holds no template. Save what GET /<waba>/message_templates of the Graph API answers"
                           : "is no JSON: " + strict.error();
    return saved;
}

}  // namespace consentry::app
