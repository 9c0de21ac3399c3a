// What proves the ledger to somebody who has no reason to trust this installation.
#include "api/calls.hpp"
#include "api/json.hpp"
#include "api/noting.hpp"

namespace consentry::api {
namespace {

/// The contact in the path, or the id of a subject, by which those are found who have no name any more.
Result<consent::Whom> whom_in_path(Call const& call, intake::Brand const& brand)
{
    std::string const& text = call.path.front();
    if (text.starts_with("sub_"))
        return consent::Whom{text};
    auto contact = contact_in(text, brand, "contact");
    if (!contact)
        return std::unexpected(contact.error());
    return consent::Whom{std::move(*contact)};
}

}  // namespace

/// Signed, and without anything personal: made to be kept where the administrators of this machine cannot reach it.
Answered list_checkpoints(Call const& call)
{
    auto const asked = call.page();
    if (!asked)
        return std::unexpected(asked.error());
    std::string const& name = asked->brand_name();
    consent::Proofs& proofs = call.services.proofs;
    auto const page = proofs.checkpoints(name, asked->after, asked->limit);
    JsonWriter json;
    json.open().open_list("checkpoints");
    for (consent::Checkpoint const& checkpoint : page.checkpoints)
        json.raw(consent::to_json(checkpoint));
    json.close_list().put("next", page.checkpoints.empty() ? asked->after : page.checkpoints.back().count);
    json.put("more", page.more);
    auto const last = proofs.last_checkpoint(name);
    json.key("last");
    last ? json.raw(consent::to_json(*last)) : json.null();
    json.open_list("keys");
    for (consent::KeyStatement const& key : proofs.keys())
        json.open()
            .put("id", consent::key_id(key.key))
            .put("public_key", consent::to_text(key.key))
            .put("since", key.since)
            .put_or_null("former", key.former)
            .put("endorsed", !key.endorsement.empty())
            .close();
    json.close_list().close();
    return json_response(json);
}

Answered show_proof(Call const& call)
{
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    auto const whom = whom_in_path(call, **brand);
    if (!whom)
        return std::unexpected(whom.error());
    auto const proof
        = consent::prove(call.services.proofs, *(*brand)->policy, *whom, event_time(call.services.clock.now()));
    if (!proof)
        return std::unexpected(proof.error());
    if (!*proof)
        return fail(Fault::not_found, "brand " + (*brand)->policy->brand + " knows nothing of them");
    if (!(*proof)->subjects.empty())
        note_read(call, "GET /v1/subjects/{contact}/proof", (*brand)->policy->brand, (*proof)->subjects.front());
    JsonWriter json;
    json.raw(consent::to_json(**proof));
    return json_response(json);
}

}  // namespace consentry::api
