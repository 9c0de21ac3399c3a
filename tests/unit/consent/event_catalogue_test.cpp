// Whoever receives events looks a type up: docs/events.md has an entry and docs/schemas a schema for each.
#include "consentry/consent/event.hpp"

#include "support/catch.hpp"

#include <fstream>
#include <iterator>

using namespace consentry::consent;

namespace {

/// Empty if there is no such file.
std::string text_of(std::string const& file)
{
    std::ifstream stream{std::string{CONSENTRY_SOURCE_DIR} + "/docs/" + file};
    return {std::istreambuf_iterator{stream}, {}};
}

bool holds(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("every type of event has an entry in the catalogue and a schema")
{
    std::string const catalogue = text_of("events.md");
    REQUIRE(event_type_names().size() > 10);
    for (std::string_view const name : event_type_names()) {
        std::string const type{name};
        INFO(type);
        CHECK(holds(catalogue, "\n### `" + type + "`\n"));
        CHECK(holds(text_of("schemas/" + type + ".json"), "\"type\": {\"const\": \"" + type + "\"}"));
    }
}
