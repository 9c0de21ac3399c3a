#include "api/repeated_member.hpp"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <set>
#include <vector>

namespace consentry::api {
namespace {

/// Finds the member that an object tells twice: which of the two is meant nobody can know, and each reader of the same
/// octets may believe another. Called by the parser for each piece of the text.
struct Repeated {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using Error = boost::system::error_code;
    using Text = boost::json::string_view;

    std::vector<std::set<std::string>> open;  ///< The names in each object that is not closed yet.
    std::string name;
    bool found = false;

    bool on_object_begin(Error&)
    {
        open.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, Error&)
    {
        open.pop_back();
        return true;
    }
    bool on_key_part(Text part, std::size_t, Error&)
    {
        name.append(part);
        return true;
    }
    bool on_key(Text part, std::size_t, Error& error)
    {
        name.append(part);
        found = !open.back().insert(name).second;
        if (found) {
            error = boost::json::error::syntax;  // Any: it ends the parsing here.
            return false;
        }
        name.clear();
        return true;
    }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t, Error&) { return true; }
    bool on_string_part(Text, std::size_t, Error&) { return true; }
    bool on_string(Text, std::size_t, Error&) { return true; }
    bool on_number_part(Text, Error&) { return true; }
    bool on_int64(std::int64_t, Text, Error&) { return true; }
    bool on_uint64(std::uint64_t, Text, Error&) { return true; }
    bool on_double(double, Text, Error&) { return true; }
    bool on_bool(bool, Error&) { return true; }
    bool on_null(Error&) { return true; }
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }
};

}  // namespace

std::optional<std::string> repeated_member(std::string_view json)
{
    boost::json::basic_parser<Repeated> parser{boost::json::parse_options{}};
    boost::system::error_code error;
    parser.write_some(false, json.data(), json.size(), error);
    return parser.handler().found ? std::optional{parser.handler().name} : std::nullopt;
}

}  // namespace consentry::api
