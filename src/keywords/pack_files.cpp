#include "consentry/keywords/pack.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace consentry::keywords {

std::string to_string(PackProblem const& problem)
{
    std::string result = problem.file + ':';
    if (problem.line > 0)
        result += std::to_string(problem.line) + ':';
    result += ' ' + problem.reason + '.';
    return problem.remedy.empty() ? result : result + ' ' + problem.remedy;
}

std::expected<std::vector<Pack>, std::vector<PackProblem>> load_packs(std::filesystem::path const& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (auto const& file : std::filesystem::directory_iterator{folder, error})
        if (file.path().extension() == ".toml")
            files.push_back(file.path());
    if (error || files.empty())
        return std::unexpected(std::vector<PackProblem>{{folder.string(), 0,
            error ? "the folder of the packs can't be read: " + error.message() : "the folder holds no pack",
            "Name a folder that holds files such as en.toml."}});
    std::ranges::sort(files);

    std::vector<Pack> packs;
    std::vector<PackProblem> problems;
    for (std::filesystem::path const& file : files) {
        std::ifstream stream{file, std::ios::binary};
        std::string const bytes{std::istreambuf_iterator<char>{stream}, {}};
        if (!stream.good() && !stream.eof()) {
            problems.push_back({file.string(), 0, "the file can't be read", "Check its permissions."});
            continue;
        }
        std::expected<Pack, std::vector<PackProblem>> pack = parse_pack(bytes, file.string());
        if (pack)
            packs.push_back(std::move(*pack));
        else
            std::ranges::move(pack.error(), std::back_inserter(problems));
    }
    if (!problems.empty())
        return std::unexpected(std::move(problems));
    return packs;
}

}  // namespace consentry::keywords
