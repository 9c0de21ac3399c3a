#pragma once

#include "app/doctor.hpp"
#include "consentry/app/config.hpp"
#include "consentry/base/json_value.hpp"

namespace consentry::app {

/// Meta's Graph API, as far as it tells how webhooks are set up: reading calls only.
class GraphApi {
public:
    /// `secrets` are those of the brand's apps: some apps want to see in each call that the caller knows one of them
    /// (`appsecret_proof`).
    GraphApi(GraphConfig const& config, std::vector<std::string> const& secrets, Ask ask);

    /// GET of a path below the API's version, `/102290129340398/subscribed_apps`, with the configured token. The error
    /// is a sentence, and holds neither token nor secret.
    std::expected<JsonValue, std::string> get(std::string const& path);

    /// The same as the app itself: with its id and secret in place of a token.
    std::expected<JsonValue, std::string> get_as_app(
        std::string const& path, std::string const& app_id, std::string const& secret);

    /// All elements of a paged list: follows `paging.cursors.after`. Bounded; more than a thousand are cut.
    std::expected<std::vector<JsonValue>, std::string> list(std::string const& path);

    /// Whether anything has answered so far.
    bool reached() const { return reached_; }

    /// The header `Date` of the latest answer.
    std::string const& date() const { return date_; }

private:
    std::expected<JsonValue, std::string> call(std::string const& path, std::string const& token);
    std::expected<JsonValue, std::string> call_with_proof(std::string const& path);

    GraphConfig const& config_;
    std::vector<std::string> const& secrets_;
    Ask ask_;
    std::string date_;
    bool reached_ = false;
    bool wants_proof_ = false;
};

}  // namespace consentry::app
