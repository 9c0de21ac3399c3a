// Whom the client believes, and what an operator hears of whom it does not.
#include "consentry/base/clock.hpp"
#include "http/certificates.hpp"
#include "http/receiver.hpp"
#include "support/temporary_folder.hpp"

#include <fstream>

using namespace consentry;
using namespace consentry::http;
using namespace consentry::http::test;

namespace {

constexpr long day = 86'400;

/// "", or why the receiver with that identity was not believed.
std::string refusal(Identity const& identity, TrustFiles const& files, std::string const& host = "localhost")
{
    std::expected<Answer, TransportError> outcome;
    {
        Receiver const receiver{[&](RawListener& listener) {
            RawSocket const socket = listener.accept();
            TlsPeer peer{socket.descriptor(), identity};
            if (peer.shake_hands() && !peer.read_message().empty())
                peer.send(answer_with("secret"));
        }};
        ClientOptions options;
        options.trust = load_trust(files).value();
        std::string const port = receiver.url().substr(std::string_view{"http://127.0.0.1"}.size());
        outcome = fetch(to("https://" + host + port), std::move(options));
    }
    if (outcome)
        return "";
    CHECK(outcome.error().fault == TransportFault::tls);
    UNSCOPED_INFO(outcome.error().detail);
    return outcome.error().detail;
}

std::string refusal(Identity const& identity, Authority const& authority, std::string const& host = "localhost")
{
    return refusal(identity, TrustFiles{authority.file(), {}}, host);
}

bool says(std::string const& sentence, std::string_view words) { return sentence.find(words) != std::string::npos; }

/// `2026-11-26`, so many seconds from now.
std::string date_in(long seconds)
{
    return rfc3339(event_time(SystemClock{}.now()) + std::chrono::seconds{seconds}).substr(0, 10);
}

/// An authority with another below it, and the lists of both.
struct House {
    consentry::test::TemporaryFolder folder;
    Authority root{"the root"};
    Authority branch{"the branch", &root};

    TrustFiles listing(std::string const& lists)
    {
        auto const file = folder.path() / "lists.pem";
        std::ofstream{file} << lists;
        return {root.file(), file};
    }
};

}  // namespace

TEST_CASE("a certificate that is out of date is refused with the date, its authority's likewise")
{
    Authority const authority;
    auto const ended = refusal(authority.issue("DNS:localhost", -3600), authority);
    CHECK(says(ended, "its certificate ended on " + date_in(-3600)));
    CHECK(says(ended, "its owner has to renew it."));
    CHECK(says(refusal(authority.issue("DNS:localhost", 3 * day), authority), "begins on " + date_in(day)));
    Authority const gone{"the former branch", &authority, -3600};
    CHECK(says(refusal(gone.issue("DNS:localhost"), authority),
        "the certificate of its authority \"the former branch\" ended on"));
}

TEST_CASE("a certificate of somebody else is refused with the names it is for")
{
    Authority const authority;
    auto const other = refusal(authority.issue("DNS:a.example,DNS:b.example,IP:192.0.2.7"), authority);
    CHECK(says(other, "is for a.example, b.example, 192.0.2.7, not for localhost; correct the url"));
    auto const many = refusal(authority.issue("DNS:a.x,DNS:b.x,DNS:c.x,DNS:d.x,DNS:e.x,DNS:f.x,DNS:g.x"), authority);
    CHECK(says(many, "e.x and 2 more"));
    CHECK(says(
        refusal(authority.issue("IP:2001:db8::7"), authority, "127.0.0.1"), "is for 2001:db8::7, not for 127.0.0.1"));
    CHECK(says(refusal(authority.issue("DNS:loc*"), authority), "is for loc*"));
    CHECK(refusal(authority.issue("DNS:LOCALHOST"), authority).empty());
}

TEST_CASE("a certificate that nobody trusted has signed is refused by the name of who did")
{
    Authority const authority;
    Authority const stranger{"a stranger"};
    CHECK(says(refusal(self_signed("DNS:localhost"), authority), "signed by itself"));
    CHECK(says(refusal(stranger.issue("DNS:localhost"), authority), "is by \"a stranger\", which is not trusted here"));
    auto with_root = stranger.issue("DNS:localhost");
    with_root.between.emplace_back(X509_dup(const_cast<X509*>(stranger.certificate())));
    CHECK(says(refusal(with_root, authority), "its authority \"a stranger\" is not trusted here"));
}

TEST_CASE("a chain that is not sent whole is refused, since nothing is fetched to mend it")
{
    House house;
    auto identity = house.branch.issue("DNS:localhost");
    CHECK(refusal(identity, house.root).empty());
    identity.between.clear();
    auto const torn = refusal(identity, house.root);
    CHECK(says(torn, "is by \"the branch\""));
    CHECK(says(torn, "has to send the certificates between"));
}

