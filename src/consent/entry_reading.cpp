// Entries read back. What is not there or of another type than the format says is told, never guessed.
#include "consentry/consent/records.hpp"

#include <boost/json.hpp>

#include <array>

namespace consentry::consent {
namespace {

using Json = boost::json::object;

/// What the trees of a usual entry need, on the stack; those of an unusual one go on in the heap.
constexpr std::size_t trees_size = 8 * 1024;

/// What is wrong with an entry. Thrown and caught in this file only: the way out of thirty nested reads.
struct Malformed {
    std::string detail;
};

Json parse(std::string const& text, char const* what, boost::json::storage_ptr memory)
{
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(text, error, std::move(memory));
    if (error)
        throw Malformed{std::string{what} + " are no JSON: " + error.message()};
    if (!value.is_object())
        throw Malformed{std::string{what} + " are no JSON object"};
    return std::move(value.get_object());
}

std::string text(Json const& object, char const* name)
{
    boost::json::value const* const value = object.if_contains(name);
    if (!value)
        return {};
    if (!value->is_string())
        throw Malformed{std::string{name} + " is no text"};
    return std::string{value->get_string()};
}

std::int64_t number(Json const& object, char const* name)
{
    boost::json::value const* const value = object.if_contains(name);
    if (!value)
        return 0;
    if (!value->is_int64())
        throw Malformed{std::string{name} + " is no whole number"};
    return value->get_int64();
}

bool flag(Json const& object, char const* name)
{
    boost::json::value const* const value = object.if_contains(name);
    if (!value || !value->is_bool())
        throw Malformed{std::string{name} + " is neither true nor false"};
    return value->get_bool();
}

Instant instant(Json const& object, char const* name)
{
    auto const at = parse_rfc3339(text(object, name));
    if (!at)
        throw Malformed{std::string{name} + " is no time"};
    return *at;
}

std::optional<EventTime> optional_time(Json const& object, char const* name)
{
    if (!object.contains(name))
        return {};
    return event_time(instant(object, name));
}

template <class Enum>
Enum known(std::optional<Enum> value, char const* name)
{
    if (!value)
        throw Malformed{std::string{name} + " has a value that this version does not know"};
    return *value;
}

Json const* object(Json const& parent, char const* name)
{
    boost::json::value const* const value = parent.if_contains(name);
    if (value && !value->is_object())
        throw Malformed{std::string{name} + " is no JSON object"};
    return value ? &value->get_object() : nullptr;
}

std::vector<ScopeState> states(Json const& fields)
{
    std::vector<ScopeState> result;
    Json const* const scopes = object(fields, "states");
    if (!scopes)
        throw Malformed{"states are missing"};
    for (auto const& [name, value] : *scopes) {
        if (!value.is_object())
            throw Malformed{"a state is no JSON object"};
        Json const& state = value.get_object();
        result.push_back({std::string{name}, known(state_of(text(state, "state")), "state"), flag(state, "allowed"),
            known(reason_of(text(state, "reason")), "reason"), optional_time(state, "valid_until")});
    }
    return result;
}

std::vector<std::string> suppressed(Json const& fields)
{
    std::vector<std::string> result;
    boost::json::value const* const names = fields.if_contains("suppressed");
    if (names && !names->is_array())
        throw Malformed{"suppressed is no JSON array"};
    for (auto const& name : names ? names->get_array() : boost::json::array{}) {
        if (!name.is_string() || !private_key_of(name.get_string()))
            throw Malformed{"a suppressed name is no keyed hash"};
        result.emplace_back(name.get_string());
    }
    return result;
}

Match match(Json const& value)
{
    return {text(value, "keyword"), text(value, "language"), text(value, "tier"), text(value, "rule"),
        text(value, "pack"), {}, text(value, "reach")};
}

PromptNote prompt(Json const& value)
{
    return {text(value, "scope"), text(value, "wording"), text(value, "language"),
        event_time(instant(value, "asked_at")), event_time(instant(value, "expires_at")), text(value, "message_key"),
        number(value, "seq")};
}

AnswerNote answer(Json const& value)
{
    return {known(intent_of(text(value, "intent")), "intent"), text(value, "language"), text(value, "context_key"),
        number(value, "answered")};
}

Fact fact(Json const& value, Seq seq)
{
    Fact fact;
    fact.kind = known(fact_kind_of(text(value, "kind")), "kind");
    fact.scope = text(value, "scope");
    fact.at = event_time(instant(value, "at"));
    fact.valid_until = optional_time(value, "valid_until");
    fact.authority = known(authority_of(text(value, "authority")), "authority");
    fact.number = text(value, "number");
    fact.annuls = number(value, "annuls");
    fact.confirmed = value.contains("confirmed") && flag(value, "confirmed");
    fact.seq = seq;
    return fact;
}

AlarmNote alarm(Json const& value)
{
    return {text(value, "code"), text(value, "about"), text(value, "detail"), flag(value, "raised"),
        event_time(instant(value, "since"))};
}

ViolationNote violation(Json const& value)
{
    std::optional<Category> category;
    if (value.contains("category"))
        category = known(category_of(text(value, "category")), "category");
    return {category, event_time(instant(value, "since")), text(value, "event")};
}

void read_fields(Json const& fields, Event& event)
{
    if (auto const format = number(fields, "format"); format != entry_format)
        throw Malformed{"format " + std::to_string(format) + " is not known to this version"};
    event.id = text(fields, "id");
    event.brand = text(fields, "brand");
    event.seq = number(fields, "seq");
    event.type = known(event_type_of(text(fields, "type")), "type");
    event.version = number(fields, "version");
    event.effective = flag(fields, "effective");
    event.timestamp = event_time(instant(fields, "timestamp"));
    event.recorded_at = instant(fields, "recorded_at");
    event.subject = text(fields, "subject");
    event.merged_subject = text(fields, "merged_subject");
    event.scope = text(fields, "scope");
    event.state = known(state_of(text(fields, "state")), "state");
    event.states = states(fields);
    event.number = text(fields, "number");
    event.source = known(source_of(text(fields, "source")), "source");
    event.message_key = text(fields, "item");
    event.again_of = number(fields, "again_of");
    event.wording = text(fields, "wording");
    event.suppressed = suppressed(fields);
    event.wording_digest = text(fields, "wording_digest");
    if (Json const* const value = object(fields, "match"))
        event.match = match(*value);
    if (Json const* const value = object(fields, "prompt"))
        event.prompt = prompt(*value);
    if (Json const* const value = object(fields, "answer"))
        event.answer = answer(*value);
    if (Json const* const value = object(fields, "fact"))
        event.fact = fact(*value, event.seq);
    if (event.fact)
        event.fact->event = event.id;
    if (event.fact && event.fact->kind == FactKind::grant) {
        event.fact->wording = event.wording;
        if (event.prompt)
            event.fact->asked_at = event.prompt->asked_at;
    }
    if (Json const* const value = object(fields, "alarm"))
        event.alarm = alarm(*value);
    if (Json const* const value = object(fields, "violation"))
        event.violation = violation(*value);
}

void read_who(Json const& who, Event& event)
{
    event.wa_id = text(who, "wa_id");
    event.user_id = text(who, "user_id");
    event.parent_user_id = text(who, "parent_user_id");
    event.former_wa_id = text(who, "former_wa_id");
    event.message_id = text(who, "message_id");
    event.context_id = text(who, "context_id");
    event.actor = text(who, "actor");
    event.caused_by = text(who, "caused_by");
    event.said_under = text(who, "said_under");
}

void read_said(Json const& said, Event& event)
{
    event.text = text(said, "text");
    event.origin = text(said, "origin");
    event.evidence = text(said, "evidence");
    event.reason = text(said, "reason");
    if (event.match)
        event.match->folded = text(said, "folded");
}

}  // namespace

Result<Event> read_entry(Entry const& entry)
{
    std::array<unsigned char, trees_size> room;
    boost::json::monotonic_resource trees{room.data(), room.size()};
    Result<Event> event;  // Filled where it is returned from: there are many, and they are large.
    try {
        read_fields(parse(entry.fields, "the fields", &trees), *event);
        if (!entry.personal.who.empty())
            read_who(parse(entry.personal.who, "the names", &trees), *event);
        if (!entry.personal.said.empty())
            read_said(parse(entry.personal.said, "the words", &trees), *event);
        return event;
    } catch (Malformed const& malformed) {
        return fail(Fault::malformed, malformed.detail);
    }
}

}  // namespace consentry::consent
