#include "fuzz/fuzz.hpp"

#include "consentry/app/config_file.hpp"

using namespace consentry;
using namespace consentry::app;

namespace {

std::string const secret = "a secret of some length";

}  // namespace

/// A configuration is read without looking at any file or variable but those it names, and each problem says what to
/// do.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    Surroundings const nothing_there{
        [](std::string const& name) { return name == "SECRET" ? std::optional<std::string>{secret} : std::nullopt; },
        [](std::filesystem::path const&) -> Result<std::string> {
            return fail(Fault::not_found, "there is no such file");
        }};
    ConfigReport const report = read_config(fuzz::text_of(data, size), "/etc/consentry/consentry.toml", nothing_there);
    bool const stands_in_file = fuzz::text_of(data, size).contains(secret);
    for (Problem const& problem : report.problems) {
        fuzz::require(!problem.reason.empty() && !problem.remedy.empty(), "a problem says what to do");
        fuzz::require(problem.line >= 0, "a problem stands in a line");
        bool const is_told = to_line(problem, "x").find(secret) != std::string::npos;
        fuzz::require(!is_told || stands_in_file, "no secret is told");
    }
    return 0;
}
