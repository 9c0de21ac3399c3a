// Of OAuth 2.0 (RFC 6749) the grants that need nobody at a browser, and what came before it.
#include "forward/connector/grant.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/forward/schedule.hpp"
#include "consentry/http/query.hpp"
#include "forward/connector/assertion.hpp"
#include "forward/connector/values.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace consentry::forward {
namespace {

using Kind = ConnectorAuth::Kind;
using Value = std::expected<std::string, std::string>;
using Fields = std::vector<std::pair<std::string, std::string>>;  ///< Escaped.

constexpr std::string_view jwt_bearer_grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// A line break would begin a header of its own.
bool fits_header(std::string_view value)
{
    return std::ranges::none_of(
        value, [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f'; });
}

std::expected<http::Header, std::string> header_of(std::string const& name, Value value)
{
    if (!value)
        return std::unexpected{std::move(value.error())};
    if (value->empty() || !fits_header(*value))
        return std::unexpected{"what the header " + name + " would have is "
            + (value->empty() ? "empty" : "not fit for one: it has a line break or the like")};
    return http::Header{name, *std::move(value)};
}

std::string basic(std::string_view user, std::string_view password)
{
    return "Basic " + to_base64(as_octets(std::string{user}.append(":").append(password)));
}

Value basic_credentials(ConnectorAuth const& auth, Lookup const& lookup)
{
    Value const user = auth.user.fill(lookup);
    if (!user)
        return user;
    Value const password = auth.password.fill(lookup);
    if (!password)
        return password;
    if (user->find(':') != std::string::npos || !fits_header(*user) || !fits_header(*password))
        return std::unexpected{"a user name has no colon (RFC 7617), and neither it nor a password a line break"};
    return basic(*user, *password);
}

std::string form_of(Fields const& fields)
{
    std::string form;
    for (auto const& [name, value] : fields)
        form.append(form.empty() ? "" : "&").append(name).append("=").append(value);
    return form;
}

/// A field without a value counts as left out (RFC 6749 §3.2), and a template's own stands in place of ours.
void put(Fields& fields, std::string_view name, std::string_view value)
{
    if (!value.empty() && std::ranges::find(fields, name, &Fields::value_type::first) == fields.end())
        fields.emplace_back(name, http::percent_encode(value));
}

/// Escaped already, as the texts of a form are.
std::expected<Fields, std::string> own_fields(ConnectorAuth const& auth, Lookup const& lookup)
{
    Fields fields;
    for (auto const& [name, value] : auth.form) {
        Value filled_name = name.fill(lookup, Escape::form);
        if (!filled_name)
            return std::unexpected{std::move(filled_name.error())};
        Value filled = value.fill(lookup, Escape::form);
        if (!filled)
            return std::unexpected{std::move(filled.error())};
        if (!filled->empty())
            fields.emplace_back(*std::move(filled_name), *std::move(filled));
    }
    return fields;
}

/// What the grant itself asks for. The error is a sentence.
std::expected<void, std::string> put_grant(
    Fields& fields, ConnectorAuth const& auth, Lookup const& lookup, std::string_view refresh_token, Instant now)
{
    switch (auth.kind) {
    case Kind::client_credentials: put(fields, "grant_type", "client_credentials"); break;
    case Kind::refresh_token:
        put(fields, "grant_type", "refresh_token");
        put(fields, "refresh_token", refresh_token);
        break;
    case Kind::jwt_bearer: {
        Value signed_claims = assertion(auth, lookup, now);
        if (!signed_claims)
            return std::unexpected{std::move(signed_claims.error())};
        put(fields, "grant_type", jwt_bearer_grant);
        put(fields, "assertion", *signed_claims);
        break;
    }
    case Kind::none:
    case Kind::header:
    case Kind::basic: break;
    }
    return {};
}

/// Who we are, in the form or, escaped as a form's values are, as Basic credentials (RFC 6749 §2.3.1).
std::expected<void, std::string> put_client(
    http::Outgoing& request, Fields& fields, ConnectorAuth const& auth, Lookup const& lookup)
{
    Value id = auth.client_id.fill(lookup);
    if (!id)
        return std::unexpected{std::move(id.error())};
    Value secret = auth.client_secret.fill(lookup);
    if (!secret)
        return std::unexpected{std::move(secret.error())};
    if (auth.client_by_basic) {
        request.headers.push_back({"Authorization", basic(http::percent_encode(*id), http::percent_encode(*secret))});
    } else {
        put(fields, "client_id", *id);
        put(fields, "client_secret", *secret);
    }
    return {};
}

/// `expires_in` is a number, for some a text. What is none, or not above zero, says nothing.
std::chrono::seconds lifetime_of(ConnectorAuth const& auth, JsonValue const& answer)
{
    auto const* const member = answer.find("expires_in");
    std::string const text = member ? scalar_of(*member).value_or("") : "";
    std::int64_t seconds = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc::result_out_of_range)
        return longest_duration;
    if (error != std::errc{} || seconds <= 0)
        return auth.lifetime;
    return std::min(std::chrono::seconds{seconds}, longest_duration);
}

bool is_there(JsonValue const& answer, std::string_view member)
{
    auto const* const found = answer.find(member);
    return found && found->kind != JsonValue::Kind::null;
}

Lookup with_token(Lookup const& lookup, JsonValue const& answer)
{
    return [&lookup, &answer](std::string_view name) -> Value {
        constexpr std::string_view prefix = "token.";
        if (!name.starts_with(prefix))
            return lookup(name);
        auto const* const member = answer.find(name.substr(prefix.size()));
        auto value = member ? scalar_of(*member) : std::nullopt;
        return value ? Value{*std::move(value)} : std::unexpected{"there is no " + std::string{name}};
    };
}

}  // namespace

Lookup configured(std::shared_ptr<ConnectorTarget const> target, std::string url)
{
    return [target = std::move(target), url = std::move(url)](
               std::string_view name) { return configured_value(*target, url, name); };
}

ConnectorAuth const* auth_of(ConnectorTemplate const& connector, Lookup const& lookup)
{
    auto const is_given = [&lookup](std::string const& name) { return !lookup(name).value_or("").empty(); };
    auto const found = std::ranges::find_if(
        connector.auths, [&](ConnectorAuth const& auth) { return std::ranges::all_of(auth.when.given, is_given); });
    return found == connector.auths.end() ? nullptr : &*found;
}

bool needs_token(ConnectorAuth const& auth)
{
    return auth.kind == Kind::client_credentials || auth.kind == Kind::refresh_token || auth.kind == Kind::jwt_bearer;
}

std::expected<std::vector<http::Header>, std::string> fixed_headers(ConnectorAuth const& auth, Lookup const& lookup)
{
    if (auth.kind == Kind::none)
        return std::vector<http::Header>{};
    bool const is_basic = auth.kind == Kind::basic;
    auto header = header_of(auth.header, is_basic ? basic_credentials(auth, lookup) : auth.value.fill(lookup));
    if (!header)
        return std::unexpected{std::move(header.error())};
    return std::vector{*std::move(header)};
}

std::expected<http::Outgoing, std::string> token_request(
    ConnectorAuth const& auth, Lookup const& lookup, std::string_view refresh_token, Instant now)
{
    http::Outgoing request;
    Value url = auth.token_url.fill(lookup, Escape::url);
    if (!url)
        return std::unexpected{std::move(url.error())};
    auto fields = own_fields(auth, lookup);
    if (!fields)
        return std::unexpected{std::move(fields.error())};
    if (auto const granted = put_grant(*fields, auth, lookup, refresh_token, now); !granted)
        return std::unexpected{granted.error()};
    if (auto const named = put_client(request, *fields, auth, lookup); !named)
        return std::unexpected{named.error()};
    request.url = *std::move(url);
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    request.headers.push_back({"Accept", "application/json"});
    request.body = form_of(*fields);
    return request;
}

std::expected<Token, Ending> read_token(ConnectorAuth const& auth, Lookup const& lookup,
    std::expected<http::Answer, http::TransportError> const& answer, Instant asked, Instant now)
{
    if (!answer)
        return std::unexpected{no_token(http::name_of(answer.error().fault), answer.error().detail)};
    ReadAnswer const read{*answer};
    if (verdict_on(answer->status) != Verdict::delivered) {
        Ending ending
            = no_token("answered " + std::to_string(answer->status), error_word(read, "/error"), answer->status);
        ending.wait = retry_after(answer->status, answer->header("retry-after"), now);
        return std::unexpected{std::move(ending)};
    }
    // Zoho refuses so, with 200.
    if (read.json && is_there(*read.json, "error"))
        return std::unexpected{no_token("refused", error_word(read, "/error"), answer->status)};
    if (!read.json || read.json->text_at({"access_token"}).empty())
        return std::unexpected{no_token("none in the answer", {}, answer->status)};
    auto header = header_of(auth.header, auth.value.fill(with_token(lookup, *read.json)));
    if (!header)
        return std::unexpected{no_token("not as expected", std::move(header.error()), answer->status)};
    std::chrono::milliseconds const lifetime = lifetime_of(auth, *read.json);
    return Token{.answer = *read.json,
        .headers = {*std::move(header)},
        .refresh_token = std::string{read.json->text_at({"refresh_token"})},
        .renew_at = asked + lifetime / 5 * 4,
        .ends_at = asked + lifetime};
}

Ending no_token(std::string_view why, std::string detail, unsigned status)
{
    return {
        .status = status, .error = "no token: " + std::string{why}, .detail = std::move(detail), .by_receiver = true};
}

}  // namespace consentry::forward
