#include "app/config_check.hpp"

#include "app/brand_rules.hpp"
#include "consentry/base/json.hpp"
#include "consentry/keywords/pack.hpp"

#include <algorithm>
#include <ostream>

namespace consentry::app {
namespace {

std::vector<Finding> found_in(std::filesystem::path const& file, std::vector<Problem> problems)
{
    std::vector<Finding> findings;
    findings.reserve(problems.size());
    for (Problem& problem : problems)
        findings.push_back({file, std::move(problem)});
    return findings;
}

Problem problem_of(keywords::PackProblem const& problem)
{
    return {static_cast<int>(problem.line), "", problem.reason, problem.remedy};
}

/// A language without a pack breaks no tie, and its words are not heard.
void warn_of_languages(CheckedConfig& checked, BrandConfig const& brand, std::vector<keywords::Pack> const& packs)
{
    for (std::string const& language : brand.languages) {
        std::string const base = language.substr(0, language.find('-'));
        bool const heard = std::ranges::any_of(
            packs, [&](keywords::Pack const& pack) { return pack.language == language || pack.language == base; });
        if (!heard)
            checked.warnings.push_back({checked.file,
                {0, "brand.languages",
                    "there is no keyword pack for \"" + language + "\" of the brand \"" + brand.name + '"',
                    "Add " + base + ".toml to the folder of the packs, or remove the language"}});
    }
}

void check_keywords(CheckedConfig& checked, Config const& config)
{
    auto const packs = keywords::load_packs(config.keywords_path);
    if (!packs) {
        for (keywords::PackProblem const& problem : packs.error())
            checked.problems.push_back({problem.file, problem_of(problem)});
        return;
    }
    for (BrandConfig const& brand : config.brands) {
        auto const matcher = keywords::Matcher::build(*packs, own_words(brand));
        if (!matcher)
            checked.problems.push_back({checked.file,
                {0, "brand.keyword", matcher.error().detail, "Correct the words of the brand \"" + brand.name + '"'}});
        warn_of_languages(checked, brand, *packs);
    }
}

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
    ConfigReport report = load_config(file);
    CheckedConfig checked{
        file, found_in(file, std::move(report.problems)), found_in(file, std::move(report.warnings)), ""};
    if (checked.ok())
        check_keywords(checked, report.config);
    if (checked.ok())
        checked.summary = summary_of(report.config);
    return checked;
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
