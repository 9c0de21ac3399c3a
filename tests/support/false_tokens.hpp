#pragma once

#include "consentry/forward/token_keeper.hpp"

#include <map>

namespace consentry::test {

/// Tokens that are kept in memory, at once.
class FalseTokens final : public forward::TokenKeeper {
public:
    std::optional<std::string> kept_token(std::string const& name) override
    {
        auto const found = kept.find(name);
        return found == kept.end() ? std::nullopt : std::optional{found->second};
    }

    void keep_token(std::string name, std::string token, std::move_only_function<void(Result<void>)> done) override
    {
        kept[std::move(name)] = std::move(token);
        done({});
    }

    std::map<std::string, std::string> kept;
};

}  // namespace consentry::test
