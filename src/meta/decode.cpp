#include "consentry/meta/decode.hpp"

#include "consentry/meta/utf8.hpp"
#include "meta/gather.hpp"
#include "meta/numbers.hpp"

#include <rapidjson/reader.h>

#include <cassert>
#include <limits>

namespace consentry::meta {
namespace {

/// The body is parsed in place, in a copy of ours: that costs half of what parsing into another buffer costs, and the
/// items can point into it. Numbers come as their text, so that none is rounded and either form of an id is one.
constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
constexpr unsigned patient_flags = flags | rapidjson::kParseIterativeFlag;

/// The reader calls itself for each level, so this bounds its stack; what we read is 15 levels deep at most.
constexpr unsigned recursion_max = 256;

constexpr std::size_t copy_kept_max = std::size_t{256} * 1024;  // A larger copy is given back before the next body.

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// Why the reader stopped at `offset` of a body of `size` octets.
std::string_view words_for(rapidjson::ParseErrorCode code, std::size_t offset, std::size_t size)
{
    if (size == 0 || code == rapidjson::kParseErrorDocumentEmpty)
        return "the body is empty";
    if (code == rapidjson::kParseErrorDocumentRootNotSingular)
        return "something stands behind the end";
    return offset >= size ? "it ends too early" : "it is not JSON";
}

/// Half a surrogate pair, a number beyond any double, a depth beyond our stack.
bool needs_patience(rapidjson::ParseErrorCode code)
{
    return code == rapidjson::kParseErrorStringUnicodeSurrogateInvalid || code == rapidjson::kParseErrorNumberTooBig
        || code == rapidjson::kParseErrorTermination;
}

}  // namespace

struct Decoder::State {
    std::unique_ptr<char[]> copy;
    std::size_t capacity = 0;
    rapidjson::Reader reader;
    Gather gather;

    explicit State(Prices prices)
        : gather{prices}
    {
    }

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

    template <unsigned with>
    rapidjson::ParseErrorCode parse(rapidjson::Reader& with_reader, char* text, unsigned depth_max)
    {
        gather.start(depth_max);
        rapidjson::InsituStringStream stream{text};
        rapidjson::ParseErrorCode const code = with_reader.Parse<with>(stream, gather).Code();
        end = code == rapidjson::kParseErrorNone ? stream.Tell() : with_reader.GetErrorOffset();
        return code;
    }

    rapidjson::ParseErrorCode parse(std::string_view body) { return parse<flags>(reader, take(body), recursion_max); }

    /// As parse(), for a body with what the reader refuses though it is JSON, or that a person's text can bring in: it
    /// must not cost the neighbours. Slower, and its reader's memory, which grows with the depth, is not kept.
    rapidjson::ParseErrorCode parse_patiently(std::string_view body)
    {
        char* const text = take(body);
        mend_surrogates(text, body.size());
        mend_numbers(text, body.size());
        rapidjson::Reader patient;
        return parse<patient_flags>(patient, text, std::numeric_limits<unsigned>::max());
    }

    std::size_t end = 0;  // Where the last parse stopped.
};

Decoder::Decoder(Prices prices)
    : state_{std::make_unique<State>(prices)}
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
    auto code = state_->parse(body);
    if (needs_patience(code))
        code = state_->parse_patiently(body);
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
