#pragma once

#include "consentry/base/time.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace consentry {

/// One value of a TOML file and the line it stands on. Keeps the TOML library, which is large, in one source file.
struct Node {
    enum class Kind { text, integer, real, boolean, time, local_time, list, table };

    Kind kind = Kind::table;
    int line = 0;        ///< Of a member, the line of its name.
    std::string name{};  ///< Of a member.
    std::string text{};
    std::int64_t integer = 0;
    bool boolean = false;
    EventTime time{};             ///< Of an offset date-time, cut to whole seconds.
    std::vector<Node> items{};    ///< Of a list.
    std::vector<Node> members{};  ///< Of a table, in the order of the file.
};

/// How a person would call the kind: "a list".
std::string_view name_of(Node::Kind kind);

struct SyntaxError {
    int line = 0;
    std::string reason;
};

/// Parses TOML 1.0. The parser stops at the first error.
std::expected<Node, SyntaxError> parse_toml(std::string_view text);

/// How the path of a key goes on: `brand` and `scope` give `brand.scope`.
std::string under(std::string_view path, std::string_view name);

}  // namespace consentry
