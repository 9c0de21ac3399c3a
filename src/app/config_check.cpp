#include "app/config_check.hpp"

#include "consentry/base/json.hpp"

#include <ostream>

namespace consentry::app {
namespace {

std::string counted(std::size_t count, std::string_view noun)
{
    return std::to_string(count) + ' ' + std::string{noun} + (count == 1 ? "" : "s");
}

std::string summary_of(Config const& config)
{
    std::string brands;
    for (BrandConfig const& brand : config.brands)
        brands += (brands.empty() ? "" : ", ") + brand.name + " (" + counted(brand.scopes.size(), "scope") + ", "
            + counted(brand.destinations.size(), "destination") + ')';
    return counted(config.brands.size(), "brand") + ": " + brands + "; " + counted(config.api_keys.size(), "API key");
}

void put(JsonWriter& json, std::string_view name, std::vector<Finding> const& findings)
{
    json.key(name).open_list();
    for (Finding const& finding : findings) {
        Problem const& problem = finding.problem;
        json.open().put("file", finding.file.string()).key("line");
        problem.line > 0 ? json.number(problem.line) : json.null();
        json.put_or_null("key", problem.key).put("reason", problem.reason).put("remedy", problem.remedy).close();
    }
    json.close_list();
}

}  // namespace

CheckedConfig check_config_file(std::filesystem::path const& file)
{
    LoadedSetup loaded = load_setup(file);
    return {file, std::move(loaded.problems), std::move(loaded.warnings),
        loaded.setup ? summary_of(loaded.setup->config) : std::string{}};
}

void print_text(CheckedConfig const& checked, std::ostream& out, std::ostream& err)
{
    for (Finding const& finding : checked.problems)
        err << to_line(finding.problem, finding.file) << '\n';
    for (Finding const& finding : checked.warnings)
        err << "warning: " << to_line(finding.problem, finding.file) << '\n';
    if (checked.ok())
        out << "ok: " << checked.file.string() << ": " << checked.summary << '\n';
    else
        err << counted(checked.problems.size(), "problem") << " in " << checked.file.string() << '\n';
}

std::string to_json(CheckedConfig const& checked)
{
    JsonWriter json;
    json.open().key("ok").flag(checked.ok()).put("file", checked.file.string());
    put(json, "problems", checked.problems);
    put(json, "warnings", checked.warnings);
    json.close();
    return json.str();
}

}  // namespace consentry::app
