#pragma once

#include "consentry/app/config_file.hpp"

#include <algorithm>
#include <map>
#include <string>

/// Configurations as a test writes them: a text, the environment and files it refers to, and the question what was
/// said.
namespace consentry::app::test {

/// Enough to be accepted, with a warning that there is no scope.
inline std::string const small_brand = R"([[api.key]]
name = "crm"
role = "writer"
key = "env:KEY"
[[brand]]
name = "demo"
verify_token = "env:TOKEN"
app_secrets = ["env:SECRET"]
)";
inline constexpr int small_brand_lines = 8;

inline std::string const small_scope = R"([[brand.scope]]
name = "marketing"
category = "marketing"
)";

inline std::map<std::string, std::string> const environment{{"KEY", "a key"}, {"TOKEN", "a token"},
    {"SECRET", "a secret"}, {"OTHER", "another secret"}, {"EMPTY", ""},
    {"WHSEC", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"}, {"SHORT", "whsec_MDEyMzQ1Njc4OWFi"},
    {"LONG", "0123456789abcdef0123456789abcdef"}, {"WHSK", "whsk_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="},
    {"WHPK", "whpk_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}};

inline std::map<std::string, std::string> const files{
    {"/etc/consentry/token", "from a file\r\n"}, {"/etc/consentry/empty", "\n"}, {"/etc/consentry/two", "one\ntwo\n"}};

inline Surroundings surroundings()
{
    return {[](std::string const& name) {
                auto const found = environment.find(name);
                return found == environment.end() ? std::nullopt : std::optional{found->second};
            },
        [](std::filesystem::path const& file) -> Result<std::string> {
            auto const found = files.find(file.string());
            if (found == files.end())
                return fail(Fault::not_found, "the file " + file.string() + " cannot be opened");
            return found->second;
        }};
}

inline ConfigReport read(std::string const& text)
{
    return read_config(text, "/etc/consentry/consentry.toml", surroundings());
}

/// `12 brand.scope.name`, to compare where a problem is told.
inline std::string place(Problem const& problem) { return std::to_string(problem.line) + ' ' + problem.key; }

/// The only problem of the text; a place that says so if there is none or more.
inline Problem only_problem(std::string const& text)
{
    auto const report = read(text);
    if (report.problems.size() == 1)
        return report.problems.front();
    std::string all;
    for (Problem const& problem : report.problems)
        all += to_line(problem, "consentry.toml") + '\n';
    return {-1, "", std::to_string(report.problems.size()) + " problems:\n" + all, ""};
}

inline Problem only_warning(std::string const& text)
{
    auto const report = read(text);
    if (report.ok() && report.warnings.size() == 1)
        return report.warnings.front();
    return {-1, "", std::to_string(report.warnings.size()) + " warnings", ""};
}

inline bool says(std::string_view sentence, std::string_view words)
{
    return sentence.find(words) != std::string_view::npos;
}

}  // namespace consentry::app::test
