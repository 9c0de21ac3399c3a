#include "consentry/api/admin_handler.hpp"

#include "api/repeat.hpp"
#include "api/routes.hpp"
#include "consentry/api/problem.hpp"
#include "consentry/base/spelling.hpp"

#include <algorithm>
#include <cassert>

namespace consentry::api {
namespace {

bool is_operations_path(std::string_view path) { return path == "/healthz" || path == "/readyz" || path == "/metrics"; }

bool is_loopback(std::string_view peer)
{
    return peer == "::1" || peer.starts_with("127.") || peer.starts_with("::ffff:127.");
}

http::Response settle(Answered answered) { return answered ? std::move(*answered) : problem(answered.error()); }

http::Response operations(Services const& services, http::Request const& request)
{
    if (request.method != http::Method::get && request.method != http::Method::head)
        return wrong_method("GET, HEAD");
    if (request.path == "/healthz")
        return {200, "text/plain", "ok\n", {}, false};
    if (request.path == "/metrics")
        return metrics(services);
    auto const query = http::parse_query(request.query);
    bool const verbose = query && std::ranges::any_of(*query, [](http::QueryPair const& pair) {
        return pair.name == "verbose" && pair.value != "0" && pair.value != "false";
    });
    return readiness(services, verbose);
}

Result<Key const*> may_call(Services const& services, http::Request const& request, Role role)
{
    auto const key = authenticate(services.keys, request.header("Authorization"));
    if (key && (*key)->role < role)
        return fail(Fault::forbidden, "this key's role may not do that; see [[api.key]] role");
    return key;
}

/// A misspelt parameter is never silently ignored: without its limit a question is another one.
Result<void> check_parameters(Route const& route, std::span<http::QueryPair const> query)
{
    std::span<std::string_view const> known = route.parameters;
    known = known.first(static_cast<std::size_t>(std::ranges::find(known, std::string_view{}) - known.begin()));
    for (http::QueryPair const& pair : query) {
        if (std::ranges::find(known, pair.name) != known.end())
            continue;
        std::string sentence = pair.name.substr(0, 64) + ": is no parameter of this call";
        if (auto const meant = nearest(pair.name, known))
            sentence += "; did you mean " + std::string{*meant} + "?";
        return fail(Fault::malformed, sentence);
    }
    return {};
}

struct RoutedCall {
    Route const* route;
    Call call;
};

/// What is asked for, by whom. refuse() has found that there is such a route.
Result<RoutedCall> call_of(std::shared_ptr<Services const> const& services, http::Request const& request)
{
    Found found = find_route(request.method, request.path);
    assert(found.route);
    auto const key = may_call(*services, request, found.route->role);
    if (!key)
        return std::unexpected(key.error());
    if (!found.broken.empty())
        return fail(Fault::malformed,
            std::string{found.broken} + ": in a path a % has to be followed by two hexadecimal digits");
    auto query = http::parse_query(request.query);
    if (!query)
        return std::unexpected(query.error());
    if (auto const fine = check_parameters(*found.route, *query); !fine)
        return std::unexpected(fine.error());
    return RoutedCall{found.route,
        {services, *services, **key, std::move(found.parts), std::move(*query), std::string{request.body}}};
}

using SharedReply = std::shared_ptr<http::Reply>;

/// An exception is trouble of the machine: whoever asks is told so and asks again. What it says stays here.
template <class Step>
void guarded(Services const& services, SharedReply const& reply, Step step)
try {
    step();
} catch (std::exception const& trouble) {
    services.log.error("api.failed", {{"why", trouble.what()}});
    (*reply)(problem({Fault::unavailable, "the store cannot be used now; ask again in a moment"}));
}

void act(Route const& route, Call const& call, SharedReply const& reply)
{
    if (auto const* const later = std::get_if<void (*)(Call const&, http::Reply)>(&route.act))
        return (*later)(call, [reply](http::Response response) { (*reply)(std::move(response)); });
    (*reply)(settle(std::get<Answered (*)(Call const&)>(route.act)(call)));
}

/// Runs what is asked for, here or in the pool.
void answer(ReaderPool& pool, Route const& route, Call call, SharedReply const& reply)
{
    if (!route.at_length)
        return act(route, call, reply);
    bool const taken = pool.submit(
        [&route, call = std::move(call), reply] { guarded(call.services, reply, [&] { act(route, call, reply); }); });
    if (!taken)
        (*reply)(problem({Fault::busy, "too many long questions at once; ask again in a moment"}));
}

}  // namespace

std::optional<http::Response> AdminHandler::refuse(http::Request const& head)
{
    if (head.certificate == http::Certificate::missing)
        return problem({Fault::forbidden, "this listener takes clients with a certificate only"});
    if (is_operations_path(head.path)) {
        bool const welcome = is_loopback(head.peer) || may_call(*services_, head, Role::reader);
        return welcome ? std::nullopt
                       : std::optional{problem({Fault::unauthentic, "from elsewhere than loopback this needs a key"})};
    }
    Found const found = find_route(head.method, head.path);
    if (!found.route)
        return found.allowed.empty() ? no_such_path() : wrong_method(found.allowed);
    auto const key = may_call(*services_, head, found.route->role);
    if (!key)
        return problem(key.error());
    return {};
}

http::Response AdminHandler::failure(unsigned status) { return refused_by_server(status); }

void AdminHandler::handle(http::Request const& request, http::Reply reply)
{
    auto const shared = std::make_shared<http::Reply>(std::move(reply));
    guarded(*services_, shared, [&] {
        if (is_operations_path(request.path))
            return (*shared)(operations(*services_, request));
        auto found = call_of(services_, request);
        if (!found)
            return (*shared)(problem(found.error()));
        auto recalled = recall(*found->route, request, found->call);
        if (!recalled)
            return (*shared)(problem(recalled.error()));
        if (*recalled)
            return (*shared)(std::move(**recalled));
        auto reply_once = [shared](http::Response response) { (*shared)(std::move(response)); };
        auto const kept
            = found->call.repeat ? std::make_shared<http::Reply>(keeping(found->call, std::move(reply_once))) : shared;
        answer(pool_, *found->route, std::move(found->call), kept);
    });
}

}  // namespace consentry::api
