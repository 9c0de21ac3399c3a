#pragma once

#include "consentry/base/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace consentry::forward {

/// Keeps what far systems give in exchange for what was configured: a refresh token that replaces the one before, which
/// is void from then on. Sealed on disk.
class TokenKeeper {
public:
    virtual ~TokenKeeper() = default;

    /// The latest under that name; nothing if none was kept. One short read; trouble of the machine is an exception.
    virtual std::optional<std::string> kept_token(std::string const& name) = 0;

    /// `done` is called once, on whatever thread, when it is on disk or can't be.
    virtual void keep_token(std::string name, std::string token, std::move_only_function<void(Result<void>)> done) = 0;
};

}  // namespace consentry::forward
