#pragma once

#include "consentry/api/reader_pool.hpp"
#include "consentry/api/services.hpp"

namespace consentry::api {

/// The admin listener: `/v1/…` for programs with a key, `/healthz`, `/readyz` and `/metrics` for operators.
/// One per thread.
class AdminHandler final : public http::Handler {
public:
    /// What they refer to must outlive it.
    AdminHandler(Services const& services, ReaderPool& pool)
        : services_{services}
        , pool_{pool}
    {
    }

    /// A call without a good key is refused before its body is read.
    std::optional<http::Response> refuse(http::Request const& head) override;
    void handle(http::Request const& request, http::Reply reply) override;

private:
    Services const& services_;
    ReaderPool& pool_;
};

}  // namespace consentry::api
