// What a person may ask for, and who has read what.
#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;
using http::Method;

namespace {

consent::Event event_of(consent::Seq seq, consent::EventType type, std::string text)
{
    consent::Event event;
    event.id = "evt_" + std::to_string(seq);
    event.seq = seq;
    event.type = type;
    event.brand = "demo";
    event.subject = "sub_1";
    event.scope = "marketing";
    event.timestamp = intake::half_past_nine;
    event.message_id = "wamid." + std::to_string(seq);
    event.text = std::move(text);
    return event;
}

/// Somebody who was asked, agreed, and wrote something nasty.
void meet_ana(Office& office)
{
    consent::SubjectView view;
    view.standing.public_id = "sub_1";
    view.standing.aliases = {{consent::AliasKind::phone, "34600111222"}};
    consent::Fact fact;
    fact.kind = consent::FactKind::grant;
    fact.scope = "marketing";
    fact.at = intake::half_past_nine;
    view.standing.facts = {fact};
    office.reader.known_subject = view;
    consent::Event asked = event_of(1, consent::EventType::prompted, "");
    asked.wording = "v3";
    consent::Event agreed = event_of(2, consent::EventType::opted_in, "<script>alert('sí')</script>\x1b[2J");
    agreed.evidence = "form \"7\"";
    office.reader.page.events = {asked, agreed};
}

}  // namespace

TEST_CASE("a person gets everything that is known of them, in the form that was asked for")
{
    Office office;
    meet_ana(office);
    auto const json = office.get("/v1/subjects/+34600111222/export", "reader").json();
    CHECK(json.at("subject").at("id").as_string() == "sub_1");
    REQUIRE(json.at("events").as_array().size() == 2);
    CHECK(json.at("events").at(1).at("evidence").as_string() == "form \"7\"");
    CHECK(json.at("kept_for").at("words_without_a_question").as_string() == "7d");

    auto const page = office.get("/v1/subjects/+34600111222/export?format=html").response;
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK(page.body.find("+34600111222") != std::string::npos);
    CHECK(page.body.find("&lt;script&gt;alert(&#39;sí&#39;)&lt;/script&gt;") != std::string::npos);
    CHECK(page.body.find("<script") == std::string::npos);
    CHECK(page.body.find('\x1b') == std::string::npos);
    CHECK(page.body.find("We may write to you: you agreed") != std::string::npos);

    auto const text = office.get("/v1/subjects/+34600111222/export?format=text").response;
    CHECK(text.content_type == "text/plain; charset=utf-8");
    CHECK(text.body.find("what shows it: form \"7\"") != std::string::npos);
    CHECK(text.body.find('\x1b') == std::string::npos);

    CHECK(office.get("/v1/subjects/+34600111222/export?format=pdf").field() == "format");
    CHECK(office.get("/v1/subjects/nobody/export").field() == "contact");
    office.reader.known_subject.reset();
    CHECK(office.get("/v1/subjects/+34600111222/export").problem() == "not-found");
}

TEST_CASE("every read of something personal leaves a note of who has read what of whom")
{
    Office office;
    meet_ana(office);
    auto const [path, call] = GENERATE(table<std::string, std::string>({
        {"/v1/subjects/+34600111222", "GET /v1/subjects/{contact}"},
        {"/v1/subjects/+34600111222/history", "GET /v1/subjects/{contact}/history"},
        {"/v1/subjects/+34600111222/export", "GET /v1/subjects/{contact}/export"},
    }));
    CHECK(office.get(path, "reader").response.status == 200);
    REQUIRE(office.data_reads.noted.size() == 1);
    consent::DataRead const& read = office.data_reads.noted.front();
    CHECK(read.key == "reader");
    CHECK(read.call == call);
    CHECK(read.brand == "demo");
    CHECK(read.subject == "sub_1");
    CHECK(office.log.text.find("api.read") != std::string::npos);
}

TEST_CASE("a page of the feed is one note, and a page with nothing on it none")
{
    Office office;
    CHECK(office.get("/v1/events").response.status == 200);
    CHECK(office.data_reads.noted.empty());
    meet_ana(office);
    CHECK(office.get("/v1/events").response.status == 200);
    REQUIRE(office.data_reads.noted.size() == 1);
    CHECK(office.data_reads.noted.front().first == 1);
    CHECK(office.data_reads.noted.front().last == 2);
}

TEST_CASE("who has read what is for administrators, by key and by person")
{
    Office office;
    office.data_reads.noted.push_back(
        {3, intake::half_past_nine, "crm", "GET /v1/subjects/{contact}", "demo", "sub_1", 0, 0});
    office.data_reads.noted.push_back({4, intake::half_past_nine, "crm", "GET /v1/events", "demo", "", 1, 2});
    CHECK(office.get("/v1/audit", "writer").problem() == "forbidden");
    auto const json = office.get("/v1/audit?key=crm&contact=%2B34600111222&after=2&limit=2").json();
    CHECK(office.data_reads.question.key == "crm");
    CHECK(office.data_reads.question.contact.value().value == "34600111222");
    CHECK(office.data_reads.question.after == 2);
    REQUIRE(json.at("reads").as_array().size() == 2);
    CHECK(json.at("reads").at(0).at("subject").as_string() == "sub_1");
    CHECK(json.at("reads").at(1).at("events").at("last").as_int64() == 2);
    CHECK(json.at("next").as_string() == "4");
    CHECK(office.get("/v1/audit?contact=nobody").field() == "contact");
}

TEST_CASE("an erasure names who asks for it, and for which brands they may speak")
{
    Office office;
    office.ledger.outcome.events = {"evt_1"};
    auto const said = office.ask(
        Method::delete_, "/v1/subjects/+34600111222?brand=hats", R"({"actor":"ana","reason":"letter 7"})", "both");
    CHECK(said.response.status == 202);
    CHECK(said.json().at("changed").as_bool());
    CHECK(said.json().contains("purged_by"));
    auto const& erase = std::get<consent::Erase>(office.ledger.units.at(0).matters.at(0).what);
    CHECK(erase.contact.value == "34600111222");
    CHECK(erase.actor == "ana");
    CHECK(erase.reason == "letter 7");
    CHECK(erase.brands == std::vector<std::string>{"demo", "hats"});
    CHECK(office.ask(Method::delete_, "/v1/subjects/+34600111222", "", "writer").problem() == "forbidden");
    CHECK(office.ask(Method::delete_, "/v1/subjects/+34600111222", R"({"reson":"x"})").problem() == "malformed");
    CHECK(office.ask(Method::delete_, "/v1/subjects/+34600111222", R"({"reason":" "})").field() == "reason");
    CHECK(office.ask(Method::delete_, "/v1/subjects/+34600111222?actor=%20").field() == "actor");
    office.ledger.outcome.events.clear();
    CHECK(office.ask(Method::delete_, "/v1/subjects/+34600111222").response.status == 200);
}
