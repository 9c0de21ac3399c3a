#include "consentry/meta/decode.hpp"

#include "meta/gather.hpp"
#include "meta/utf8.hpp"

#include <rapidjson/reader.h>

#include <cassert>
#include <limits>

namespace consentry::meta {
namespace {

/// The body is parsed in place, in a copy of ours: that costs half of what parsing into another buffer costs, and the
/// items can point into it. Numbers come as their text, so that none is rounded and either form of an id is one.
constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;

constexpr std::size_t copy_kept_max = std::size_t{256} * 1024;  // A larger copy is given back before the next body.

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// Why the reader stopped at `offset` of a body of `size` octets.
std::string_view words_for(rapidjson::ParseErrorCode code, std::size_t offset, std::size_t size)
{
    if (size == 0 || code == rapidjson::kParseErrorDocumentEmpty)
        return "the body is empty";
    if (code == rapidjson::kParseErrorTermination)
        return "nested too deeply";
    if (code == rapidjson::kParseErrorDocumentRootNotSingular)
        return "something stands behind the end";
    return offset >= size ? "it ends too early" : "it is not JSON";
}

}  // namespace

struct Decoder::State {
    std::unique_ptr<char[]> copy;
    std::size_t capacity = 0;
    rapidjson::Reader reader;
    Gather gather;

    /// The body in our memory, with the zero behind it that the reader needs.
    char* take(std::string_view body)
    {
        if (capacity <= body.size() || capacity > copy_kept_max) {
            capacity = body.size() + body.size() / 2 + 1024;
            copy = std::make_unique_for_overwrite<char[]>(capacity);
        }
        body.copy(copy.get(), body.size());
        copy[body.size()] = '\0';
        return copy.get();
    }

    rapidjson::ParseErrorCode parse(char* text)
    {
        gather.start();
        rapidjson::InsituStringStream stream{text};
        rapidjson::ParseErrorCode const code = reader.Parse<flags>(stream, gather).Code();
        end = code == rapidjson::kParseErrorNone ? stream.Tell() : reader.GetErrorOffset();
        return code;
    }

    std::size_t end = 0;  // Where the last parse stopped.
};

Decoder::Decoder()
    : state_{std::make_unique<State>()}
{
}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

Webhook Decoder::decode(std::string_view body)
{
    assert(body.size() < std::numeric_limits<rapidjson::SizeType>::max());
    std::size_t const skipped = body.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    body.remove_prefix(skipped);
    auto code = state_->parse(state_->take(body));
    if (code == rapidjson::kParseErrorStringUnicodeSurrogateInvalid) {
        // Half a surrogate pair is the one fault that a person's text can bring in; it must not cost the body.
        char* const copy = state_->take(body);
        mend_surrogates(copy, body.size());
        code = state_->parse(copy);
    }
    Webhook webhook;
    webhook.items = state_->gather.finish();
    webhook.object = state_->gather.object();
    // A zero octet ends the text for the reader; what stands behind it was not read.
    webhook.complete = code == rapidjson::kParseErrorNone && state_->end == body.size();
    if (!webhook.complete) {
        webhook.broke_at = skipped + state_->end;
        webhook.broke_by = words_for(code, state_->end, body.size());
    }
    return webhook;
}

}  // namespace consentry::meta
