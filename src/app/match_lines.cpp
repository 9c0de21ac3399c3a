// `consentry match --jsonl`: many texts in, many verdicts out, one a line.
#include "app/matching.hpp"
#include "consentry/base/json.hpp"
#include "consentry/base/json_value.hpp"

#include <istream>
#include <ostream>

namespace consentry::app {
namespace {

/// Why the value is no question; empty if it is one.
std::string flaw_of(JsonValue const& question)
{
    if (question.kind != JsonValue::Kind::object)
        return "is no JSON object";
    JsonValue const* const text = question.find("text");
    if (!text || text->kind != JsonValue::Kind::text)
        return "has no \"text\" that is a string";
    JsonValue const* const language = question.find("language");
    bool const fits = !language || language->kind == JsonValue::Kind::text || language->kind == JsonValue::Kind::null;
    if (!fits)
        return "has a \"language\" that is no string";
    JsonValue const* const id = question.find("id");
    bool const simple = !id || (id->kind != JsonValue::Kind::list && id->kind != JsonValue::Kind::object);
    return simple ? "" : "has an \"id\" that is neither a string nor a number";
}

void put_id(JsonWriter& json, JsonValue const* id)
{
    json.key("id");
    if (!id || id->kind == JsonValue::Kind::null)
        json.null();
    else if (id->kind == JsonValue::Kind::flag)
        json.flag(id->flag);
    else if (id->kind == JsonValue::Kind::number)
        json.raw(id->text);
    else
        json.text(id->text);
}

std::string answer_to(JsonValue const& question, intake::Brand const& brand, keywords::Scratch& scratch)
{
    intake::Verdict const verdict
        = intake::judge(brand, question.text_at({"text"}), question.text_at({"language"}), scratch);
    JsonWriter json;
    put_id(json.open(), question.find("id"));
    json.put("signal", verdict.signal).put("decision", verdict.decision).put_or_null("tier", verdict.tier);
    json.put_or_null("language", verdict.language).put_or_null("keyword", verdict.keyword);
    return json.put_or_null("rule", verdict.rule).close().str();
}

/// Whether the line could be answered; if not, `err` says why.
bool answer(std::string const& line, std::size_t number, intake::Brand const& brand, keywords::Scratch& scratch,
    Terminal const& terminal)
{
    auto const question = parse_json(line);
    std::string const flaw = question ? flaw_of(*question) : "is no JSON: " + question.error();
    if (flaw.empty())
        terminal.out << answer_to(*question, brand, scratch) << '\n' << std::flush;
    else
        terminal.err << "line " << number << ' ' << flaw << '\n' << std::flush;
    return flaw.empty();
}

}  // namespace

Exit match_lines(intake::Brand const& brand, Terminal const& terminal)
{
    keywords::Scratch scratch;
    Exit exit = Exit::done;
    std::size_t number = 0;
    for (std::string line; std::getline(terminal.in, line);) {
        ++number;
        bool const blank = line.find_first_not_of(" \t\r") == std::string::npos;
        if (!blank && !answer(line, number, brand, scratch, terminal))
            exit = Exit::no;
    }
    return exit;
}

}  // namespace consentry::app
