#include "consentry/api/problem.hpp"

#include <algorithm>

namespace consentry::api {
namespace {

struct Kind {
    unsigned status;
    std::string_view name;
    std::string_view title;
};

Kind kind_of(Fault fault)
{
    switch (fault) {
    case Fault::malformed: return {400, "malformed", "The request is wrong"};
    case Fault::unauthentic: return {401, "unauthentic", "Not signed or authorized by anybody we know"};
    case Fault::forbidden: return {403, "forbidden", "Not allowed with this key"};
    case Fault::not_found: return {404, "not-found", "There is no such thing"};
    case Fault::conflict: return {409, "conflict", "Something already recorded stands against it"};
    case Fault::unprocessable: return {422, "unprocessable", "It contradicts an earlier request"};
    case Fault::too_large: return {413, "too-large", "Too large"};
    case Fault::braked: return {429, "braked", "More changes than usual: held until somebody has looked"};
    case Fault::busy: return {503, "busy", "Too much at once"};
    case Fault::unavailable: return {503, "unavailable", "A part of the machine fails"};
    }
    return {500, "internal", "Our mistake"};
}

/// `occurred_at: lies in the future` speaks of a field of the request; a sentence that happens to hold a colon does
/// not.
std::string_view field_of(std::string_view detail)
{
    auto const colon = detail.find(": ");
    if (colon == std::string_view::npos || colon == 0)
        return {};
    std::string_view const field = detail.substr(0, colon);
    bool const is_name = std::ranges::all_of(field,
        [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9') || c == '[' || c == ']'; });
    return is_name ? field : std::string_view{};
}

void write(JsonWriter& json, Kind const& kind, std::string_view detail, std::string_view field)
{
    json.open().put("type", "urn:consentry:problem:" + std::string{kind.name}).put("title", kind.title);
    json.put("status", kind.status).put("detail", detail).put_if_any("field", field).close();
}

http::Response respond(Kind const& kind, std::string_view detail, std::string_view field)
{
    JsonWriter json;
    write(json, kind, detail, field);
    return {.status = kind.status, .content_type = "application/problem+json", .body = json.str()};
}

}  // namespace

http::Response problem(Error const& error)
{
    http::Response response = respond(kind_of(error.fault), error.detail, field_of(error.detail));
    if (error.fault == Fault::unauthentic)
        response.headers.push_back({"WWW-Authenticate", "Bearer"});
    if (error.fault == Fault::busy || error.fault == Fault::unavailable)
        response.headers.push_back({"Retry-After", "5"});
    if (error.fault == Fault::braked)
        response.headers.push_back({"Retry-After", "600"});
    return response;
}

void put_problem(JsonWriter& json, std::string_view name, Error const& error)
{
    write(json.key(name), kind_of(error.fault), error.detail, field_of(error.detail));
}

http::Response refused_by_server(unsigned status)
{
    switch (status) {
    case 413:
        return respond(
            {413, "too-large", "Too large"}, "the body is larger than [limits] body_bytes; send less at once", {});
    case 417:
        return respond({417, "expectation-failed", "Not as expected"}, "only `Expect: 100-continue` is understood", {});
    case 431:
        return respond({431, "headers-too-large", "Too large"},
            "the request line and headers are larger than [limits] header_bytes", {});
    case 501:
        return respond({501, "not-implemented", "Not understood"},
            "of transfer codings only `chunked` is understood; send the body as it is", {});
    case 503: return problem({Fault::unavailable, "it took too long; ask again in a moment"});
    default:
        return respond({400, "malformed", "The request is wrong"},
            "this is no HTTP/1.1 request that can be read; see RFC 9112", {});
    }
}

http::Response still_running()
{
    http::Response response = respond({409, "still-running", "The same request is still being answered"},
        "a request with this Idempotency-Key is under way; ask again in a moment, and its answer is yours", {});
    response.headers.push_back({"Retry-After", "1"});
    return response;
}

http::Response no_such_path()
{
    return respond({404, "no-such-path", "There is nothing here"},
        "docs/openapi.yaml lists every path; Meta's webhooks are served by the public listener", {});
}

http::Response wrong_method(std::string_view allowed)
{
    http::Response response
        = respond({405, "wrong-method", "Not with this method"}, "this path takes " + std::string{allowed}, {});
    response.headers.push_back({"Allow", std::string{allowed}});
    return response;
}

}  // namespace consentry::api
