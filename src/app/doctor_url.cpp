#include "app/doctor_url.hpp"

#include "app/sample_webhook.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/http/query.hpp"
#include "consentry/http/url.hpp"

#include <array>

namespace consentry::app {
namespace {

constexpr std::size_t largest_webhook = 3'000'000;  // Meta's page "Webhooks": payloads of up to 3 MB.
constexpr std::string_view about = "public URL";

std::string remedy_for(http::TransportFault fault)
{
    switch (fault) {
    case http::TransportFault::bad_url: return "Write it as https://host/webhooks/meta";
    case http::TransportFault::resolve: return "Correct the name, or make an entry for it in the DNS";
    case http::TransportFault::tls:
        return "Serve a certificate of a public authority together with its intermediate ones: Meta refuses all others";
    case http::TransportFault::forbidden_address:
    case http::TransportFault::connect:
    case http::TransportFault::timeout:
    case http::TransportFault::protocol: break;
    }
    return "Open the way from the internet to the public listener: firewall, port forwarding, proxy";
}

/// One visit to the URL. Whether it went well decides if the next examination makes sense.
class Visit {
public:
    Visit(Config const& config, std::string url, Ask const& ask)
        : config_{config}
        , url_{std::move(url)}
        , ask_{ask}
    {
    }

    bool shake_hands(std::string const& challenge)
    {
        BrandConfig const& brand = config_.brands.front();
        http::Outgoing request;
        request.method = http::Method::get;
        request.url = url_ + (url_.contains('?') ? "&" : "?") + "hub.mode=subscribe&hub.challenge=" + challenge
            + "&hub.verify_token=" + http::percent_encode(brand.verify_token);
        auto const answer = send(std::move(request));
        if (!answer)
            return false;
        if (answer->status == 200 && answer->body == challenge) {
            add(good(std::string{about}, "reached; certificate and verify token are good"));
            return true;
        }
        std::string const found = "Meta's handshake is answered " + std::to_string(answer->status);
        if (answer->status == 200)
            add(trouble(std::string{about}, found + ", but not with the challenge alone",
                "Let the proxy pass the answer on unchanged, and see that the path leads to consentry"));
        else
            add(trouble(std::string{about}, found,
                "See that the path is /webhooks/meta, that the proxy passes the query on, and that the running "
                "consentry has this configuration"));
        return false;
    }

    bool post(std::size_t size)
    {
        std::string body = R"({"object":"whatsapp_business_account","entry":[],"doctor":")";
        body.append(size > body.size() + 2 ? size - body.size() - 2 : 0, 'x').append("\"}");
        http::Outgoing request;
        request.url = url_;
        request.headers = {{"Content-Type", "application/json"},
            {"X-Hub-Signature-256", signature_of(body, config_.brands.front().app_secrets.front())}};
        request.body = std::move(body);
        auto const answer = send(std::move(request));
        if (!answer)
            return false;
        std::string const size_text = std::to_string(size / 1000) + " kB";
        if (answer->status == 200) {
            add(good(std::string{about}, "a signed webhook of " + size_text + " is taken"));
            return true;
        }
        add(refusal(answer->status, size_text));
        return false;
    }

    Diagnoses take() && { return std::move(found_); }

private:
    /// Nothing, and a diagnosis, if there was no answer.
    std::optional<http::Answer> send(http::Outgoing request)
    {
        request.headers.push_back({"User-Agent", "consentry/" CONSENTRY_VERSION});
        request.allow_private_network = true;
        auto answer = ask_(std::move(request));
        if (answer)
            return *std::move(answer);
        add(trouble(std::string{about}, answer.error().detail, remedy_for(answer.error().fault)));
        return {};
    }

    Diagnosis refusal(unsigned status, std::string const& size) const
    {
        std::string const found = "a signed webhook of " + size + " is answered " + std::to_string(status);
        std::string name{about};
        if (status == 413)
            return trouble(name, found,
                "Let the proxy take bodies of 4 MB (nginx: client_max_body_size 4m), and [limits] body_bytes too");
        if (status == 401)
            return trouble(name, found,
                "Let the proxy pass body and headers on unchanged; if it does, the running consentry has another app "
                "secret");
        if (status == 403 && wants_certificate())
            return unknown(name, found + ", since a certificate of Meta's is asked for, which nobody else has",
                "Press Test in the app's dashboard and look for webhook.refused in the log");
        return trouble(name, found, "See the proxy's log, then consentry's");
    }

    bool wants_certificate() const
    {
        return config_.listen.public_tls && !config_.listen.public_tls->client_ca.empty();
    }

    void add(Diagnosis diagnosis) { found_.push_back(std::move(diagnosis)); }

    Config const& config_;
    std::string url_;
    Ask const& ask_;
    Diagnoses found_;
};

std::string random_challenge(Random& random)
{
    std::array<std::uint8_t, 8> octets{};
    random.fill(octets);
    return to_hex(octets);
}

}  // namespace

Diagnoses examine_public_url(Config const& config, std::string const& url, Ask const& ask, Random& random)
{
    auto const parsed = http::parse_url(url);
    if (!parsed)
        return {trouble(std::string{about}, parsed.error().detail, remedy_for(http::TransportFault::bad_url))};
    Diagnoses found;
    if (!parsed->tls)
        found.push_back(trouble(std::string{about}, "it is not https",
            "Meta sends webhooks over TLS only: " + remedy_for(http::TransportFault::bad_url)));
    Visit visit{config, url, ask};
    if (visit.shake_hands(random_challenge(random)) && visit.post(0))
        visit.post(largest_webhook);
    Diagnoses seen = std::move(visit).take();
    found.insert(found.end(), std::make_move_iterator(seen.begin()), std::make_move_iterator(seen.end()));
    return found;
}

}  // namespace consentry::app
