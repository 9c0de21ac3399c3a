#include "app/choice.hpp"

#include "support/catch.hpp"

#include <algorithm>

using namespace consentry::app;

namespace {

Exists only(std::vector<std::string> const& there)
{
    return [=](std::filesystem::path const& path) { return std::ranges::find(there, path.string()) != there.end(); };
}

}  // namespace

TEST_CASE("the configuration given wins, then the variable, then the usual places in order")
{
    auto const all = only({"consentry.toml", "config/demo.toml"});
    CHECK(config_choice("mine.toml", "theirs.toml", all) == "mine.toml");
    CHECK(config_choice("", "theirs.toml", all) == "theirs.toml");
    CHECK(config_choice("", "", all) == "consentry.toml");
    CHECK(config_choice("", std::nullopt, only({"config/demo.toml"})) == "config/demo.toml");
    CHECK(config_choice("", std::nullopt, only({})) == "/etc/consentry/consentry.toml");
}

TEST_CASE("packs are those given, else those of this folder, else the installed ones")
{
    CHECK(packs_choice("mine", only({"keywords"})) == "mine");
    CHECK(packs_choice("", only({"keywords"})) == "keywords");
    CHECK(packs_choice("", only({})).filename() == "keywords");
    CHECK(packs_choice("", only({})).is_absolute());
}

TEST_CASE("connectors are those that are named, else those beside the configuration, else the installed ones")
{
    auto const beside = only({"/etc/consentry/connectors"});
    CHECK(connectors_choice("/mine", "/etc/consentry/consentry.toml", beside) == "/mine");
    CHECK(connectors_choice("", "/etc/consentry/consentry.toml", beside) == "/etc/consentry/connectors");
    CHECK(connectors_choice("", "/etc/consentry/consentry.toml", only({})).filename() == "connectors");
    CHECK(connectors_choice("", "consentry.toml", only({})).is_absolute());
}
