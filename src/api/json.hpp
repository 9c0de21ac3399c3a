#pragma once

#include "consentry/base/json.hpp"
#include "consentry/http/message.hpp"

namespace consentry::api {

/// What was written, as an answer.
inline http::Response json_response(JsonWriter const& json, unsigned status = 200)
{
    return {.status = status, .content_type = "application/json", .body = json.str()};
}

}  // namespace consentry::api
