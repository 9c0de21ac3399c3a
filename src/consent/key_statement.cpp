#include "consentry/consent/key_statement.hpp"

#include <algorithm>

namespace consentry::consent {

std::string signed_text(KeyStatement const& statement)
{
    return "consentry-key/1 " + key_id(statement.key) + " " + to_text(statement.key) + " " + rfc3339(statement.since)
        + " " + (statement.former.empty() ? "-" : statement.former);
}

KeyStatement introduce(SigningKey const& key, EventTime since, std::string former_id, SigningKey const* former)
{
    KeyStatement statement{key.public_key(), since, std::move(former_id)};
    std::string const text = signed_text(statement);
    statement.own = key.sign(text);
    if (former)
        statement.endorsement = as_text(former->sign(text));
    return statement;
}

bool is_own(KeyStatement const& statement) { return is_signed(signed_text(statement), statement.own, statement.key); }

bool is_endorsed(KeyStatement const& statement, PublicKey const& former)
{
    Signature signature{};
    if (statement.former != key_id(former) || statement.endorsement.size() != signature.size())
        return false;
    std::ranges::copy(as_octets(statement.endorsement), signature.begin());
    return is_signed(signed_text(statement), signature, former);
}

std::vector<PublicKey> trusted_with(PublicKey const& trusted, std::vector<KeyStatement> const& all)
{
    std::vector<PublicKey> chain{trusted};
    // Each of the trusted may have endorsed others; those stand behind it and are looked at in their turn.
    for (std::size_t i = 0; i < chain.size(); ++i) {
        for (KeyStatement const& statement : all) {
            bool const is_new = std::ranges::find(chain, statement.key) == chain.end();
            if (is_new && is_own(statement) && is_endorsed(statement, chain[i]))
                chain.push_back(statement.key);
        }
    }
    return chain;
}

}  // namespace consentry::consent
