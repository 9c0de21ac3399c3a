#pragma once

#include "consentry/http/loop.hpp"
#include "consentry/http/tls.hpp"
#include "consentry/http/transport.hpp"

#include <memory>

namespace consentry::http {

struct ClientOptions {
    std::size_t connections_per_origin = 16;         ///< Further requests wait for their turn; the deadlines don't run.
    std::chrono::milliseconds idle_timeout{30'000};  ///< After which an unused connection is closed.
    std::string ca_file{};                           ///< PEM; trusted instead of the system's certificate authorities.
    std::shared_ptr<Trust const> trust{};            ///< Whom to believe; counts instead of `ca_file`.
};

/// Sends over connections that it keeps for the next request to the same origin. Certificates are verified for the
/// name in the URL, redirects are not followed, and the address is judged after resolving and before connecting.
/// A request on a kept connection that turns out to be closed is sent again on a new one, once, and only if no byte of
/// an answer came; one that says `only_once` gets a new connection to begin with.
class Client final : public Transport {
public:
    /// `loop` must outlive the client. Throws std::runtime_error if the certificate authorities cannot be loaded.
    explicit Client(Loop& loop, ClientOptions options = {});

    /// On the loop's thread, or when the loop does not run. The `done` of what is in flight is destroyed uncalled.
    ~Client() override;

    /// From any thread; `done` is called on the loop's.
    void send(Outgoing request, Delivered done) override;

    /// Whom to believe from now on. Connections that were verified otherwise are not used again. From any thread.
    void renew(std::shared_ptr<Trust const> trust);

private:
    struct State;
    std::shared_ptr<State> state_;
};

/// Sends one request and waits for the answer: for the command line. Throws as the constructor of Client does.
std::expected<Answer, TransportError> fetch(Outgoing request, ClientOptions options = {});

}  // namespace consentry::http
