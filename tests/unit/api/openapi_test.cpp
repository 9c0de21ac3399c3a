// docs/openapi.yaml is what people program against, so it has to name every route of the program and no other.
#include "api/routes.hpp"

#include "support/catch.hpp"

#include <fstream>
#include <map>
#include <regex>
#include <set>

namespace {

namespace api = consentry::api;
using consentry::http::Method;

/// The operations of one path: their method, as in `GET`, and the role that the description asks for.
using Operations = std::map<std::string, std::string>;

std::vector<std::string> lines_of(std::string const& file)
{
    std::ifstream stream{std::string{CONSENTRY_SOURCE_DIR} + "/" + file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    REQUIRE(lines.size() > 50);
    return lines;
}

std::string in_capitals(std::string text)
{
    for (char& c : text)
        c = static_cast<char>(c - 'a' + 'A');
    return text;
}

/// What the description says of the paths under /v1, written `/v1/subjects/{contact}` there.
std::map<std::string, Operations> described()
{
    std::regex const path{"  (/\\S+):"};
    std::regex const operation{"    (get|post|put|delete|patch):"};
    std::regex const role{"      x-role: (\\w+)"};
    std::map<std::string, Operations> paths;
    std::string at_path;
    std::string at_method;
    std::smatch found;
    for (std::string const& line : lines_of("docs/openapi.yaml")) {
        if (std::regex_match(line, found, path))
            at_path = found.str(1).starts_with("/v1/") ? found.str(1) : "";  // What operators look at is no route.
        else if (std::regex_match(line, found, operation) && !at_path.empty())
            paths[at_path][at_method = in_capitals(found[1])] = "";
        else if (std::regex_match(line, found, role) && !at_path.empty())
            paths[at_path][at_method] = found[1];
    }
    return paths;
}

/// The path as a client might send it.
std::string example_of(std::string const& path) { return std::regex_replace(path, std::regex{"\\{\\w+\\}"}, "some-1"); }

Method method_named(std::string const& name)
{
    for (Method const method : {Method::get, Method::post, Method::put, Method::delete_}) {
        if (consentry::http::name_of(method) == name)
            return method;
    }
    return Method::other;
}

std::string name_of(api::Role role)
{
    switch (role) {
    case api::Role::reader: return "reader";
    case api::Role::writer: return "writer";
    case api::Role::admin: return "admin";
    }
    return "";
}

}  // namespace

TEST_CASE("every described operation is served, for the role that the description names")
{
    auto const paths = described();
    REQUIRE(paths.size() > 10);
    for (auto const& [path, operations] : paths) {
        for (auto const& [method, role] : operations) {
            INFO(method << " " << path);
            auto const found = api::find_route(method_named(method), example_of(path));
            REQUIRE(found.route != nullptr);
            CHECK(found.route->pattern == path);
            CHECK(name_of(found.route->role) == role);
        }
    }
}

TEST_CASE("a described path takes no method that the description leaves out")
{
    for (auto const& [path, operations] : described()) {
        INFO(path);
        std::string methods;
        std::string const allowed = api::find_route(Method::other, example_of(path)).allowed;
        for (auto const& [method, role] : operations)
            methods += (methods.empty() ? "" : ", ") + method;
        CHECK(allowed == methods);
    }
}

TEST_CASE("every path of the table of routes is described")
{
    std::set<std::string> patterns;
    for (auto const& [path, operations] : described())
        patterns.insert(path);
    std::regex const route{".*\"(/v1/[^\"]+)\".*"};
    std::set<std::string> coded;
    std::smatch found;
    for (std::string const& line : lines_of("src/api/routes.cpp")) {
        if (std::regex_match(line, found, route))
            coded.insert(found[1]);
    }
    CHECK(coded == patterns);
}
