#pragma once

#include "consentry/base/json.hpp"
#include "consentry/base/result.hpp"
#include "consentry/http/message.hpp"

namespace consentry::api {

/// An error as `application/problem+json` (RFC 9457): a stable `type` (`urn:consentry:problem:<name>`), a title, the
/// status and what to do. Where the detail begins with `<field>: `, the member `field` names it.
http::Response problem(Error const& error);

/// The same as a member of an answer that is about several things: `{"type", "title", "status", "detail", "field"?}`.
void put_problem(JsonWriter& json, std::string_view name, Error const& error);

/// The same request is being answered right now.
http::Response still_running();

/// What the server refused by itself, before there was a request to look at.
http::Response refused_by_server(unsigned status);

/// A problem of HTTP itself: no such path, or not with this method.
http::Response no_such_path();
http::Response wrong_method(std::string_view allowed);

}  // namespace consentry::api
