#include "app/graph_api.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/http/query.hpp"

namespace consentry::app {
namespace {

constexpr std::size_t pages_max = 10;
constexpr std::size_t answer_bytes_max = std::size_t{1024} * 1024;

/// What Graph says of a refusal: `{"error":{"message","type","code","error_subcode","fbtrace_id"}}`.
std::string refusal_of(JsonValue const& body, unsigned status)
{
    JsonValue const* const error = body.find("error");
    std::string_view const message = body.text_at({"error", "message"});
    if (error == nullptr || message.empty())
        return "the Graph API answered " + std::to_string(status) + " without a reason";
    JsonValue const* const code = error->find("code");
    return "the Graph API answered \"" + std::string{message} + '"'
        + (code == nullptr ? "" : " (code " + code->text + ")");
}

std::string joined(std::string const& path, std::string const& parameter)
{
    return path + (path.contains('?') ? "&" : "?") + parameter;
}

}  // namespace

GraphApi::GraphApi(GraphConfig const& config, std::vector<std::string> const& secrets, Ask ask)
    : config_{config}
    , secrets_{secrets}
    , ask_{std::move(ask)}
{
}

std::expected<JsonValue, std::string> GraphApi::call(std::string const& path, std::string const& token)
{
    http::Outgoing request;
    request.method = http::Method::get;
    request.url = config_.url + path;
    request.headers = {{"Authorization", "Bearer " + token}, {"Accept", "application/json"},
        {"User-Agent", "consentry/" CONSENTRY_VERSION}};
    request.answer_bytes_max = answer_bytes_max;
    request.allow_private_network = config_.url != graph_url;  // Whoever names another server means that one.
    auto const answer = ask_(std::move(request));
    if (!answer)
        return std::unexpected{answer.error().detail};
    reached_ = true;
    date_ = answer->header("Date");
    auto body = parse_json(answer->body);
    if (!body)
        return std::unexpected{"the Graph API answered " + std::to_string(answer->status) + " and no JSON"};
    if (answer->status != 200)
        return std::unexpected{refusal_of(*body, answer->status)};
    return *std::move(body);
}

std::expected<JsonValue, std::string> GraphApi::get(std::string const& path)
{
    if (wants_proof_)
        return call_with_proof(path);
    auto answer = call(path, config_.token);
    if (answer || !answer.error().contains("appsecret_proof"))
        return answer;
    wants_proof_ = true;
    return call_with_proof(path);
}

/// Which of the secrets belongs to the token's app is not written anywhere: each is tried.
std::expected<JsonValue, std::string> GraphApi::call_with_proof(std::string const& path)
{
    std::expected<JsonValue, std::string> answer = std::unexpected{std::string{"the brand has no app secret"}};
    for (std::string const& secret : secrets_) {
        std::string const proof = to_hex(Hmac{secret}({config_.token}));
        answer = call(joined(path, "appsecret_proof=" + proof), config_.token);
        if (answer || !answer.error().contains("appsecret_proof"))
            return answer;
    }
    return answer;
}

std::expected<JsonValue, std::string> GraphApi::get_as_app(
    std::string const& path, std::string const& app_id, std::string const& secret)
{
    return call(path, app_id + '|' + secret);
}

std::expected<std::vector<JsonValue>, std::string> GraphApi::list(std::string const& path)
{
    std::vector<JsonValue> all;
    std::string page = joined(path, "limit=100");
    for (std::size_t i = 0; i < pages_max; ++i) {
        auto answer = get(page);
        if (!answer)
            return std::unexpected{answer.error()};
        if (JsonValue const* const data = answer->find("data"))
            all.insert(all.end(), data->items.begin(), data->items.end());
        std::string_view const after = answer->text_at({"paging", "cursors", "after"});
        JsonValue const* const paging = answer->find("paging");
        if (after.empty() || paging->find("next") == nullptr)
            break;
        page = joined(path, "limit=100&after=" + http::percent_encode(after));
    }
    return all;
}

}  // namespace consentry::app