TEST_CASE("who is on a list is refused, and so is whose authority is; without lists nobody looks")
{
    House house;
    auto const identity = house.branch.issue("DNS:localhost");
    auto const all_is_well = house.root.list_of_revoked({}) + house.branch.list_of_revoked({});
    CHECK(refusal(identity, house.listing(all_is_well)).empty());

    auto const own = house.root.list_of_revoked({}) + house.branch.list_of_revoked({identity.certificate.get()});
    CHECK(says(refusal(identity, house.listing(own)), "its certificate was revoked by \"the branch\""));
    auto const above = house.root.list_of_revoked({house.branch.certificate()}) + house.branch.list_of_revoked({});
    CHECK(says(refusal(identity, house.listing(above)),
        "the certificate of its authority \"the branch\" was revoked by \"the root\""));
    CHECK(refusal(identity, house.root).empty());
}

TEST_CASE("where there are lists, each authority of a chain needs one that is good")
{
    House house;
    auto const identity = house.branch.issue("DNS:localhost");
    CHECK(says(refusal(identity, house.listing(house.root.list_of_revoked({}))),
        "there is no list of revoked certificates by \"the branch\"; add it"));
    CHECK(says(refusal(identity, house.listing(house.branch.list_of_revoked({}))), "by \"the root\"; add it"));
    auto const old = house.root.list_of_revoked({}) + house.branch.list_of_revoked({}, -60);
    CHECK(says(refusal(identity, house.listing(old)),
        "the list of revoked certificates by \"the branch\" ended on " + date_in(-60)));
}

TEST_CASE("an answer that comes along and says revoked is believed if the authority has signed it")
{
    House house;
    Authority const stranger{"a stranger"};
    auto identity = house.branch.issue("DNS:localhost");
    identity.newest = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
    auto const* const certificate = identity.certificate.get();
    identity.stapled = house.branch.answer_about(certificate, false);
    CHECK(refusal(identity, house.root).empty());
    identity.stapled = house.branch.answer_about(certificate, true);
    CHECK(says(refusal(identity, house.root), "its certificate was revoked, as the answer of its authority says"));
    for (auto const& nothing : {stranger.answer_about(certificate, true), std::string{"no answer at all"},
             house.branch.answer_about(stranger.certificate(), true)}) {
        identity.stapled = nothing;
        CHECK(refusal(identity, house.root).empty());
    }
}

TEST_CASE("files that cannot be used are refused by their name, and lists tell when the first of them ends")
{
    House house;
    auto const bad = house.folder.path() / "bad.pem";
    for (auto const* const text : {"", "no PEM at all", "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"}) {
        std::ofstream{bad} << text;
        INFO(text);
        auto const lists = load_trust({house.root.file(), bad});
        REQUIRE_FALSE(lists);
        CHECK(lists.error().fault == Fault::malformed);
        CHECK(says(lists.error().detail, bad.string() + " holds no list of revoked certificates"));
        auto const authorities = load_trust({bad, {}});
        REQUIRE_FALSE(authorities);
        CHECK(says(authorities.error().detail, bad.string() + " holds no certificate of an authority"));
    }
    CHECK_FALSE(load_trust({house.root.file(), "/nonexistent/lists.pem"}));
    CHECK_FALSE(load_trust(house.listing(house.root.list_of_revoked({}) + "-----BEGIN X509 CRL-----\nAAAA\n")));

    CHECK_FALSE(load_trust({house.root.file(), {}}).value()->lists_end());
    auto const two = house.listing(house.root.list_of_revoked({}, 7200) + house.branch.list_of_revoked({}, 3600));
    auto const end = load_trust(two).value()->lists_end();
    REQUIRE(end);
    CHECK(*end - event_time(SystemClock{}.now()) > std::chrono::seconds{3500});
    CHECK(*end - event_time(SystemClock{}.now()) <= std::chrono::seconds{3600});
}

TEST_CASE("who is believed may change: connections of before are not used again")
{
    Authority const former{"the former"};
    Authority const next{"the next"};
    auto const old_identity = former.issue("DNS:localhost");
    auto const new_identity = next.issue("DNS:localhost");
    int connections = 0;
    Receiver const receiver{[&](RawListener& listener) {
        for (auto const* const identity : {&old_identity, &old_identity, &new_identity}) {
            RawSocket const socket = listener.accept();
            ++connections;
            TlsPeer peer{socket.descriptor(), *identity};
            while (peer.shake_hands() && !peer.read_message().empty())
                peer.send(answer_with("known"));
        }
    }};
    std::string const url = "https://localhost" + receiver.url().substr(std::string_view{"http://127.0.0.1"}.size());
    Sending send{{.ca_file = former.file()}};
    REQUIRE(send(to(url)));
    REQUIRE(send(to(url)));
    CHECK(connections == 1);
    send.client().renew(load_trust({next.file(), {}}).value());
    CHECK(fault_of(send(to(url))) == TransportFault::tls);
    CHECK(send(to(url)));
    CHECK(connections == 3);
}
