#pragma once

#include "consentry/api/reader_pool.hpp"
#include "consentry/api/services.hpp"

namespace consentry::api {

/// The admin listener: `/v1/…` for programs with a key, `/healthz`, `/readyz` and `/metrics` for operators.
/// One per thread.
class AdminHandler final : public http::Handler {
public:
    /// What they refer to must outlive it.
    AdminHandler(std::shared_ptr<Services const> services, ReaderPool& pool)
        : services_{std::move(services)}
        , pool_{pool}
    {
    }

    /// From the next request on it works with these; what is under way goes on with the former. On its own thread.
    void renew(std::shared_ptr<Services const> services) { services_ = std::move(services); }

    /// A call without a good key is refused before its body is read.
    std::optional<http::Response> refuse(http::Request const& head) override;
    http::Response failure(unsigned status) override;
    void handle(http::Request const& request, http::Reply reply) override;

private:
    std::shared_ptr<Services const> services_;
    ReaderPool& pool_;
};

}  // namespace consentry::api
