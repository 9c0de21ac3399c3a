#include "fuzz/fuzz.hpp"

#include "consentry/http/query.hpp"
#include "consentry/http/url.hpp"

using namespace consentry;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text = fuzz::text_of(data, size);
    auto const back = http::percent_decode(http::percent_encode(text));
    fuzz::require(back && *back == text, "what was encoded is decoded to itself");
    if (auto const pairs = http::parse_query(text)) {
        for (http::QueryPair const& pair : *pairs)
            fuzz::require(pair.name.size() + pair.value.size() <= text.size(), "a query grows by no escape");
    }
    if (auto const decoded = http::percent_decode(text))
        fuzz::require(decoded->size() <= text.size(), "a path grows by no escape");
    if (auto const url = http::parse_url(text)) {
        fuzz::require(!url->host.empty() && url->target.starts_with('/'), "a URL has a host and a target");
        fuzz::require(url->target.find_first_of(" \r\n\t") == std::string::npos, "no target breaks the request line");
        fuzz::require(url->authority().find_first_of(" \r\n\t@") == std::string::npos, "nor does a host");
        auto const again = http::parse_url((url->tls ? "https://" : "http://") + url->authority() + url->target);
        fuzz::require(again && again->host == url->host && again->target == url->target, "a URL is read as written");
    }
    return 0;
}
