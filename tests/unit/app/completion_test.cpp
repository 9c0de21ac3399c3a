#include "app/completion.hpp"

#include "sample_shape.hpp"
#include "support/catch.hpp"

using namespace consentry::app;
using consentry::app::test::sample_shape;

TEST_CASE("three shells have a completion, and each offers every command and option")
{
    for (auto const* const name : {"bash", "zsh", "fish"}) {
        std::string const script = completion(sample_shape(), shell_named(name).value());
        INFO(script);
        for_each_command(sample_shape(), [&script](std::string const&, CommandShape const& command) {
            CHECK(script.find(command.name) != std::string::npos);
            for (OptionShape const& option : command.options)
                CHECK(script.find(option.names.back().substr(2)) != std::string::npos);
        });
    }
    CHECK_FALSE(shell_named("tcsh"));
}

TEST_CASE("bash offers what belongs to a command at its place only")
{
    std::string const script = completion(sample_shape(), Shell::bash);
    CHECK(script.find("    '') word='serve deliveries -h --help ' ;;\n") != std::string::npos);
    CHECK(script.find("    'deliveries') word='list retry -h --help ' ;;\n") != std::string::npos);
    CHECK(script.find("    'deliveries retry') word='-h --help --port ' ;;\n") != std::string::npos);
}

TEST_CASE("where a value goes, the names of files are offered")
{
    CHECK(completion(sample_shape(), Shell::bash).find("    --config|--port) return ;;\n") != std::string::npos);
    CHECK(completion(sample_shape(), Shell::zsh).find("--config|--port) _files; return ;;\n") != std::string::npos);
    CHECK(completion(sample_shape(), Shell::fish).find("-l port -r -F -d '0 takes any free one'") != std::string::npos);
}

TEST_CASE("a quote in a description ends nothing")
{
    CHECK(completion(sample_shape(), Shell::zsh).find("'serve:Answer Meta'\\''s webhooks'") != std::string::npos);
    // Between quotes of fish a backslash before a quote is the quote, so leaving and coming back is understood as well.
    CHECK(completion(sample_shape(), Shell::fish).find("'Answer Meta'\\''s webhooks'") != std::string::npos);
}
