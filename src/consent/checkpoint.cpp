#include "consentry/consent/checkpoint.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/base/json.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace consentry::consent {
namespace {

constexpr std::string_view form = "consentry-checkpoint/1";

std::vector<std::string_view> words_of(std::string_view line)
{
    std::vector<std::string_view> words;
    for (std::size_t from = 0; from <= line.size();) {
        std::size_t const to = std::min(line.find(' ', from), line.size());
        words.push_back(line.substr(from, to - from));
        from = to + 1;
    }
    return words;
}

template <std::size_t Size>
bool read(std::optional<Bytes> const& octets, std::array<std::uint8_t, Size>& into)
{
    if (!octets || octets->size() != Size)
        return false;
    std::ranges::copy(as_octets(*octets), into.begin());
    return true;
}

bool read(std::string_view digits, Seq& into)
{
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
    return error == std::errc{} && end == digits.data() + digits.size() && into > 0;
}

bool read(std::string_view text, EventTime& into)
{
    auto const at = parse_rfc3339(text);
    if (at)
        into = event_time(*at);
    return at.has_value();
}

}  // namespace

std::string key_id(PublicKey const& key)
{
    Digest const digest = sha256(as_text(key));
    return to_hex(std::span{digest}.first(8));
}

std::string signed_text(Checkpoint const& checkpoint)
{
    std::string text{form};
    for (std::string const& word : {checkpoint.brand, std::to_string(checkpoint.count), to_hex(checkpoint.head),
             to_hex(checkpoint.root), rfc3339(checkpoint.at), checkpoint.key})
        text.append(" ").append(word);
    return text;
}

std::string to_line(Checkpoint const& checkpoint)
{
    return signed_text(checkpoint) + " " + to_base64(checkpoint.signature);
}

Result<Checkpoint> parse_checkpoint(std::string_view line)
{
    Checkpoint checkpoint;
    auto const words = words_of(line);
    bool const readable = words.size() == 8 && words[0] == form && read(words[2], checkpoint.count)
        && read(from_hex(words[3]), checkpoint.head) && read(from_hex(words[4]), checkpoint.root)
        && read(words[5], checkpoint.at) && read(from_base64(words[7]), checkpoint.signature);
    if (readable) {
        checkpoint.brand = words[1];
        checkpoint.key = words[6];
    }
    // One spelling only, so that two lines are the same checkpoint when they are the same bytes.
    if (!readable || to_line(checkpoint) != line)
        return fail(Fault::malformed,
            "this is no checkpoint: one is a line of eight words with single blanks between, the first of them "
                + std::string{form} + ", as `consentry checkpoint` prints it");
    return checkpoint;
}

std::string to_json(Checkpoint const& checkpoint)
{
    JsonWriter json;
    json.open().put("brand", checkpoint.brand).put("count", checkpoint.count);
    json.put("head", to_hex(checkpoint.head)).put("root", to_hex(checkpoint.root)).put("at", checkpoint.at);
    json.put("key", checkpoint.key).put("signature", to_base64(checkpoint.signature));
    json.put("line", to_line(checkpoint)).close();
    return json.str();
}

void sign(Checkpoint& checkpoint, SigningKey const& key)
{
    checkpoint.key = key_id(key.public_key());
    checkpoint.signature = key.sign(signed_text(checkpoint));
}

bool is_signed_by(Checkpoint const& checkpoint, PublicKey const& key)
{
    return checkpoint.key == key_id(key) && is_signed(signed_text(checkpoint), checkpoint.signature, key);
}

std::string to_text(PublicKey const& key) { return to_base64(key); }

std::optional<PublicKey> public_key_of(std::string_view text)
{
    PublicKey key{};
    return read(from_base64(text), key) ? std::optional{key} : std::nullopt;
}

}  // namespace consentry::consent
