#include "consentry/http/message.hpp"

#include "consentry/http/transport.hpp"

#include <algorithm>

namespace consentry::http {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

template <class Headers>
std::string_view value_of(Headers const& headers, std::string_view name)
{
    auto const found
        = std::ranges::find_if(headers, [name](auto const& header) { return equal_names(header.name, name); });
    return found == std::ranges::end(headers) ? std::string_view{} : std::string_view{found->value};
}

}  // namespace

bool equal_names(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Request::header(std::string_view name) const { return value_of(headers, name); }

std::string_view Answer::header(std::string_view name) const { return value_of(headers, name); }

std::string_view reason_phrase(unsigned status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "";
    }
}

std::string_view name_of(Method method)
{
    switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::delete_: return "DELETE";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::other: return "";
    }
    return "";
}

std::string_view name_of(TransportFault fault)
{
    switch (fault) {
    case TransportFault::bad_url: return "bad_url";
    case TransportFault::resolve: return "resolve";
    case TransportFault::forbidden_address: return "forbidden_address";
    case TransportFault::connect: return "connect";
    case TransportFault::tls: return "tls";
    case TransportFault::timeout: return "timeout";
    case TransportFault::protocol: return "protocol";
    }
    return "";
}

}  // namespace consentry::http
