#include "fuzz/fuzz.hpp"

#include "unit/api/office.hpp"

#include <array>

using namespace consentry;
using namespace consentry::api;

namespace {

constexpr std::array<std::string_view, 6> paths{
    "/v1/check", "/v1/consents", "/v1/prompts", "/v1/match", "/v1/check?contact=", "/v1/subjects/"};

}  // namespace

/// The first octet says which call, the rest is its body, or the end of its path. It is answered as the API answers.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static Office office;
    if (size == 0)
        return 0;
    std::size_t const call = data[0] % paths.size();
    std::string_view const rest = fuzz::text_of(data + 1, size - 1);
    bool const is_post = call < 4;
    std::string const target = std::string{paths[call]} + (is_post ? std::string{} : std::string{rest});
    Said const said = is_post ? office.post(target, rest) : office.get(target);
    unsigned const status = said.response.status;
    fuzz::require(status < 500 || status == 503, "no body makes an error of ours");
    fuzz::require(status < 400 || said.response.content_type == "application/problem+json", "a refusal is a problem");
    fuzz::require(
        said.response.body.empty() || boost::json::parse(said.response.body).is_object(), "an answer is JSON");
    office.ledger.units.clear();
    return 0;
}
