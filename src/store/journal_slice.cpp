#include "store/journal_slice.hpp"

#include "consentry/base/encoding.hpp"

#include <algorithm>
#include <charconv>

namespace consentry::store {
namespace {

using intake::JournalRecord;

constexpr std::string_view mark = "consentry-journal 1 ";
constexpr std::size_t head_bytes_max = 1024;

std::string gaps_text(intake::Gaps const& gaps)
{
    std::string text;
    for (intake::Gap const gap : gaps)
        text.append(text.empty() ? "" : ",").append(name_of(gap));
    return text;
}

/// Cuts `name=value ` off the front of `line`; nothing if it begins with another name.
std::optional<std::string_view> take(std::string_view& line, std::string_view name)
{
    if (!line.starts_with(name) || line.substr(name.size(), 1) != "=")
        return {};
    std::string_view value = line.substr(name.size() + 1);
    value = value.substr(0, value.find(' '));
    line.remove_prefix(std::min(line.size(), name.size() + 1 + value.size() + 1));
    return value;
}

std::optional<Digest> digest_of(std::string_view hex)
{
    auto const octets = from_hex(hex);
    Digest digest{};
    if (!octets || octets->size() != digest.size())
        return {};
    std::ranges::copy(as_octets(*octets), digest.begin());
    return digest;
}

void read_gaps(std::string_view text, intake::Gaps& gaps)
{
    while (!text.empty()) {
        std::string_view const name = text.substr(0, text.find(','));
        if (auto const gap = intake::gap_of(name))  // One of a later version is one that this one cannot close.
            gaps.insert(*gap);
        text.remove_prefix(std::min(text.size(), name.size() + 1));
    }
}

/// What a record's first line says: all but the body, and how to know that.
struct Head {
    JournalRecord record;
    std::size_t body_bytes = 0;
    Digest body_digest{};
};

std::optional<Head> read_head(std::string_view line)
{
    if (!line.starts_with(mark))
        return {};
    line.remove_prefix(mark.size());
    auto const received_at = take(line, "received_at");
    auto const gaps = take(line, "gaps");
    auto const brand = take(line, "brand");
    auto const signature = take(line, "signature");
    auto const bytes = take(line, "bytes");
    auto const digest = take(line, "sha256");
    if (!received_at || !gaps || !brand || !signature || !bytes || !digest)
        return {};
    Head head;
    auto const at = parse_rfc3339(*received_at);
    auto const signed_by = digest_of(*signature);
    auto const body_digest = digest_of(*digest);
    auto const [end, error] = std::from_chars(bytes->data(), bytes->data() + bytes->size(), head.body_bytes);
    if (!at || !signed_by || !body_digest || error != std::errc{} || end != bytes->data() + bytes->size())
        return {};
    read_gaps(*gaps, head.record.gaps);
    head.record.received_at = *at;
    head.record.brand = *brand;
    head.record.signature = *signed_by;
    head.body_digest = *body_digest;
    return head;
}

/// Where the next record may begin, behind `offset`.
std::size_t next_mark(std::string_view contents, std::size_t offset)
{
    std::size_t const found = contents.find(std::string{'\n'} + std::string{mark}, offset);
    return found == std::string_view::npos ? contents.size() : found + 1;
}

}  // namespace

std::string written(JournalRecord const& record)
{
    std::string text{mark};
    text.append("received_at=").append(rfc3339(record.received_at));
    text.append(" gaps=").append(gaps_text(record.gaps));
    text.append(" brand=").append(record.brand);
    text.append(" signature=").append(to_hex(record.signature));
    text.append(" bytes=").append(std::to_string(record.body.size()));
    text.append(" sha256=").append(to_hex(sha256(record.body)));
    return text.append("\n").append(record.body).append("\n");
}

std::vector<SliceRecord> read_slice(std::string_view contents)
{
    std::vector<SliceRecord> records;
    std::size_t offset = 0;
    while (offset < contents.size()) {
        SliceRecord& record = records.emplace_back();
        record.offset = offset;
        std::string_view const line = contents.substr(offset, contents.substr(offset, head_bytes_max).find('\n'));
        auto head = read_head(line);
        std::size_t const body_at = offset + line.size() + 1;
        bool const whole = head && body_at < contents.size() && head->body_bytes < contents.size() - body_at;
        std::string_view const body = whole ? contents.substr(body_at, head->body_bytes) : std::string_view{};
        if (whole && contents[body_at + body.size()] == '\n' && sha256(body) == head->body_digest) {
            record.record = std::move(head->record);
            record.record.body = body;
            offset = body_at + body.size() + 1;
            continue;
        }
        record.trouble = head && !whole ? "it is cut off" : "it is damaged";
        offset = next_mark(contents, offset);
    }
    return records;
}

std::string hour_of(Instant at) { return rfc3339(at).substr(0, 13); }

std::optional<Instant> end_of_hour(std::string_view name)
{
    auto const begin = parse_rfc3339(std::string{name.substr(0, 13)} + ":00:00Z");
    if (!begin)
        return {};
    return *begin + std::chrono::hours{1};
}

}  // namespace consentry::store
