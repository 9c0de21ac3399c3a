#include "consentry/consent/proof.hpp"

#include "consent/proof_form.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/json.hpp"

namespace consentry::consent {
namespace {

void put_key(JsonWriter& json, KeyStatement const& statement)
{
    json.open().put("public_key", to_text(statement.key)).put("since", statement.since);
    json.put_or_null("former", statement.former).put("own_signature", to_base64(statement.own));
    std::string const endorsement = to_base64(as_octets(statement.endorsement));
    json.put_or_null("endorsement", endorsement).close();
}

void put_part(JsonWriter& json, std::string_view name, std::string const& salt, std::string const& part)
{
    json.key(name);
    if (salt.empty() && part.empty())
        json.null();
    else
        json.open().put("salt", to_hex(as_octets(salt))).put("json", part).close();
}

void put_entry(JsonWriter& json, ProvenEntry const& proven)
{
    Entry const& entry = proven.entry;
    json.open().put("seq", entry.seq).put("previous", to_hex(proven.previous));
    json.put("who_commitment", to_hex(entry.who_commitment)).put("said_commitment", to_hex(entry.said_commitment));
    json.put("fields", entry.fields);
    put_part(json, "who", entry.personal.who_salt, entry.personal.who);
    put_part(json, "said", entry.personal.said_salt, entry.personal.said);
    json.open_list("path");
    for (Digest const& sibling : proven.path)
        json.text(to_hex(sibling));
    json.close_list().close();
}

}  // namespace

std::string to_json(Proof const& proof)
{
    JsonWriter json;
    json.open().put("format", proof_form).put("brand", proof.brand).put("made_at", proof.made_at);
    json.open_list("subjects");
    for (std::string const& id : proof.subjects)
        json.text(id);
    json.close_list().put("checkpoint", to_line(proof.checkpoint)).open_list("keys");
    for (KeyStatement const& statement : proof.keys)
        put_key(json, statement);
    json.close_list().open_list("wordings");
    for (Wording const& wording : proof.wordings)
        json.open()
            .put("scope", wording.scope)
            .put("version", wording.version)
            .put("language", wording.language)
            .put("text", wording.text)
            .close();
    json.close_list().open_list("entries");
    for (ProvenEntry const& entry : proof.entries)
        put_entry(json, entry);
    json.close_list().close();
    return json.str();
}

}  // namespace consentry::consent
