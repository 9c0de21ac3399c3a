// Rows by way of a running server.
#include "app/admin_door.hpp"
#include "app/import_target.hpp"
#include "consentry/base/json.hpp"
#include "consentry/base/json_value.hpp"
#include "consentry/http/client.hpp"

#include <thread>

namespace consentry::app {
namespace {

using namespace std::chrono_literals;

constexpr std::array patience{1s, 2s, 5s, 10s, 20s, 30s};  // Between one try and the next.

std::string body_of(std::span<consent::Told const> rows, ImportRules const& rules)
{
    JsonWriter json;
    json.open().put_if_any("brand", rules.brand).put("dry_run", rules.dry_run).put("may_reopen", rules.may_reopen);
    json.open_list("rows");
    for (consent::Told const& row : rows) {
        json.open().put("contact", row.contact).put("scope", row.scope).put("state", row.state);
        json.put_if_any("occurred_at", row.occurred_at).put_if_any("source", row.source);
        json.put_if_any("wording", row.wording).put_if_any("evidence", row.evidence);
        json.put_if_any("actor", row.actor).put_if_any("caused_by", row.caused_by);
        if (row.confirmed == "true" || row.confirmed == "false")
            json.put("confirmed", row.confirmed == "true");
        else
            json.put_if_any("confirmed", row.confirmed);  // Whoever judges the row says what is wrong with it.
        json.close();
    }
    return json.close_list().close().str();
}

ImportedRow row_of(JsonValue const& result)
{
    ImportedRow row;
    std::string_view const outcome = result.text_at({"outcome"});
    row.kind = outcome == "kept" ? ImportedRow::Kind::kept
        : outcome == "refused"   ? ImportedRow::Kind::refused
                                 : ImportedRow::Kind::unchanged;
    row.why = result.text_at({"problem", "detail"});
    row.before = result.text_at({"before"});
    row.after = result.text_at({"after"});
    return row;
}

/// Whether the same is worth being said again.
bool is_momentary(std::expected<http::Answer, http::TransportError> const& answer)
{
    if (answer)
        return answer->status == 503;
    return answer.error().fault == http::TransportFault::connect
        || answer.error().fault == http::TransportFault::timeout
        || answer.error().fault == http::TransportFault::protocol;
}

class ServerTarget final : public ImportTarget {
public:
    ServerTarget(std::string admin, std::string key, ImportRules rules)
        : admin_{std::move(admin)}
        , key_{std::move(key)}
        , rules_{std::move(rules)}
    {
    }

    Result<std::vector<ImportedRow>> take(std::span<consent::Told const> rows) override
    {
        std::string const body = body_of(rows, rules_);
        auto answer = ask(body);
        for (auto const wait : patience) {
            if (!is_momentary(answer))
                break;
            std::this_thread::sleep_for(wait);
            answer = ask(body);
        }
        if (!answer)
            return fail(Fault::unavailable, "no server answers at " + admin_ + ": " + answer.error().detail);
        return rows_of(*answer, rows.size());
    }

    Result<void> expect(std::size_t changes, std::string const& reason) override
    {
        JsonWriter json;
        json.open().put_if_any("brand", rules_.brand).put("actor", "import").put("reason", reason);
        json.put("expected", changes).close();
        for (std::string const direction : {"opt_outs", "opt_ins"}) {
            auto const answer = ask(json.str(), "/v1/brakes/import/" + direction + "/release");
            if (!answer)
                return fail(Fault::unavailable, "no server answers at " + admin_ + ": " + answer.error().detail);
            if (answer->status / 100 != 2)
                return fail(Fault::forbidden, "--expect needs a key with the role admin: " + answer->body);
        }
        return {};
    }

private:
    std::expected<http::Answer, http::TransportError> ask(
        std::string const& body, std::string const& path = "/v1/consents/batch") const
    {
        return http::fetch(admin_request(admin_, key_, http::Method::post, path, body));
    }

    static Result<std::vector<ImportedRow>> rows_of(http::Answer const& answer, std::size_t expected)
    {
        auto const told = parse_json(answer.body);
        if (answer.status / 100 != 2) {
            std::string const detail{told ? told->text_at({"detail"}) : std::string_view{answer.body}};
            return fail(answer.status / 100 == 4 ? Fault::forbidden : Fault::unavailable,
                "the server answers " + std::to_string(answer.status) + ": " + detail);
        }
        JsonValue const* const results = told ? told->find("results") : nullptr;
        if (!results || results->items.size() != expected)
            return fail(Fault::unavailable,
                "the server's answer does not speak of every row; is it consentry's admin listener?");
        std::vector<ImportedRow> rows;
        for (JsonValue const& result : results->items) {
            if (result.text_at({"outcome"}) == "held")
                return fail(Fault::braked, import_is_held("opt_outs"));
            if (result.text_at({"problem", "type"}) == "urn:consentry:problem:braked")
                return fail(Fault::braked, import_is_held("opt_ins"));
            rows.push_back(row_of(result));
        }
        return rows;
    }

    std::string admin_;
    std::string key_;
    ImportRules rules_;
};

}  // namespace

std::unique_ptr<ImportTarget> import_there(std::string admin, std::string key, ImportRules rules)
{
    return std::make_unique<ServerTarget>(std::move(admin), std::move(key), std::move(rules));
}

}  // namespace consentry::app
