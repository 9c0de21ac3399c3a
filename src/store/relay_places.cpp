#include "store/relay_places.hpp"

#include "store/files.hpp"

#include <sstream>

namespace consentry::store {
namespace {

using forward::RelayPlace;

constexpr std::string_view suffix = ".place";
constexpr std::string_view mark = "consentry-relay-place 1";

}  // namespace

std::filesystem::path place_file(std::filesystem::path const& folder, std::string const& relay)
{
    std::string name = relay;
    name.at(name.find('/')) = '@';
    return folder / (name + std::string{suffix});
}

/// The last line tells that nothing is missing.
std::string to_text(RelayPlace const& place)
{
    std::string text{mark};
    text.append("\nscanned ").append(std::to_string(place.scanned));
    text.append("\nordinal ").append(std::to_string(place.ordinal));
    text.append("\nhalted ").append(place.halted ? "1" : "0");
    for (forward::RelayWaiting const& one : place.waiting) {
        text.append(one.aside ? "\naside " : "\nwaiting ").append(std::to_string(one.at));
        text.append(" ").append(std::to_string(one.refusals));
        if (one.aside)
            text.append(" ").append(std::to_string(one.aside->time_since_epoch().count()));
    }
    return text.append("\nend ").append(std::to_string(place.waiting.size())).append("\n");
}

std::optional<RelayPlace> parse_place(std::string const& text)
{
    std::istringstream lines{text};
    std::string line;
    if (!std::getline(lines, line) || line != mark)
        return {};
    RelayPlace place;
    while (std::getline(lines, line)) {
        std::istringstream words{line};
        std::string what;
        words >> what;
        if (what == "scanned")
            words >> place.scanned;
        else if (what == "ordinal")
            words >> place.ordinal;
        else if (what == "halted")
            words >> place.halted;
        else if (what == "waiting" || what == "aside") {
            auto& one = place.waiting.emplace_back();
            words >> one.at >> one.refusals;
            if (Instant::rep due = 0; what == "aside" && words >> due)
                one.aside = Instant{Instant::duration{due}};
        } else if (what == "end") {
            std::size_t count = 0;
            return words >> count && count == place.waiting.size() ? std::optional{std::move(place)} : std::nullopt;
        }
        if (!words)
            return {};
    }
    return {};
}

std::map<std::string, std::optional<RelayPlace>> places_in(std::filesystem::path const& folder)
{
    std::map<std::string, std::optional<RelayPlace>> places;
    for (auto const& entry : std::filesystem::directory_iterator{folder}) {
        std::string relay = entry.path().stem();
        std::size_t const at = relay.find('@');
        if (entry.path().extension() != suffix || at == std::string::npos)
            continue;
        relay[at] = '/';
        places[relay] = parse_place(contents_of(entry.path()));
    }
    return places;
}

}  // namespace consentry::store
