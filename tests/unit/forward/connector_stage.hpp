#pragma once

#include "consentry/forward/connector.hpp"
#include "stage.hpp"

#include "support/catch.hpp"

namespace consentry::test {

/// A far system that is found by searching and written to one contact at a time, and an engine that tells it.
inline constexpr std::string_view far_system = R"(
[connector]
about = "A far system."
setup = "Nothing."
base = "https://far.example.com"

[credential.token]
about = "A token."

[[auth]]
kind = "header"
value = "Bearer {{secret.token}}"

[[step]]
id = "find"
method = "GET"
url = "{{base}}/find?phone={{contact.e164}}"
records = { at = "/found", max = 3, total = "/total" }
extract = { id = "/id" }

[[step]]
id = "update"
for_each = "find"
method = "PUT"
url = "{{base}}/people/{{steps.find.id}}"
body.json = { "{{scope}}" = "{{status}}", at = "{{occurred_at}}" }
)";

struct ConnectorStage : Stage {
    static constexpr std::string_view base = "https://far.example.com";

    explicit ConnectorStage(std::string_view written = far_system) { connect(written); }

    void connect(std::string_view written)
    {
        auto connector = forward::read_connector("far", written);
        for (auto const& problem : connector ? std::vector<forward::ConnectorProblem>{} : connector.error())
            FAIL_CHECK(problem.line << ' ' << problem.key << ": " << problem.reason);
        REQUIRE(connector.has_value());
        auto target = std::make_shared<forward::ConnectorTarget>();
        target->connector = *connector;
        target->secrets = {{"token", "s3cret"}};
        auto policy = std::make_shared<consent::Policy>();
        policy->brand = "demo";
        policy->scopes.resize(2);
        policy->scopes[0].name = "marketing";
        policy->scopes[1].name = "orders";
        policy->scopes[1].category = consent::Category::utility;
        forward::Destination made = destination("far");
        made.url.clear();
        made.policy = std::move(policy);
        made.connector = std::move(target);
        configure({made});
        stand(1, consent::State::opted_out);
    }

    /// How a person stands in marketing now.
    void stand(forward::SubjectNumber subject, consent::State state, std::string const& wa_id = "34600111222")
    {
        bool const allowed = state == consent::State::opted_in;
        states.people[subject] = {{{"marketing", state, allowed, event_time(clock.at)}, {"orders"}}, {wa_id}, {}};
    }

    std::string say_in(std::string scope, consent::EventType type, std::string former = {})
    {
        consent::Event event;
        event.type = type;
        event.effective = true;
        event.scope = std::move(scope);
        event.subject = "sub_1";
        event.former_wa_id = std::move(former);
        event.timestamp = event_time(clock.at);
        event.recorded_at = clock.at;
        auto const seq = store.append("demo", 1, std::move(event));
        engine->wake();
        return id_of(seq);
    }

    void answer(std::string const& path, unsigned status, std::string body = {})
    {
        receivers.reactions[std::string{base} + path]
            = [=](Seen const&) { return Reaction{status, std::chrono::milliseconds{1}, {}, body}; };
    }

    /// Those whom a search for the number finds.
    void find(std::string const& ids, std::string const& digits = "34600111222")
    {
        answer("/find?phone=%2B" + digits, 200, R"({"found":[)" + ids + "]}");
    }

    /// `/people/7 {"marketing":…}`, the requests since the last look; of a GET the path alone.
    std::vector<std::string> asked()
    {
        std::vector<std::string> all;
        for (; looked_ < receivers.seen.size(); ++looked_) {
            Seen const& one = receivers.seen[looked_];
            all.push_back(one.url.substr(base.size()) + (one.body.empty() ? "" : ' ' + one.body));
        }
        return all;
    }

    /// As it is written down.
    forward::Delivery row(Seq seq = 1) { return store.delivery({2, seq}).value(); }

    /// What a test of the destination says.
    forward::Ending test(std::string contact = {})
    {
        std::optional<forward::Ending> told;
        engine->test("demo", "far", std::move(contact), [&](Result<forward::Ending> ending) { told = ending.value(); });
        pass(std::chrono::seconds{1});
        return told.value();
    }

private:
    std::size_t looked_ = 0;
};

}  // namespace consentry::test
