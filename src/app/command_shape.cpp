#include "app/command_shape.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace consentry::app {
namespace {

std::string upper(std::string text)
{
    std::ranges::transform(
        text, text.begin(), [](char letter) { return letter >= 'a' && letter <= 'z' ? char(letter - 32) : letter; });
    return text;
}

OptionShape shape_of_option(CLI::Option const& option)
{
    OptionShape shape;
    shape.about = option.get_description();
    shape.usual = option.get_default_str();
    if (option.get_positional()) {
        shape.value = option.get_name(true) + (option.get_expected_max() > 1 ? "…" : "");
        return shape;
    }
    for (std::string const& name : option.get_snames())
        shape.names.push_back('-' + name);
    for (std::string const& name : option.get_lnames())
        shape.names.push_back("--" + name);
    if (option.get_items_expected_max() > 0)
        shape.value = upper(option.get_lnames().empty() ? "value" : option.get_lnames().front());
    return shape;
}

}  // namespace

CommandShape shape_of(CLI::App const& app)
{
    CommandShape shape{app.get_name(), app.get_description(), app.get_footer(), {}, {}, {}};
    for (CLI::Option const* const option : app.get_options()) {
        if (!option->get_group().empty())
            (option->get_positional() ? shape.arguments : shape.options).push_back(shape_of_option(*option));
    }
    for (CLI::App const* const below :
        app.get_subcommands([](CLI::App const* one) { return !one->get_group().empty(); }))
        shape.commands.push_back(shape_of(*below));
    return shape;
}

}  // namespace consentry::app
