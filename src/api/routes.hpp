#pragma once

#include "api/calls.hpp"

#include <array>
#include <variant>

namespace consentry::api {

/// One row of the API: who may call it, and what answers.
struct Route {
    http::Method method;
    std::string_view pattern;  ///< A name in braces stands for one part of the path.
    Role role;
    bool at_length;  ///< May take long: answered by the reader pool.
    std::variant<Answered (*)(Call const&), void (*)(Call const&, http::Reply)> act;
    std::array<std::string_view, 8> parameters{};  ///< Of the query. Any other is refused.
};

/// Where a path leads.
struct Found {
    Route const* route = nullptr;    ///< None: see `allowed`.
    std::vector<std::string> parts;  ///< What stands where the pattern is open, decoded.
    std::string_view broken{};       ///< The name of an open part with an escape that is none; usually empty.
    std::string allowed{};           ///< The methods that the path takes; empty: there is no such path.
};

Found find_route(http::Method method, std::string_view path);

}  // namespace consentry::api
