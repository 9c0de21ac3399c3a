#include "app/expectations.hpp"

#include <filesystem>
#include <fstream>

namespace consentry::app {
namespace {

constexpr std::string_view start = "consentry-checkpoint/1 ";

bool is_file(std::string const& argument)
{
    std::error_code error;
    return std::filesystem::is_regular_file(argument, error);
}

/// Every checkpoint in a line: one may be a member of a log entry, between quotes.
void add_all(std::string_view line, std::vector<consent::Checkpoint>& found)
{
    for (auto at = line.find(start); at != std::string_view::npos; at = line.find(start, at + 1)) {
        std::string_view const rest = line.substr(at);
        if (auto checkpoint = consent::parse_checkpoint(rest.substr(0, rest.find_first_of("\"\r"))))
            found.push_back(std::move(*checkpoint));
    }
}

}  // namespace

Result<std::vector<consent::Checkpoint>> checkpoints_in(std::string const& argument)
{
    if (!is_file(argument)) {
        auto const checkpoint = consent::parse_checkpoint(argument);
        if (!checkpoint)
            return fail(Fault::malformed, "--expect: " + checkpoint.error().detail + ", or a file that holds some");
        return std::vector{*checkpoint};
    }
    std::vector<consent::Checkpoint> found;
    std::ifstream file{argument};
    for (std::string line; std::getline(file, line);)
        add_all(line, found);
    if (found.empty())
        return fail(Fault::malformed, "--expect: the file " + argument + " holds no checkpoint");
    return found;
}

Result<PublicKey> public_key_in(std::string const& argument)
{
    std::string text = argument;
    if (is_file(argument)) {
        std::ifstream file{argument};
        file >> text;
    }
    auto const key = consent::public_key_of(text);
    if (!key)
        return fail(Fault::malformed,
            "--key: has to be a public key as `consentry keys public` prints it, base64 of 32 bytes, or a file of it");
    return *key;
}

}  // namespace consentry::app
