#pragma once

#include "consentry/base/json_value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace consentry::app {

/// A message template, as far as its reader is told how to answer.
struct MessageTemplate {
    struct Part {
        std::string name;  ///< `header`, `body`, `footer`, `card 2 body`; empty for a text that is no template.
        std::string text;  ///< With the variables filled in by its examples, where it has any.
    };
    struct Button {
        std::string type;  ///< `QUICK_REPLY`, `URL`, …
        std::string text;
    };

    std::string name;
    std::string language;  ///< As Meta writes it: `es_MX`.
    std::string category;  ///< `MARKETING`, …; empty if unknown.
    std::vector<Part> parts;
    std::vector<Button> buttons;

    /// `promo_spring (es_MX)`
    [[nodiscard]] std::string title() const;
    [[nodiscard]] bool is_marketing() const;
};

/// What a file holds.
struct SavedTemplates {
    std::vector<MessageTemplate> templates;
    std::string trouble;  ///< Why they are not all that were meant, in the words of a predicate; else empty.
};

/// The templates of what the Graph API answers to GET /<waba>/message_templates: a page, several, a bare list, one
/// template, one on each line. An error of Meta's, a page that is not the last, and a text that is no JSON to its end
/// are trouble.
/// Source: Meta, WhatsApp Business Management API, Message Templates; Graph API, Paged Results.
SavedTemplates templates_in(std::string_view json);

}  // namespace consentry::app
