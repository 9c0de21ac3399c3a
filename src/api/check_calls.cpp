#include "api/body.hpp"
#include "api/calls.hpp"
#include "api/json.hpp"
#include "consentry/consent/decide.hpp"

namespace consentry::api {
namespace {

constexpr std::size_t contacts_max = 10'000;
constexpr std::size_t slice = 500;  // Contacts of one read transaction: none is held open for long.

/// What all contacts of a request are asked about.
struct Asked {
    intake::Brand const* brand = nullptr;
    consent::Scope const* scope = nullptr;
    std::string number;
    bool reply = false;
};

Result<Asked> asked(intake::Brand const& brand, std::string const& scope, std::string const& number, bool reply)
{
    auto const found = scope_in(scope, brand);
    if (!found)
        return std::unexpected(found.error());
    if (auto const fine = check_number(number, brand); !fine)
        return std::unexpected(fine.error());
    // Where the scope leaves no time for replies, nothing is one.
    return Asked{&brand, *found, number, reply && (*found)->reply_window.count() > 0};
}

/// Whoever tells when the person wrote last need not reckon whether the window is still open.
Result<void> reckon_window(Call const& call, Asked& asked)
{
    auto const text = call.parameter("last_message_at");
    if (!text)
        return {};
    auto const last = parse_rfc3339(*text);
    if (!last || *last > call.services.clock.now() + consent::clock_tolerance)
        return fail(Fault::malformed,
            "last_message_at: has to be a time that has been (RFC 3339), such as 2026-11-22T09:30:00Z");
    asked.reply = call.services.clock.now() - *last < asked.scope->reply_window;
    return {};
}

std::vector<consent::CheckAnswer> answers(
    Call const& call, Asked const& asked, std::span<consent::Alias const> contacts)
{
    std::vector<consent::CheckQuestion> questions;
    for (consent::Alias const& contact : contacts)
        questions.push_back({contact, asked.scope, {asked.number, asked.reply}});
    return call.services.reader.check(*asked.brand->policy, questions, event_time(call.services.clock.now()));
}

void put_answer(JsonWriter& json, Asked const& asked, consent::Alias const& contact, consent::CheckAnswer const& answer)
{
    json.open()
        .put("contact", shown(contact))
        .put("scope", asked.scope->name)
        .put("allowed", answer.allowed)
        .put("state", name_of(answer.state))
        .put("reason", name_of(answer.reason))
        .put("matched", name_of(answer.matched))
        .put_or_null("since", answer.since)
        .put_or_null("event", answer.event)
        .close();
}

Result<std::vector<consent::Alias>> contacts_of(std::vector<std::string> const& texts, intake::Brand const& brand)
{
    std::vector<consent::Alias> contacts;
    contacts.reserve(texts.size());
    for (std::string const& text : texts) {
        auto contact = contact_in(text, brand, "contacts[" + std::to_string(contacts.size()) + "]");
        if (!contact)
            return std::unexpected(contact.error());
        contacts.push_back(std::move(*contact));
    }
    return contacts;
}

http::Response answer_list(Call const& call, Asked const& asked, std::span<consent::Alias const> contacts)
{
    JsonWriter json;
    json.open().open_list("results");
    for (std::size_t begin = 0; begin < contacts.size(); begin += slice) {
        auto const part = contacts.subspan(begin, std::min(slice, contacts.size() - begin));
        auto const found = answers(call, asked, part);
        for (std::size_t i = 0; i < part.size(); ++i)
            put_answer(json, asked, part[i], found[i]);
    }
    json.close_list().close();
    return json_response(json);
}

}  // namespace

Answered check_one(Call const& call)
{
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    auto const text = call.parameter("contact");
    if (!text)
        return fail(Fault::malformed, "contact: is required; a + is written %2B in a URL");
    auto const scope = call.parameter("scope");
    if (!scope)
        return fail(Fault::malformed, "scope: is required");
    auto const contact = contact_in(*text, **brand, "contact");
    if (!contact)
        return std::unexpected(contact.error());
    auto const reply = call.flag("reply");
    if (!reply)
        return std::unexpected(reply.error());
    auto question = asked(**brand, *scope, call.parameter("number").value_or(""), *reply);
    if (!question)
        return std::unexpected(question.error());
    if (auto const fine = reckon_window(call, *question); !fine)
        return std::unexpected(fine.error());
    JsonWriter json;
    put_answer(json, *question, *contact, answers(call, *question, {&*contact, 1}).front());
    return json_response(json);
}

Answered check_many(Call const& call)
{
    auto body = Body::parse(call.body);
    if (!body)
        return std::unexpected(body.error());
    auto const named = body->optional_text("brand");
    std::string const scope = body->text("scope");
    std::string const number = body->text_or_empty("number");
    bool const reply = body->flag("reply");
    std::vector<std::string> const texts = body->texts("contacts", contacts_max);
    if (auto const fine = body->finish(); !fine)
        return std::unexpected(fine.error());
    auto const brand = call.brand(named ? named : call.parameter("brand"));
    if (!brand)
        return std::unexpected(brand.error());
    auto const question = asked(**brand, scope, number, reply);
    if (!question)
        return std::unexpected(question.error());
    auto const contacts = contacts_of(texts, **brand);
    if (!contacts)
        return std::unexpected(contacts.error());
    return answer_list(call, *question, *contacts);
}

}  // namespace consentry::api
