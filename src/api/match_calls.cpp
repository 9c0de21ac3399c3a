#include "api/body.hpp"
#include "api/calls.hpp"
#include "api/json.hpp"
#include "consentry/intake/explain.hpp"

namespace consentry::api {
namespace {

void put_strings(JsonWriter& json, std::string_view name, std::span<std::string const> values)
{
    json.open_list(name);
    for (std::string const& value : values)
        json.text(value);
    json.close_list();
}

void put_candidates(JsonWriter& json, std::span<keywords::Candidate const> candidates)
{
    json.open_list("candidates");
    for (keywords::Candidate const& candidate : candidates) {
        json.open()
            .put("signal", to_string(candidate.reading.intent))
            .put("tier", to_string(candidate.reading.tier))
            .put("language", candidate.reading.language)
            .put("rule", candidate.reading.rule)
            .put("won", candidate.won)
            .put("why", candidate.why)
            .close();
    }
    json.close_list();
}

void put_languages(JsonWriter& json, std::span<keywords::LanguageEvidence const> languages)
{
    json.open_list("languages");
    for (keywords::LanguageEvidence const& evidence : languages) {
        json.open().put("language", evidence.language).put("known", evidence.known);
        put_strings(json, "words", evidence.words);
        json.close();
    }
    json.close_list();
}

http::Response verdict_of(intake::Verdict const& verdict)
{
    JsonWriter json;
    json.open().put("signal", verdict.signal).put("decision", verdict.decision);
    for (auto const& [name, value] : {std::pair{"tier", &verdict.tier}, {"language", &verdict.language},
             {"keyword", &verdict.keyword}, {"rule", &verdict.rule}, {"pack", &verdict.pack}}) {
        if (value->empty())
            json.put_null(name);
        else
            json.put(name, *value);
    }
    put_strings(json, "scopes", verdict.scopes);
    json.put("folded", verdict.why.folded);
    put_strings(json, "tokens", verdict.why.tokens);
    put_languages(json, verdict.why.languages);
    put_strings(json, "taken_off", verdict.why.taken_off);
    put_candidates(json, verdict.why.candidates);
    json.close();
    return json_response(json);
}

}  // namespace

Answered match_text(Call const& call)
{
    auto body = Body::parse(call.body);
    if (!body)
        return std::unexpected(body.error());
    auto const named = body->optional_text("brand");
    std::string const text = body->text("text");
    std::string const language = body->text_or_empty("language");
    std::string const number = body->text_or_empty("number");
    if (auto const fine = body->finish(); !fine)
        return std::unexpected(fine.error());
    auto const brand = call.brand(named ? named : call.parameter("brand"));
    if (!brand)
        return std::unexpected(brand.error());
    if (auto const fine = check_number(number, **brand); !fine)
        return std::unexpected(fine.error());
    return verdict_of(intake::explain(**brand, text, language));
}

}  // namespace consentry::api
