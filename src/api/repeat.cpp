// `Idempotency-Key`: a program that had no answer asks again, and what it asked for is done once.
#include "api/repeat.hpp"

#include "api/routes.hpp"
#include "consentry/api/problem.hpp"

#include <algorithm>
#include <charconv>

namespace consentry::api {
namespace {

constexpr std::string_view header_name = "Idempotency-Key";
constexpr std::size_t key_bytes_max = 255;

/// The key of a request; empty if it has none.
Result<std::string> key_of(http::Request const& request)
{
    auto const is_key = [](http::HeaderView const& header) { return http::equal_names(header.name, header_name); };
    auto const count = std::ranges::count_if(request.headers, is_key);
    if (count == 0)
        return std::string{};
    std::string_view const key = request.header(header_name);
    bool const fine = count == 1 && !key.empty() && key.size() <= key_bytes_max
        && std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7f'; });
    if (!fine)
        return fail(Fault::malformed, "Idempotency-Key has to stand there once: 1 to 255 visible ASCII characters");
    return std::string{key};
}

/// Who asks for what, under which key. Each part with its length, so that no two ways to ask have one name.
std::string name_of(Route const& route, Call const& call, std::string_view key)
{
    std::string name;
    auto const add
        = [&name](std::string_view part) { name.append(std::to_string(part.size())).append(":").append(part); };
    for (std::string_view const part :
        {std::string_view{call.key.name}, key, http::name_of(route.method), route.pattern})
        add(part);
    for (std::string const& part : call.path)
        add(part);
    for (http::QueryPair const& pair : call.query) {
        add(pair.name);
        add(pair.value);
    }
    return name;
}

/// What is worth repeating: what was done, and what the rules refused on what stood in the ledger. Of a request that
/// was wrong, or that could not be kept, nothing is left, and it may come again under the same key.
bool is_settled(http::Response const& response) { return response.status < 400 || response.status == 409; }

std::string to_text(http::Response const& response)
{
    if (!is_settled(response))
        return {};
    return std::to_string(response.status) + ' ' + response.content_type + '\n' + response.body;
}

http::Response from_text(std::string_view text)
{
    http::Response response;
    std::from_chars(text.data(), text.data() + text.size(), response.status);
    std::size_t const blank = text.find(' ');
    std::size_t const line = text.find('\n');
    response.content_type = text.substr(blank + 1, line - blank - 1);
    response.body = text.substr(line + 1);
    response.headers.push_back({"Idempotent-Replayed", "true"});
    return response;
}

}  // namespace

Result<std::optional<http::Response>> recall(Route const& route, http::Request const& request, Call& call)
{
    bool const writes = route.method != http::Method::get && route.role != Role::reader;
    auto const key = writes ? key_of(request) : Result<std::string>{};
    if (!key)
        return std::unexpected(key.error());
    if (key->empty())
        return std::nullopt;
    Repeat repeat;
    repeat.request = {name_of(route, call, *key), sha256(call.body)};
    repeat.ticket = UnderWay::enter(call.services.under_way, repeat.request.name);
    if (!repeat.ticket)
        return still_running();
    auto const recalled = call.services.receipts.find(repeat.request, call.services.clock.now());
    if (recalled && !recalled->answer)
        return fail(Fault::unprocessable,
            "this Idempotency-Key came with another body in the last 24 hours; take a new key for a new request");
    if (recalled)
        return from_text(*recalled->answer);
    call.repeat = std::make_shared<Repeat>(std::move(repeat));
    return std::nullopt;
}

void attach_receipt(
    Call const& call, consent::Unit& unit, std::function<http::Response(std::span<consent::Outcome const>)> answer)
{
    if (!call.repeat)
        return;
    call.repeat->is_kept = true;
    unit.receipt = consent::Receipt{call.repeat->request,
        [answer = std::move(answer)](std::span<consent::Outcome const> outcomes) { return to_text(answer(outcomes)); }};
}

http::Reply keeping(Call const& call, http::Reply reply)
{
    if (!call.repeat)
        return reply;
    return [services = call.kept, repeat = call.repeat, reply = std::move(reply)](http::Response response) mutable {
        if (repeat->is_kept || !is_settled(response)) {
            repeat->ticket.reset();  // Whoever asks again upon the answer has to find it ended.
            return reply(std::move(response));
        }
        consent::Unit unit;
        unit.receipt = consent::Receipt{
            repeat->request, [text = to_text(response)](std::span<consent::Outcome const>) { return text; }};
        // It is done, so it is told even if that cannot be kept.
        services->ledger.commit(
            std::move(unit), [repeat, response = std::move(response), reply = std::move(reply)](auto const&) mutable {
                repeat->ticket.reset();
                reply(std::move(response));
            });
    };
}

}  // namespace consentry::api
