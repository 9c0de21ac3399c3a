#include "consentry/keywords/folding.hpp"
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

namespace {

using Problems = std::vector<PackProblem>;

/// The packs of a folder by name; what an editor hides there (`.#es.toml`) is none.
std::expected<std::vector<std::filesystem::path>, Problems> pack_files(std::filesystem::path const& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (auto const& file : std::filesystem::directory_iterator{folder, error})
        if (file.path().extension() == ".toml" && !file.path().filename().string().starts_with('.'))
            files.push_back(file.path());
    if (error || files.empty())
        return std::unexpected(Problems{{folder.string(), 0,
            error ? "the folder of the packs can't be read: " + error.message() : "the folder holds no pack",
            "Name a folder that holds files such as en.toml."}});
    std::ranges::sort(files);
    return files;
}

std::expected<Pack, Problems> load_pack(std::filesystem::path const& file)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
        return std::unexpected(
            Problems{{file.string(), 0, error ? "the file can't be read: " + error.message() : "this is no file",
                "A pack is a file; rename or remove what is called like one."}});
    std::ifstream stream{file, std::ios::binary};
    if (!stream)
        return std::unexpected(Problems{{file.string(), 0, "the file can't be read", "Check its permissions."}});
    std::string const bytes{std::istreambuf_iterator<char>{stream}, {}};
    return parse_pack(bytes, file.string());
}

bool knows_stop(Pack const& pack)
{
    return std::ranges::any_of(pack.entries[static_cast<std::size_t>(Intent::opt_out)],
        [](Entry const& entry) { return entry.strength == Strength::strong && folded(entry.text) == "stop"; });
}

}  // namespace

std::expected<std::vector<Pack>, std::vector<PackProblem>> load_packs(std::filesystem::path const& folder)
{
    auto const files = pack_files(folder);
    if (!files)
        return std::unexpected(files.error());
    std::vector<Pack> packs;
    Problems problems;
    for (std::filesystem::path const& file : *files) {
        std::expected<Pack, Problems> pack = load_pack(file);
        if (pack)
            packs.push_back(std::move(*pack));
        else
            std::ranges::move(pack.error(), std::back_inserter(problems));
    }
    if (problems.empty() && std::ranges::none_of(packs, knows_stop))
        problems.push_back({folder.string(), 0, "no pack of the folder lists \"stop\" as a strong opt_out",
            "Add und.toml, as it comes with consentry: STOP always means stop."});
    if (!problems.empty())
        return std::unexpected(std::move(problems));
    return packs;
}

}  // namespace consentry::keywords
