// How a template opens the far system: the kinds of access, and which keys belong to which.
#include "forward/connector/reading.hpp"

#include <cassert>

namespace consentry::forward {
namespace {

using Kind = ConnectorAuth::Kind;
using std::chrono::hours;
using std::chrono::seconds;

constexpr std::array<std::pair<std::string_view, Kind>, 6> kinds{{{"none", Kind::none}, {"header", Kind::header},
    {"basic", Kind::basic}, {"client_credentials", Kind::client_credentials}, {"refresh_token", Kind::refresh_token},
    {"jwt_bearer", Kind::jwt_bearer}}};

/// A text that may not be looked over by its fallback: parsed from what stands here in the code.
ConnectorText text_of(std::string_view text)
{
    auto parsed = ConnectorText::parse(text);
    assert(parsed && "a default of the code is no text of a template");
    return *std::move(parsed);
}

using Pairs = std::vector<std::pair<ConnectorText, ConnectorText>>;

void read_fields(TemplateReading& reading, Spot const& spot, Pairs& into)
{
    reading.members(spot, [&](Spot const& member) {
        Node const name{.kind = Node::Kind::text, .line = member.node.line, .text = member.node.name};
        auto& field = into.emplace_back();
        reading.filled({name, member.path}, field.first);
        reading.filled(member, field.second);
    });
}

void read_claims(TemplateReading& reading, Spot const& spot, std::vector<std::pair<std::string, ConnectorText>>& into)
{
    reading.members(spot, [&](Spot const& member) {
        if (member.node.name == "iat" || member.node.name == "exp")
            reading.problem(
                member, "is added to every assertion", "Remove it; assertion_lifetime says how long it lasts");
        reading.filled(member, into.emplace_back(member.node.name, ConnectorText{}).second);
    });
}

/// Keys of one kind, made for one table.
class AuthKeys {
public:
    AuthKeys(TemplateReading& reading, ConnectorAuth& auth)
        : reading_{reading}
        , auth_{auth}
    {
    }

    std::vector<TemplateKey> of_kind()
    {
        std::vector<TemplateKey> keys{{"kind", [](Spot const&) {}},
            {"given", [this](Spot const& spot) { read_given(reading_, spot, auth_.when.given); }}};
        switch (auth_.kind) {
        case Kind::none: break;
        case Kind::header: add_header(keys, "the text of the header, such as \"Bearer {{secret.token}}\""); break;
        case Kind::basic:
            keys.push_back(text("user", auth_.user, "the user's name; it may be empty"));
            keys.push_back(text("password", auth_.password, "the password; it may be empty"));
            break;
        case Kind::client_credentials: add_client(keys, "whose client it is"); break;
        case Kind::refresh_token:
            add_client(keys, "");
            keys.push_back(text("refresh_token", auth_.refresh_token, "\"{{secret.refresh_token}}\""));
            break;
        case Kind::jwt_bearer: add_jwt(keys); break;
        }
        return keys;
    }

private:
    TemplateKey text(std::string_view name, ConnectorText& into, std::string_view needed = {})
    {
        return {name, [this, &into](Spot const& spot) { reading_.filled(spot, into); }, needed};
    }

    void add_header(std::vector<TemplateKey>& keys, std::string_view needed)
    {
        bool const token = auth_.kind != Kind::header;
        keys.push_back({"header", [this](Spot const& spot) { reading_.header_name(spot, auth_.header); }});
        keys.push_back({"value",
            [this, token](Spot const& spot) {
                reading_.enter(token ? TemplateReading::Where::token_value : TemplateReading::Where::access);
                reading_.filled(spot, auth_.value, true);
                reading_.enter(TemplateReading::Where::access);
            },
            needed});
    }

    /// What all tokens have.
    void add_token(std::vector<TemplateKey>& keys)
    {
        auth_.value = text_of("Bearer {{token.access_token}}");
        add_header(keys, "");
        keys.push_back({"token_url", [this](Spot const& spot) { read_url(reading_, spot, auth_.token_url); },
            "where tokens are got"});
        keys.push_back({"form", [this](Spot const& spot) { read_fields(reading_, spot, auth_.form); }});
        keys.push_back({"lifetime",
            [this](Spot const& spot) { reading_.duration(spot, seconds{30}, hours{24 * 366}, auth_.lifetime); }});
    }

    void add_client(std::vector<TemplateKey>& keys, std::string_view needed)
    {
        add_token(keys);
        keys.push_back(text("client_id", auth_.client_id, needed));
        keys.push_back(text("client_secret", auth_.client_secret, needed));
        keys.push_back({"client", [this](Spot const& spot) {
                            constexpr std::array<std::pair<std::string_view, bool>, 2> ways{
                                {{"form", false}, {"basic", true}}};
                            reading_.choice(spot, ways, auth_.client_by_basic);
                        }});
    }

    void add_jwt(std::vector<TemplateKey>& keys)
    {
        add_token(keys);
        keys.push_back(text("key", auth_.private_key, "the private key, such as \"{{secret.key}}\""));
        keys.push_back(text("key_id", auth_.key_id));
        keys.push_back({"claims", [this](Spot const& spot) { read_claims(reading_, spot, auth_.claims); },
            "who asks for what: iss, aud, …"});
        keys.push_back({"assertion_lifetime",
            [this](Spot const& spot) { reading_.duration(spot, seconds{10}, hours{1}, auth_.assertion_lifetime); }});
    }

    TemplateReading& reading_;
    ConnectorAuth& auth_;
};

}  // namespace

void read_auth(TemplateReading& reading, Spot const& spot, ConnectorAuth& auth)
{
    auth.line = spot.node.line;
    reading.enter(TemplateReading::Where::access);
    if (!reading.is(Node::Kind::table, spot, "Write each in double brackets: [[auth]]"))
        return;
    auto const kind = std::ranges::find(spot.node.members, "kind", &Node::name);
    if (kind == spot.node.members.end())
        return reading.problem(spot.node.line, under(spot.path, "kind"), "is missing",
            "Add it: none, header, basic, client_credentials, refresh_token or jwt_bearer");
    std::array<std::string_view, kinds.size()> words;
    std::ranges::transform(kinds, words.begin(), [](auto const& one) { return one.first; });
    auto const chosen = reading.word({*kind, under(spot.path, "kind")}, words);
    if (!chosen)
        return;
    auth.kind = kinds.at(*chosen).second;
    reading.table(spot, AuthKeys{reading, auth}.of_kind());
}

}  // namespace consentry::forward
