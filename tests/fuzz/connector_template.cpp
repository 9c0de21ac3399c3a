#include "fuzz/fuzz.hpp"

#include "consentry/forward/connector.hpp"

using namespace consentry;
using namespace consentry::forward;

/// A template is refused with a reason and a remedy for each problem, or is one that can be asked what it needs.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const connector = read_connector("crm", fuzz::text_of(data, size));
    if (!connector) {
        fuzz::require(!connector.error().empty(), "a refusal has a problem");
        for (ConnectorProblem const& problem : connector.error()) {
            fuzz::require(!problem.reason.empty() && !problem.remedy.empty(), "a problem says what to do");
            fuzz::require(problem.line >= 0, "a problem stands in a line");
        }
        return 0;
    }
    consent::Policy policy;
    policy.scopes.emplace_back().name = "marketing";
    ConnectorTarget target = with_defaults({.connector = *connector});
    for (ConnectorNeed const& need : needs_of(**connector).credentials)
        target.secrets.emplace(need.name, "x");
    for (ConnectorProblem const& problem : problems_of(target, policy))
        fuzz::require(!problem.key.empty() && !problem.reason.empty(), "a problem names a key of the configuration");
    return 0;
}
