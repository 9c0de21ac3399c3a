#include "store/relay_frame.hpp"

#include "consentry/base/encoding.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using forward::RelayBody;
using forward::RelayRecord;

constexpr std::size_t checksum_octets = 16;
constexpr std::size_t lengths_at = relay_mark.size();
constexpr std::size_t checksum_at = lengths_at + 2 * sizeof(std::uint32_t);

template <class Integer>
void put(std::string& text, Integer value)
{
    for (std::size_t i = 0; i < sizeof value; ++i)
        text.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFFU));
}

void put(std::string& text, std::vector<std::string> const& words)
{
    put(text, static_cast<std::uint32_t>(words.size()));
    for (std::string const& word : words) {
        put(text, static_cast<std::uint32_t>(word.size()));
        text += word;
    }
}

/// Takes values off the front of a head; from the first that is not there on, nothing.
class Head {
public:
    explicit Head(std::string_view text)
        : left_{text}
    {
    }

    std::string_view octets(std::size_t count)
    {
        if (count > left_.size())
            whole_ = false;
        std::string_view const taken = left_.substr(0, count);
        left_.remove_prefix(taken.size());
        return whole_ ? taken : std::string_view{};
    }

    template <class Integer>
    Integer integer()
    {
        std::uint64_t value = 0;
        std::string_view const taken = octets(sizeof(Integer));
        for (std::size_t i = 0; i < taken.size(); ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(taken[i])) << (8 * i);
        return static_cast<Integer>(value);
    }

    std::vector<std::string> words()
    {
        std::vector<std::string> words;
        for (auto count = integer<std::uint32_t>(); whole_ && count > 0; --count)
            words.emplace_back(octets(integer<std::uint32_t>()));
        return words;
    }

    bool ended_well() const { return whole_ && left_.empty(); }

private:
    std::string_view left_;
    bool whole_ = true;
};

/// Lengths of head and body.
std::pair<std::size_t, std::size_t> lengths_in(std::string_view start)
{
    Head lengths{start.substr(lengths_at, checksum_at - lengths_at)};
    std::size_t const head = lengths.integer<std::uint32_t>();
    return {head, lengths.integer<std::uint32_t>()};
}

/// Over the lengths too: a frame that tells a wrong one is no frame.
std::string checksum_of(std::string_view lengths, std::string_view head, std::string_view body)
{
    thread_local Sha256 sha256;
    Digest const digest = sha256({lengths, head, body});
    return {digest.begin(), digest.begin() + checksum_octets};
}

}  // namespace

std::string framed(RelayBody const& body, std::uint64_t ordinal)
{
    std::string head;
    put(head, static_cast<std::uint64_t>(body.received_at.time_since_epoch().count()));
    put(head, ordinal);
    head.append(body.signature.begin(), body.signature.end());
    put(head, body.relays);
    put(head, body.numbers);
    std::string text{relay_mark};
    text.reserve(relay_frame_start + head.size() + body.body.size());
    put(text, static_cast<std::uint32_t>(head.size()));
    put(text, static_cast<std::uint32_t>(body.body.size()));
    text += checksum_of(std::string_view{text}.substr(lengths_at), head, body.body);
    return text.append(head).append(body.body);
}

std::optional<std::size_t> frame_size(std::string_view start)
{
    if (start.size() < relay_frame_start || !start.starts_with(relay_mark))
        return {};
    auto const [head, body] = lengths_in(start);
    return relay_frame_start + head + body;
}

std::optional<RelayRecord> unframed(std::string_view contents)
{
    auto const size = frame_size(contents);
    if (!size || *size > contents.size())
        return {};
    std::size_t const head_size = lengths_in(contents).first;
    std::string_view const head = contents.substr(relay_frame_start, head_size);
    std::string_view const body = contents.substr(relay_frame_start + head_size, *size - relay_frame_start - head_size);
    std::string_view const lengths = contents.substr(lengths_at, checksum_at - lengths_at);
    if (contents.substr(checksum_at, checksum_octets) != checksum_of(lengths, head, body))
        return {};
    Head reading{head};
    RelayRecord record;
    record.what.received_at = Instant{Instant::duration{reading.integer<std::int64_t>()}};
    record.ordinal = reading.integer<std::uint64_t>();
    std::ranges::copy(as_octets(reading.octets(record.what.signature.size())), record.what.signature.begin());
    record.what.relays = reading.words();
    record.what.numbers = reading.words();
    if (!reading.ended_well())
        return {};
    record.what.body = body;
    return record;
}

std::size_t next_frame(std::string_view contents, std::size_t from)
{
    for (std::size_t at = contents.find(relay_mark, from); at != std::string_view::npos;
        at = contents.find(relay_mark, at + 1)) {
        if (unframed(contents.substr(at)))
            return at;
    }
    return contents.size();
}

}  // namespace consentry::store
