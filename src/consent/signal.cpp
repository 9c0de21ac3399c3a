#include "consentry/consent/signal.hpp"

#include <algorithm>
#include <array>

namespace consentry::consent {
namespace {

constexpr std::array<std::string_view, 10> sources{"whatsapp_message", "whatsapp_button", "whatsapp_flow",
    "meta_preference", "meta_status", "message_api", "api", "import", "cli", "system"};
constexpr std::array<std::string_view, 3> decisions{"act", "hold", "note"};
constexpr std::array<std::string_view, 9> intents{
    "opt_out", "opt_in", "affirm", "acknowledge", "decline", "help", "meta_stop", "meta_resume", "meta_signup"};

}  // namespace

std::string_view name_of(Source source) { return sources[static_cast<std::size_t>(source)]; }

std::optional<Source> source_of(std::string_view name)
{
    auto const found = std::ranges::find(sources, name);
    if (found == sources.end())
        return {};
    return static_cast<Source>(found - sources.begin());
}

std::string_view name_of(Intent intent) { return intents[static_cast<std::size_t>(intent)]; }

std::optional<Intent> intent_of(std::string_view name)
{
    auto const found = std::ranges::find(intents, name);
    if (found == intents.end())
        return {};
    return static_cast<Intent>(found - intents.begin());
}

std::string_view name_of(Decision decision) { return decisions[static_cast<std::size_t>(decision)]; }

bool is_id_of_meta(std::string_view message_id) { return message_id.starts_with("wamid."); }

}  // namespace consentry::consent
