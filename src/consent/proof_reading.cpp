// Proofs read back: strictly, since they come from whoever claims something by them.
#include "consent/proof_form.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/consent/proof.hpp"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>

namespace consentry::consent {
namespace {

using Json = boost::json::object;

/// What is wrong with a proof. Thrown and caught in this file only.
struct Malformed {
    std::string detail;
};

/// An object with these members, all of them and no other.
Json const& object(boost::json::value const& value, std::initializer_list<std::string_view> members)
{
    if (!value.is_object())
        throw Malformed{"something is no JSON object that has to be one"};
    Json const& found = value.get_object();
    for (std::string_view const member : members) {
        if (!found.contains(member))
            throw Malformed{"a member " + std::string{member} + " is missing"};
    }
    for (auto const& [name, ignored] : found) {
        if (std::ranges::find(members, std::string_view{name}) == members.end())
            throw Malformed{"it has a member " + std::string{name} + ", which is not part of the format"};
    }
    return found;
}

std::string text(boost::json::value const& value)
{
    if (!value.is_string())
        throw Malformed{"something is no text that has to be one"};
    return std::string{value.get_string()};
}

std::string text(Json const& object, char const* name) { return text(object.at(name)); }

std::string text_or_empty(Json const& object, char const* name)
{
    return object.at(name).is_null() ? "" : text(object, name);
}

boost::json::array const& list(Json const& object, char const* name)
{
    if (!object.at(name).is_array())
        throw Malformed{std::string{name} + " is no list"};
    return object.at(name).get_array();
}

template <std::size_t Size>
std::array<std::uint8_t, Size> octets(std::optional<Bytes> const& decoded, char const* what)
{
    std::array<std::uint8_t, Size> result{};
    if (!decoded || decoded->size() != Size)
        throw Malformed{std::string{what} + " has another length or is written otherwise"};
    std::ranges::copy(as_octets(*decoded), result.begin());
    return result;
}

Digest digest(boost::json::value const& value, char const* what)
{
    return octets<std::tuple_size_v<Digest>>(from_hex(text(value)), what);
}

EventTime time(Json const& object, char const* name)
{
    auto const at = parse_rfc3339(text(object, name));
    if (!at)
        throw Malformed{std::string{name} + " is no time"};
    return event_time(*at);
}

KeyStatement key_statement(boost::json::value const& value)
{
    Json const& json = object(value, {"public_key", "since", "former", "own_signature", "endorsement"});
    auto const key = public_key_of(text(json, "public_key"));
    auto const endorsement = from_base64(text_or_empty(json, "endorsement"));
    if (!key || !endorsement)
        throw Malformed{"a key is not written as one"};
    KeyStatement statement;
    statement.key = *key;
    statement.since = time(json, "since");
    statement.former = text_or_empty(json, "former");
    statement.own
        = octets<std::tuple_size_v<Signature>>(from_base64(text(json, "own_signature")), "the signature of a key");
    statement.endorsement = *endorsement;
    return statement;
}

Wording wording(boost::json::value const& value)
{
    Json const& json = object(value, {"scope", "version", "language", "text"});
    return {text(json, "scope"), text(json, "version"), text(json, "language"), text(json, "text")};
}

/// A part that was erased is null.
void read_part(boost::json::value const& value, std::string& salt, std::string& part)
{
    if (value.is_null())
        return;
    Json const& json = object(value, {"salt", "json"});
    auto const decoded = from_hex(text(json, "salt"));
    if (!decoded || decoded->empty())
        throw Malformed{"a salt is no hexadecimal number"};
    salt = *decoded;
    part = text(json, "json");
}

ProvenEntry entry(boost::json::value const& value)
{
    Json const& json
        = object(value, {"seq", "previous", "who_commitment", "said_commitment", "fields", "who", "said", "path"});
    ProvenEntry proven;
    if (!json.at("seq").is_int64() || json.at("seq").get_int64() < 1)
        throw Malformed{"seq is no whole number from 1 on"};
    proven.entry.seq = json.at("seq").get_int64();
    proven.previous = digest(json.at("previous"), "previous");
    proven.entry.who_commitment = digest(json.at("who_commitment"), "who_commitment");
    proven.entry.said_commitment = digest(json.at("said_commitment"), "said_commitment");
    proven.entry.fields = text(json, "fields");
    read_part(json.at("who"), proven.entry.personal.who_salt, proven.entry.personal.who);
    read_part(json.at("said"), proven.entry.personal.said_salt, proven.entry.personal.said);
    for (boost::json::value const& sibling : list(json, "path"))
        proven.path.push_back(digest(sibling, "a sibling"));
    return proven;
}

/// Counts the members of all objects of a text, also those that have the name of another.
struct Counting {
    static constexpr std::size_t max_object_size = SIZE_MAX;
    static constexpr std::size_t max_array_size = SIZE_MAX;
    static constexpr std::size_t max_key_size = SIZE_MAX;
    static constexpr std::size_t max_string_size = SIZE_MAX;
    using Text = boost::json::string_view;
    using Trouble = boost::system::error_code;

