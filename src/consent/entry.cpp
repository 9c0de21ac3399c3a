#include "consentry/consent/entry.hpp"

#include "consent/event_members.hpp"
#include "consentry/base/encoding.hpp"

namespace consentry::consent {
namespace {

void put_prompt(JsonWriter& json, PromptNote const& prompt)
{
    json.open("prompt");
    json.put("scope", prompt.scope);
    json.put_if_any("wording", prompt.wording);
    json.put_if_any("language", prompt.language);
    json.put("asked_at", prompt.asked_at);
    json.put("expires_at", prompt.expires_at);
    json.put_if_any("message_key", prompt.message_key);
    json.put("seq", prompt.seq);
    json.close();
}

void put_answer(JsonWriter& json, AnswerNote const& answer)
{
    json.open("answer");
    json.put("intent", name_of(answer.intent));
    json.put_if_any("language", answer.language);
    json.put_if_any("context_key", answer.context_key);
    json.put("answered", answer.answered);
    json.close();
}

void put_fact(JsonWriter& json, Fact const& fact)
{
    json.open("fact");
    json.put("kind", name_of(fact.kind));
    json.put_if_any("scope", fact.scope);
    json.put("at", fact.at);
    if (fact.valid_until)
        json.put("valid_until", *fact.valid_until);
    json.put("authority", name_of(fact.authority));
    json.put_if_any("number", fact.number);
    if (fact.annuls != 0)
        json.put("annuls", fact.annuls);
    if (fact.confirmed)
        json.put("confirmed", true);
    json.close();
}

/// The order of the members is part of the format.
void put_fields(JsonWriter& json, Event const& event)
{
    json.open();
    json.put("format", std::int64_t{entry_format});
    json.put("id", event.id);
    json.put("brand", event.brand);
    json.put("seq", event.seq);
    json.put("type", name_of(event.type));
    json.put("version", event.version);
    json.put("effective", event.effective);
    json.put("timestamp", event.timestamp);
    json.put("recorded_at", event.recorded_at);
    json.put_if_any("subject", event.subject);
    json.put_if_any("merged_subject", event.merged_subject);
    json.put_if_any("scope", event.scope);
    json.put("state", name_of(event.state));
    put_states(json, event);
    json.put_if_any("number", event.number);
    json.put("source", name_of(event.source));
    if (event.match)
        put_match(json, *event.match);
    if (event.prompt)
        put_prompt(json, *event.prompt);
    if (event.answer)
        put_answer(json, *event.answer);
    if (event.fact)
        put_fact(json, *event.fact);
    if (event.alarm)
        put_alarm(json, *event.alarm);
    if (event.violation)
        put_violation(json, *event.violation);
    json.put_if_any("item", event.message_key);
    if (event.again_of != 0)
        json.put("again_of", event.again_of);
    json.put_if_any("wording", event.wording);
    json.put_if_any("wording_digest", event.wording_digest);
    if (!event.suppressed.empty()) {
        json.open_list("suppressed");
        for (std::string const& name : event.suppressed)
            json.text(name);
        json.close_list();
    }
    json.close();
}

void put_who(JsonWriter& json, Event const& event)
{
    json.open();
    json.put_if_any("wa_id", event.wa_id);
    json.put_if_any("user_id", event.user_id);
    json.put_if_any("parent_user_id", event.parent_user_id);
    json.put_if_any("former_wa_id", event.former_wa_id);
    json.put_if_any("message_id", event.message_id);
    json.put_if_any("context_id", event.context_id);
    json.put_if_any("actor", event.actor);
    json.put_if_any("caused_by", event.caused_by);
    json.put_if_any("said_under", event.said_under);
    json.close();
}

void put_said(JsonWriter& json, Event const& event)
{
    json.open();
    json.put_if_any("text", event.text);
    if (event.match)
        json.put_if_any("folded", event.match->folded);
    json.put_if_any("origin", event.origin);
    json.put_if_any("evidence", event.evidence);
    json.put_if_any("reason", event.reason);
    json.close();
}

std::string_view octets(Digest const& digest) { return as_text(digest); }

}  // namespace

struct EntryWriter::Buffers {
    JsonWriter json;

    template <class Put>
    std::string write(Put put, Event const& event)
    {
        json.clear();
        put(json, event);
        return json.str();
    }
};

EntryWriter::EntryWriter(Random& random)
    : random_{random}
    , buffers_{std::make_unique<Buffers>()}
{
}
EntryWriter::~EntryWriter() = default;

Entry EntryWriter::write(Event const& event, Digest const& previous)
{
    std::array<std::uint8_t, 32> salts{};
    random_.fill(salts);
    Entry entry;
    entry.seq = event.seq;
    entry.fields = buffers_->write(put_fields, event);
    entry.personal.who_salt = as_text(std::span{salts}.first(16));
    entry.personal.who = buffers_->write(put_who, event);
    entry.personal.said_salt = as_text(std::span{salts}.last(16));
    entry.personal.said = buffers_->write(put_said, event);
    entry.who_commitment = sha256_({entry.personal.who_salt, entry.personal.who});
    entry.said_commitment = sha256_({entry.personal.said_salt, entry.personal.said});
    entry.hash = link_hash(sha256_, previous, entry);
    return entry;
}

Digest link_hash(Sha256& sha256, Digest const& previous, Entry const& entry)
{
    return sha256({octets(previous), octets(entry.who_commitment), octets(entry.said_commitment), entry.fields});
}

std::optional<std::string> broken_commitment(Sha256& sha256, Entry const& entry)
{
    Personal const& personal = entry.personal;
    auto const broken = [&](std::string const& salt, std::string const& data, Digest const& commitment) {
        bool const erased = salt.empty() && data.empty();
        return !erased && sha256({salt, data}) != commitment;
    };
    if (broken(personal.who_salt, personal.who, entry.who_commitment))
        return "the names and message ids are not those that were committed to";
    if (broken(personal.said_salt, personal.said, entry.said_commitment))
        return "the words are not those that were committed to";
    return {};
}

std::string_view event_id(std::string_view fields)
{
    constexpr std::string_view before = "\"id\":\"";
    auto const start = fields.find(before);
    if (start == std::string_view::npos)
        return {};
    std::string_view const rest = fields.substr(start + before.size());
    return rest.substr(0, rest.find('"'));
}

}  // namespace consentry::consent
