#include "api/routes.hpp"

#include <array>

namespace consentry::api {
namespace {

using http::Method;

constexpr std::array<Route, 37> routes{{
    {Method::get, "/v1/check", Role::reader, false, check_one,
        {"contact", "scope", "number", "reply", "last_message_at", "brand"}},
    {Method::post, "/v1/check", Role::reader, true, check_many, {"brand"}},
    {Method::post, "/v1/consents", Role::writer, false, record_consent, {"brand"}},
    {Method::post, "/v1/consents/batch", Role::writer, true, record_batch, {"brand"}},
    {Method::get, "/v1/prompts", Role::reader, false, list_receptions, {"brand"}},
    {Method::post, "/v1/prompts", Role::writer, false, register_prompt, {"brand"}},
    {Method::get, "/v1/brakes", Role::reader, false, list_brakes, {"brand"}},
    {Method::post, "/v1/brakes/{source}/{direction}/release", Role::admin, false, release_brake, {"brand"}},
    {Method::get, "/v1/subjects", Role::reader, true, list_subjects, {"unlinked", "after", "limit", "brand"}},
    {Method::delete_, "/v1/subjects/{contact}", Role::admin, false, erase_subject, {"actor", "reason", "brand"}},
    {Method::get, "/v1/subjects/{contact}", Role::reader, false, show_subject, {"brand"}},
    {Method::get, "/v1/subjects/{contact}/export", Role::reader, true, export_subject, {"format", "brand"}},
    {Method::get, "/v1/audit", Role::admin, true, list_reads, {"key", "contact", "after", "limit", "brand"}},
    {Method::get, "/v1/subjects/{contact}/history", Role::reader, true, show_history, {"after", "limit", "brand"}},
    {Method::get, "/v1/subjects/{contact}/proof", Role::reader, true, show_proof, {"brand"}},
    {Method::get, "/v1/events", Role::reader, true, list_events, {"after", "limit", "brand"}},
    {Method::get, "/v1/events/{id}", Role::reader, false, show_event, {"brand"}},
    {Method::get, "/v1/events/{id}/deliveries", Role::reader, false, show_event_deliveries, {"brand"}},
    {Method::post, "/v1/events/{id}/undo", Role::admin, false, undo_event, {"brand"}},
    {Method::get, "/v1/holds", Role::reader, true, list_holds, {"after", "limit", "brand"}},
    {Method::post, "/v1/holds/{id}/confirm", Role::writer, false, confirm_hold, {"brand"}},
    {Method::post, "/v1/holds/{id}/release", Role::writer, false, release_hold, {"brand"}},
    {Method::get, "/v1/re-consent", Role::reader, true, list_renewals, {"within", "scope", "after", "limit", "brand"}},
    {Method::get, "/v1/checkpoints", Role::reader, true, list_checkpoints, {"after", "limit", "brand"}},
    {Method::get, "/v1/deliveries", Role::reader, true, list_deliveries,
        {"state", "destination", "after", "limit", "brand"}},
    {Method::post, "/v1/messages", Role::writer, false, pass_message, {"brand"}},
    {Method::post, "/v1/deliveries/{id}/retry", Role::writer, false, retry_delivery},
    {Method::get, "/v1/destinations", Role::reader, false, list_destinations, {"brand"}},
    {Method::post, "/v1/destinations/{name}/pause", Role::writer, false, pause_destination, {"brand"}},
    {Method::post, "/v1/destinations/{name}/resume", Role::writer, false, resume_destination, {"brand"}},
    {Method::post, "/v1/destinations/{name}/retry", Role::writer, false, retry_destination, {"brand"}},
    {Method::post, "/v1/destinations/{name}/replay", Role::writer, false, replay_destination, {"brand"}},
    {Method::post, "/v1/destinations/{name}/snapshot", Role::writer, false, snapshot_destination, {"brand"}},
    {Method::post, "/v1/destinations/{name}/test", Role::writer, false, test_destination, {"brand"}},
    {Method::post, "/v1/match", Role::reader, false, match_text, {"brand"}},
    {Method::get, "/v1/journal", Role::admin, true, list_journal, {"after", "limit"}},
    {Method::post, "/v1/journal/apply", Role::admin, true, apply_journal},
}};

/// Cuts the part before the next slash off `path`, which begins with one.
std::string_view next_part(std::string_view& path)
{
    path.remove_prefix(1);
    std::string_view const part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    return part;
}

/// What of a path stands where the pattern is open.
struct Fit {
    std::vector<std::string> parts;
    std::string_view broken;  ///< The name of a part that cannot be decoded.
};

std::optional<Fit> fits(std::string_view pattern, std::string_view path)
{
    Fit fit;
    while (pattern.starts_with('/') && path.starts_with('/')) {
        std::string_view const wanted = next_part(pattern);
        std::string_view const given = next_part(path);
        if (!wanted.starts_with('{')) {
            if (wanted != given)
                return {};
            continue;
        }
        auto decoded = http::percent_decode(given);
        if (decoded && decoded->empty())
            return {};
        if (!decoded)
            fit.broken = wanted.substr(1, wanted.size() - 2);
        fit.parts.push_back(decoded.value_or(""));
    }
    if (!pattern.empty() || !path.empty())
        return {};
    return fit;
}

}  // namespace

Found find_route(http::Method method, std::string_view path)
{
    Found found;
    for (Route const& route : routes) {
        auto fit = fits(route.pattern, path);
        if (!fit)
            continue;
        if (route.method == method)
            return {.route = &route, .parts = std::move(fit->parts), .broken = fit->broken};
        found.allowed += (found.allowed.empty() ? "" : ", ") + std::string{http::name_of(route.method)};
    }
    return found;
}

}  // namespace consentry::api