    std::size_t members = 0;

    bool on_document_begin(Trouble&) { return true; }
    bool on_document_end(Trouble&) { return true; }
    bool on_object_begin(Trouble&) { return true; }
    bool on_object_end(std::size_t count, Trouble&) { return members += count, true; }
    bool on_array_begin(Trouble&) { return true; }
    bool on_array_end(std::size_t, Trouble&) { return true; }
    bool on_key_part(Text, std::size_t, Trouble&) { return true; }
    bool on_key(Text, std::size_t, Trouble&) { return true; }
    bool on_string_part(Text, std::size_t, Trouble&) { return true; }
    bool on_string(Text, std::size_t, Trouble&) { return true; }
    bool on_number_part(Text, Trouble&) { return true; }
    bool on_int64(std::int64_t, Text, Trouble&) { return true; }
    bool on_uint64(std::uint64_t, Text, Trouble&) { return true; }
    bool on_double(double, Text, Trouble&) { return true; }
    bool on_bool(bool, Trouble&) { return true; }
    bool on_null(Trouble&) { return true; }
    bool on_comment_part(Text, Trouble&) { return true; }
    bool on_comment(Text, Trouble&) { return true; }
};

std::size_t members_in(boost::json::value const& value)
{
    std::size_t count = 0;
    if (auto const* const list = value.if_array()) {
        for (boost::json::value const& item : *list)
            count += members_in(item);
    } else if (auto const* const object = value.if_object()) {
        count = object->size();
        for (auto const& [name, item] : *object)
            count += members_in(item);
    }
    return count;
}

/// Of two members of one name another reader may believe the other.
void require_names_once(std::string_view json, boost::json::value const& value)
{
    boost::json::basic_parser<Counting> parser{boost::json::parse_options{}};
    boost::system::error_code error;
    parser.write_some(false, json.data(), json.size(), error);
    if (parser.handler().members != members_in(value))
        throw Malformed{"an object has two members of one name"};
}

Proof proof(boost::json::value const& value)
{
    if (!value.is_object() || !value.get_object().contains("format")
        || text(value.get_object(), "format") != proof_form)
        throw Malformed{"it does not name the format " + std::string{proof_form}};
    Json const& json
        = object(value, {"format", "brand", "made_at", "subjects", "checkpoint", "keys", "wordings", "entries"});
    Proof read;
    read.brand = text(json, "brand");
    read.made_at = time(json, "made_at");
    for (boost::json::value const& id : list(json, "subjects"))
        read.subjects.push_back(text(id));
    auto checkpoint = parse_checkpoint(text(json, "checkpoint"));
    if (!checkpoint)
        throw Malformed{checkpoint.error().detail};
    read.checkpoint = std::move(*checkpoint);
    std::ranges::transform(list(json, "keys"), std::back_inserter(read.keys), key_statement);
    std::ranges::transform(list(json, "wordings"), std::back_inserter(read.wordings), wording);
    std::ranges::transform(list(json, "entries"), std::back_inserter(read.entries), entry);
    return read;
}

}  // namespace

Result<Proof> read_proof(std::string_view json)
{
    boost::system::error_code error;
    boost::json::value const value = boost::json::parse(json, error);
    if (error)
        return fail(Fault::malformed, "this is no proof: it is no JSON: " + error.message());
    try {
        require_names_once(json, value);
        return proof(value);
    } catch (Malformed const& malformed) {
        return fail(Fault::malformed, "this is no proof: " + malformed.detail);
    }
}

}  // namespace consentry::consent
