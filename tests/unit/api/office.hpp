#pragma once

#include "consentry/api/admin_handler.hpp"

#include "support/memory_journal.hpp"
#include "unit/api/fakes.hpp"
#include "unit/intake/ear.hpp"

#include <boost/json.hpp>

#include <future>

namespace consentry::api {

/// An answer with its body read.
struct Said {
    http::Response response;

    boost::json::object json() const { return boost::json::parse(response.body).as_object(); }
    std::string text(std::string_view member) const { return std::string{json().at(member).as_string()}; }

    /// The name of the problem behind `urn:consentry:problem:`; empty if it is none.
    std::string problem() const
    {
        if (response.content_type != "application/problem+json")
            return "";
        std::string const type = text("type");
        return type.substr(type.rfind(':') + 1);
    }

    /// Which member of the request is wrong; empty if none is named.
    std::string field() const { return json().contains("field") ? text("field") : ""; }

    std::string header(std::string_view name) const
    {
        for (http::Header const& header : response.headers) {
            if (http::equal_names(header.name, name))
                return header.value;
        }
        return "";
    }
};

/// The admin listener of two brands, with nothing real behind it, and keys of every kind to call it with.
class Office {
public:
    Office()
    {
        auto const add = [&](char const* name, Role role, std::vector<std::string> brands, bool may_reopen = false) {
            services.keys.push_back({name, role, sha256(name), std::move(brands), may_reopen});
        };
        add("reader", Role::reader, {"demo"});
        add("writer", Role::writer, {"demo"});
        add("admin", Role::admin, {"demo"});
        add("reopener", Role::writer, {"demo"}, true);
        add("both", Role::admin, {"demo", "hats"});
    }

    /// Calls as a client with the key of that name does; an empty one sends none.
    Said ask(http::Method method, std::string_view target, std::string_view body = {}, std::string const& key = "admin")
    {
        std::string const authorization = "Bearer " + key;
        return ask_with(method, target, body, key.empty() ? "" : authorization);
    }

    Said get(std::string_view target, std::string const& key = "admin")
    {
        return ask(http::Method::get, target, {}, key);
    }
    Said post(std::string_view target, std::string_view body, std::string const& key = "admin")
    {
        return ask(http::Method::post, target, body, key);
    }

    Said ask_with(http::Method method, std::string_view target, std::string_view body, std::string_view authorization)
    {
        std::vector<http::HeaderView> headers = more_headers;
        http::Request request;
        request.method = method;
        request.target = target;
        request.path = target.substr(0, target.find('?'));
        request.query = target.size() > request.path.size() ? target.substr(request.path.size() + 1) : "";
        request.peer = peer;
        if (!authorization.empty())
            headers.push_back({"Authorization", authorization});
        request.headers = headers;
        if (auto refusal = handler.refuse(request))
            return {std::move(*refusal)};
        request.body = body;
        auto promise = std::make_shared<std::promise<http::Response>>();
        auto answer = promise->get_future();
        handler.handle(request, [promise](http::Response response) { promise->set_value(std::move(response)); });
        if (answer.wait_for(std::chrono::seconds{60}) != std::future_status::ready)
            throw std::runtime_error{"nobody answered"};
        return {answer.get()};
    }

    static std::shared_ptr<intake::Brands const> two_brands()
    {
        consent::Policy demo = intake::demo_policy();
        demo.country = "ES";
        return std::make_shared<intake::Brands const>(std::vector{intake::demo_brand(std::move(demo)),
            intake::demo_brand(intake::demo_policy("hats"), "hat secret", {"106540352242933"})});
    }

    std::string peer = "127.0.0.1";
    std::vector<http::HeaderView> more_headers;  ///< Of every request from now on.
    HandClock clock;
    LineLog log;
    HandLedger ledger;
    HandReader reader;
    HandWorklists worklists;
    HandProofs proofs;
    HandDeliveries deliveries;
    test::MemoryJournal journal;
    WriterFigures writer_figures;
    JournalFigures journal_figures;
    ErasureFigures erasure_figures;
    std::vector<RetentionFigure> retention_figures;
    HandDataReads data_reads;
    Alarms alarms{clock, log};
    Violations violations{alarms};
    HandSteering steering;
    std::vector<forward::RelayStatus> relays;
    std::vector<Readiness> readiness{{"store", true, {}}};
    http::Counters traffic;
    std::deque<intake::Tally> tallies = std::deque<intake::Tally>(2);
    Services services{.brands = two_brands(),
        .keys = {},
        .ledger = ledger,
        .reader = reader,
        .receipts = ledger.receipts,
        .worklists = worklists,
        .proofs = proofs,
        .deliveries = deliveries,
        .journal = journal,
        .data_reads = data_reads,
        .alarms = alarms,
        .violations = violations,
        .steering = steering,
        .relays = [this] { return relays; },
        .readiness = [this] { return readiness; },
        .public_traffic = [this] { return traffic; },
        .writer_figures = [this] { return writer_figures; },
        .journal_figures = [this] { return journal_figures; },
        .erasure_figures = [this] { return erasure_figures; },
        .retention_figures = [this] { return retention_figures; },
        .kept_for = {.message_text = std::chrono::days{5 * 365},
            .unmatched_text = std::chrono::days{7},
            .reads = std::chrono::days{365},
            .attempts = std::chrono::days{14},
            .journal = std::chrono::days{7},
            .relay = {}},
        .tallies = tallies,
        .clock = clock,
        .log = log,
        .under_way = std::make_shared<UnderWay>()};
    ReaderPool pool{1};
    AdminHandler handler{std::shared_ptr<Services const>{std::shared_ptr<void>{}, &services}, pool};
};

}  // namespace consentry::api
