#include "app/reading.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace consentry::app {
namespace {

/// The path without places in lists: `brand[0].scope[1]` is `brand.scope`.
std::string without_places(std::string_view path)
{
    std::string key;
    bool in_brackets = false;
    for (char const c : path) {
        if (c == '[')
            in_brackets = true;
        if (!in_brackets)
            key += c;
        if (c == ']')
            in_brackets = false;
    }
    return key;
}

void cut_line_break(std::string& text)
{
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
}

/// The line of the key, else of the nearest table around it: a missing key has no line of its own.
int line_of(std::string path, KeyLines const& lines)
{
    while (!path.empty()) {
        if (auto const found = lines.find(path); found != lines.end())
            return found->second;
        path.resize(path.find_last_of(".[") == std::string::npos ? 0 : path.find_last_of(".["));
    }
    return 0;
}

}  // namespace

Problem problem_at(std::string const& path, KeyLines const& lines, std::string reason, std::string remedy)
{
    if (reason.ends_with('.'))
        reason.pop_back();  // A remedy follows, and with it the dot.
    return {line_of(path, lines), without_places(path), std::move(reason), std::move(remedy)};
}

Reading::Reading(std::filesystem::path const& file, Surroundings const& surroundings)
    : folder_{std::filesystem::absolute(file).parent_path()}
    , surroundings_{surroundings}
{
}

void Reading::problem(std::string const& path, std::string reason, std::string remedy)
{
    refused_.insert(path);
    problems_.push_back(problem_at(path, lines_, std::move(reason), std::move(remedy)));
}

void Reading::warning(std::string const& path, std::string reason, std::string remedy)
{
    warnings_.push_back(problem_at(path, lines_, std::move(reason), std::move(remedy)));
}

std::vector<Problem> Reading::in_order(std::vector<Problem> problems)
{
    std::ranges::sort(problems, {}, [](Problem const& one) { return std::tie(one.line, one.key, one.reason); });
    return problems;
}

std::filesystem::path Reading::resolved(std::string_view path) const { return (folder_ / path).lexically_normal(); }

std::optional<std::string> Reading::secret(std::string const& path, std::string_view reference)
{
    if (reference.starts_with("env:"))
        return environment_secret(path, std::string{reference.substr(4)});
    if (reference.starts_with("file:"))
        return file_secret(path, reference.substr(5));
    problem(path, "a secret stands here in the clear",
        "Put it into an environment variable or a file and write \"env:NAME\" or \"file:PATH\"");
    return {};
}

std::optional<std::string> Reading::environment_secret(std::string const& path, std::string const& name)
{
    auto value = surroundings_.environment(name);
    if (value && !value->empty())
        return value;
    problem(path, "the environment variable " + name + (value ? " is empty" : " is not set"),
        "Set it where consentry is started, or refer to a file with \"file:PATH\"");
    return {};
}

std::optional<std::string> Reading::file_secret(std::string const& path, std::string_view name)
{
    auto const file = resolved(name);
    auto contents = surroundings_.contents(file);
    if (!contents) {
        problem(path, contents.error().detail,
            "Make the file, or correct its path: it is taken from the folder of this file");
        return {};
    }
    cut_line_break(*contents);
    if (!contents->empty())
        return *std::move(contents);
    problem(path, "the file " + file.string() + " is empty", "Write the secret into it");
    return {};
}

std::string at(std::string_view path, std::size_t index)
{
    return std::string{path} + '[' + std::to_string(index) + ']';
}

}  // namespace consentry::app
