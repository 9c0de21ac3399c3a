#pragma once

#include "consentry/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace consentry::http {

struct QueryPair {
    std::string name;
    std::string value;
};

/// `a=1&b=%2B34` as decoded pairs in the order they stand; a `+` is a blank, as forms send it. Empty pieces are
/// skipped, a name without `=` has an empty value. Malformed if an escape is not `%` and two hex digits.
Result<std::vector<QueryPair>> parse_query(std::string_view query);

/// One piece of a path, `%2B34` to `+34`; a `+` stays a `+`. Malformed as above.
Result<std::string> percent_decode(std::string_view text);

/// The way back for a path segment or a query value: all but RFC 3986's unreserved characters is escaped.
std::string percent_encode(std::string_view text);

}  // namespace consentry::http
