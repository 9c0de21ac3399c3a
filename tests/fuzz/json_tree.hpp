#pragma once

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace consentry::fuzz {

/// A JSON text as Boost.JSON reads it, with members that stand twice and in their order.
struct JsonTree {
    enum class Kind { other, text, list, object };

    Kind kind = Kind::other;
    std::string text{};
    std::vector<std::pair<std::string, JsonTree>> members{};  ///< Of an object; of a list, without names.
};

/// Makes a tree of Boost.JSON's events: one of its own would drop the first of two members of one name.
struct TreeMaker {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    using Error = boost::json::error_code;
    using View = boost::json::string_view;

    std::vector<JsonTree> open{1};
    std::vector<std::string> names{std::string{}};
    std::string piece{};
    bool has_number = false;

    void add(JsonTree tree) { open.back().members.emplace_back(std::exchange(names.back(), {}), std::move(tree)); }
    bool begin(JsonTree::Kind kind)
    {
        open.push_back({kind, {}, {}});
        names.emplace_back();
        return true;
    }
    bool end()
    {
        JsonTree done = std::move(open.back());
        open.pop_back();
        names.pop_back();
        add(std::move(done));
        return true;
    }
    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return begin(JsonTree::Kind::object); }
    bool on_object_end(std::size_t, Error&) { return end(); }
    bool on_array_begin(Error&) { return begin(JsonTree::Kind::list); }
    bool on_array_end(std::size_t, Error&) { return end(); }
    bool on_key_part(View part, std::size_t, Error&)
    {
        piece.append(part.data(), part.size());
        return true;
    }
    bool on_key(View part, std::size_t, Error&)
    {
        names.back() = std::exchange(piece, {}).append(part.data(), part.size());
        return true;
    }
    bool on_string_part(View part, std::size_t, Error&)
    {
        piece.append(part.data(), part.size());
        return true;
    }
    bool on_string(View part, std::size_t, Error&)
    {
        add({JsonTree::Kind::text, std::exchange(piece, {}).append(part.data(), part.size()), {}});
        return true;
    }
    bool number()
    {
        has_number = true;
        add({});
        return true;
    }
    bool on_number_part(View, Error&) { return true; }
    bool on_int64(std::int64_t, View, Error&) { return number(); }
    bool on_uint64(std::uint64_t, View, Error&) { return number(); }
    bool on_double(double, View, Error&) { return number(); }
    bool on_bool(bool, Error&)
    {
        add({});
        return true;
    }
    bool on_null(Error&)
    {
        add({});
        return true;
    }
    bool on_comment_part(View, Error&) { return true; }
    bool on_comment(View, Error&) { return true; }
};

/// Nothing where Boost.JSON refuses the text, or where a number stands: of those it does not tell the digits.
inline std::optional<JsonTree> parse_tree(std::string_view text)
{
    boost::json::error_code error;
    boost::json::parse_options options;
    options.max_depth = 60;  // Ours follows 64 levels.
    boost::json::basic_parser<TreeMaker> parser{options};
    parser.write_some(false, text.data(), text.size(), error);
    TreeMaker& handler = parser.handler();
    if (error || handler.has_number || handler.open.size() != 1 || handler.open.front().members.size() != 1)
        return {};
    return std::move(handler.open.front().members.front().second);
}

}  // namespace consentry::fuzz
