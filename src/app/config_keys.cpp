#include "app/config_keys.hpp"

#include <cassert>

namespace consentry::app {

bool is(Node::Kind kind, Node const& node, std::string const& path, Reading& reading, std::string const& remedy)
{
    if (node.kind == kind)
        return true;
    reading.problem(path,
        "is " + std::string{name_of(node.kind)} + " where " + std::string{name_of(kind)} + " is expected", remedy);
    return false;
}

Node default_node(std::string_view toml)
{
    auto const parsed = parse_toml("it = " + std::string{toml});
    assert(parsed && "a default in the table of keys is not TOML");
    return parsed->members.front();
}

}  // namespace consentry::app
