// The forms of values that lead elsewhere: secrets, keys, URLs, event types.
#include "app/config_values.hpp"
#include "app/vocabulary.hpp"
#include "consentry/http/url.hpp"

namespace consentry::app::form {
namespace {

template <class T>
using Parsed = std::optional<T>;

/// The text that a reference in this node leads to.
std::optional<std::string> fetched(Node const& node, std::string const& path, Reading& reading)
{
    if (!is(Node::Kind::text, node, path, reading, "Write \"env:NAME\" or \"file:PATH\""))
        return {};
    return reading.secret(path, node.text);
}

}  // namespace

Form<std::filesystem::path> store_url()
{
    return {"`sqlite:` and a path",
        [](Node const& node, std::string const& path, Reading& reading) -> Parsed<std::filesystem::path> {
            std::string const remedy = "Write \"sqlite:\" and the path of a file, such as \"sqlite:consentry.db\"";
            if (!is(Node::Kind::text, node, path, reading, remedy))
                return {};
            std::string_view const url = node.text;
            if (url.starts_with("postgres"))
                reading.problem(path, "PostgreSQL comes in a later version", remedy);
            else if (!url.starts_with("sqlite:") || url.size() == 7)
                reading.problem(path, "is no URL of a store", remedy);
            else if (url.substr(7).starts_with(':'))
                reading.problem(path, "a store in memory would forget every opt-out", remedy);
            else
                return reading.resolved(url.substr(7));
            return {};
        }};
}

Form<std::string> url()
{
    return {"URL", [](Node const& node, std::string const& path, Reading& reading) -> Parsed<std::string> {
                std::string const remedy = "Write it whole, such as \"https://crm.example.com/hooks/consent\"";
                if (!is(Node::Kind::text, node, path, reading, remedy))
                    return {};
                auto const parsed = http::parse_url(node.text);
                if (parsed && !node.text.contains('#') && node.text.size() <= 2048)
                    return node.text;
                reading.problem(
                    path, parsed ? "is longer than 2048 bytes or has a part behind #" : parsed.error().detail, remedy);
                return {};
            }};
}

Form<std::string> secret() { return {"`env:NAME` or `file:PATH`", fetched}; }

Form<Digest> api_key()
{
    return {secret().type, [](Node const& node, std::string const& path, Reading& reading) -> Parsed<Digest> {
                auto const key = fetched(node, path, reading);
                if (!key)
                    return {};
                return sha256(*key);
            }};
}

Form<Digest> api_key_hash()
{
    return {"`sha256:` and 64 hex digits",
        [](Node const& node, std::string const& path, Reading& reading) -> Parsed<Digest> {
            std::string const remedy = "Copy the hash that \"consentry keys new\" prints";
            if (!is(Node::Kind::text, node, path, reading, remedy))
                return {};
            std::string_view const text = node.text;
            auto const octets = text.starts_with("sha256:") ? from_hex(text.substr(7)) : std::nullopt;
            if (!octets || octets->size() != Digest{}.size()) {
                reading.problem(path, "is not \"sha256:\" and 64 hex digits", remedy);
                return {};
            }
            Digest digest{};
            std::ranges::copy(as_octets(*octets), digest.begin());
            return digest;
        }};
}

Form<forward::SigningSecret> signing_secret()
{
    return {secret().type,
        [](Node const& node, std::string const& path, Reading& reading) -> Parsed<forward::SigningSecret> {
            auto const written = fetched(node, path, reading);
            if (!written)
                return {};
            auto secret = forward::parse_signing_secret(*written);
            if (secret)
                return std::move(*secret);
            reading.problem(path, "leads to no secret that can sign: " + secret.error().detail,
                "Make one with \"consentry keys webhook\", or a key pair with \"consentry keys webhook --ed25519\"");
            return {};
        }};
}

Form<SuppressionConfig> suppression_key()
{
    return {
        secret().type, [](Node const& node, std::string const& path, Reading& reading) -> Parsed<SuppressionConfig> {
            std::string const remedy = "Write \"file:PATH\": the file is made on first start";
            if (!is(Node::Kind::text, node, path, reading, remedy))
                return {};
            // The file need not be there yet, so it is not fetched here.
            if (node.text.starts_with("file:") && node.text.size() > 5)
                return SuppressionConfig{reading.resolved(std::string_view{node.text}.substr(5)), {}};
            auto value = reading.secret(path, node.text);
            if (value && value->size() >= 32)
                return SuppressionConfig{{}, *std::move(value)};
            if (value)
                reading.problem(
                    path, "leads to fewer than 32 bytes", "Make a longer one, such as with: openssl rand -hex 32");
            return {};
        }};
}

Form<std::filesystem::path> key_file()
{
    return {"`file:PATH`",
        [](Node const& node, std::string const& path, Reading& reading) -> Parsed<std::filesystem::path> {
            std::string const remedy = "Write \"file:PATH\": the file is made on first start";
            if (!is(Node::Kind::text, node, path, reading, remedy))
                return {};
            if (node.text.starts_with("file:") && node.text.size() > 5)
                return reading.resolved(std::string_view{node.text}.substr(5));
            reading.problem(path, "names no file", remedy);
            return {};
        }};
}

Form<std::string> event_pattern()
{
    Form<std::string> form = one_of(event_patterns());
    form.type = "event type, as `consent.opted_out` or `consent.*`";
    return form;
}

Form<std::string> destination_kind()
{
    Form<std::string> form = name();
    form.type = "kind";
    return form;
}

}  // namespace consentry::app::form
